#!/bin/bash
# The Run button: nothing to run by itself.
cat >vpl_execution <<'END'
#!/bin/bash
echo "Nhấn Evaluate để chấm bài. Muốn tự kiểm tra trước, hãy chạy các ô kiểm tra trong notebook."
END
chmod +x vpl_execution
