#!/bin/bash
# The Evaluate button. Set these two; `hat_giong`, with one number, is an execution file beside this one.
BAI=bai01_so_nguyen
NOI_DAT="${NOI_DAT:-/opt/luong_tu_hoa}" # where the grader is installed on the jail server

if [ -f common_script.sh ]; then . ./common_script.sh; fi
# only what the student handed in lies beside the notebook when its cells run
mkdir -p bai_nop
number=0
while name="VPL_SUBFILE$number" && [ -n "${!name:-}" ]; do
    mkdir -p "bai_nop/$(dirname "${!name}")"
    mv "${!name}" "bai_nop/${!name}"
    number=$((number + 1))
done
cat >vpl_execution <<END
#!/bin/bash
export LUONG_TU_HOA_SEED="\$(cat hat_giong 2>/dev/null)"
rm -f hat_giong
bai="\$PWD/bai_nop"
cd "$NOI_DAT" || exit 3
moi_truong/bin/python -m autograder grade-one "\$bai" --lesson "$BAI" --vpl "${VPL_GRADEMAX:-10}" 2>/dev/null ||
    { echo '<|--'; echo '-Chưa chấm được. Đây không phải lỗi của bạn, hãy báo giảng viên.'; echo '--|>'; }
END
chmod +x vpl_execution
