"""Does each usual error of Python and NumPy, raised for real, get its own question, and nothing that is not true of it?"""

import math

import numpy as np
import pytest

from course.checking import known_errors
from course.checking.errors import describe
from course.checking.frozen import Raised
from course.checking.known_errors import TABLE, pattern_of_error

RAISED = {
    "np.zeros(3) if a > 1 else 0": "dùng cả một mảng làm điều kiện",
    "min(f, 0)": "dùng cả một mảng làm điều kiện",
    "round(f)": "đưa cả mảng vào hàm chỉ nhận một số",
    "math.floor(f)": "đưa cả mảng vào chỗ chỉ nhận một số",
    "int(f)": "đưa cả mảng vào chỗ chỉ nhận một số",
    "np.zeros(a)": "đưa cả mảng vào chỗ chỉ nhận một số",
    "a.max(axis=[0])": "đưa một danh sách vào chỗ cần số nguyên",
    "a[5]": "chỉ số vượt ra ngoài mảng",
    "[1][3]": "chỉ số vượt ra ngoài dãy",
    "f.shape[1]": "chỉ số vượt ra ngoài dãy",
    "f[0, 1]": "nhiều chỉ số hơn số trục",
    "f[1.0]": "chỉ số không phải số nguyên",
    "f[f]": "chỉ số không phải số nguyên",
    "row[0, 1]": "chỉ số không phải số nguyên",
    "range(3 / 1)": "dùng số thực ở chỗ cần số nguyên",
    "np.min(f, 0.5)": "dùng số thực ở chỗ cần số nguyên",
    "f[0 : 2 / 1]": "dùng số thực ở chỗ cần số nguyên",
    "f[np.array([True, False, True])]": "mặt nạ khác chiều với mảng",
    "a + f": "chiều của hai mảng không ghép được",
    "a[[0, 1], [0, 1, 2]]": "chiều của hai mảng không ghép được",
    "a.__setitem__(0, f)": "gán một mảng vào chỗ khác chiều",
    "a @ a": "chiều không nhân ma trận được",
    "np.dot(a, a)": "chiều không nhân ma trận được",
    "a @ 3": "nhân ma trận với một số",
    "a.reshape(4, -1)": "reshape sang chiều không vừa",
    "a.sum(axis=2)": "trục không có trong mảng",
    "a.transpose(0, 1, 2)": "đổi chỗ trục sai",
    "np.stack([a, f])": "ghép những mảng khác chiều",
    "np.concatenate([a, f])": "ghép những mảng khác chiều",
    "np.array([[1, 2], [3]])": "danh sách không đều nên không thành mảng",
    "f.__setitem__(0, [1, 2])": "gán cả một dãy vào một phần tử",
    "np.max(f[:0])": "tính trên một mảng rỗng",
    "2.0 ^ 3": "dùng dấu ^ cho lũy thừa",
    "2 ^ f": "dùng dấu ^ cho lũy thừa",
    "f << 1": "tính trên bit của số thực",
    "1.5 & 3": "tính trên bit của số thực",
    "i8.__iadd__(1.5)": "sửa tại chỗ một mảng khác kiểu",
    "i8 + 200": "số nguyên không vừa kiểu của mảng",
    "int(float('inf'))": "đổi vô cực hay nan sang số nguyên",
    "int(float('nan'))": "đổi vô cực hay nan sang số nguyên",
    "2.0**5000": "số quá lớn",
    "1 / 0": "chia cho 0",
    "exec('raise')": "còn dòng raise",
    "5 % 0": "chia cho 0",
    "np.arange(3) ** -1": "số nguyên lũy thừa âm",
    "1 << -1": "dịch một số bit âm",
    "math.log(0)": "hàm toán nhận một số ngoài miền",
    "np.quantile(f, 99)": "phân vị nhận số ngoài miền",
    "f(1)": "gọi một thứ không phải hàm",
    "nothing(1)": "gọi một thứ không phải hàm",
    "nothing[0]": "dùng một giá trị None",
    "None.shape": "dùng một giá trị None",
    "None - 1": "dùng một giá trị None",
    "f * None": "dùng một giá trị None",
    "min(None, 0)": "dùng một giá trị None",
    "np.rint(None)": "dùng một giá trị None",
    "[x for x in None]": "dùng một giá trị None",
    "[1].astype(int)": "dùng một giá trị của Python như mảng",
    "(1.5).astype(int)": "dùng một giá trị của Python như mảng",
    "np.rond(2)": "thư viện không có tên ấy",
    "f.append(2)": "giá trị không có thuộc tính ấy",
    "[1] + 1": "tính trên list hay tuple như trên mảng",
    "[1] * 1.5": "tính trên list hay tuple như trên mảng",
    "(1, 2) - 1": "tính trên list hay tuple như trên mảng",
    "f.max - 1": "quên dấu ngoặc khi gọi hàm",
    "np.zeros[3]": "quên dấu ngoặc khi gọi hàm",
    "three[0]": "coi một số như một dãy",
    "np.float64(3)[0]": "coi một số như một dãy",
    "[x for x in 3]": "coi một số như một dãy",
    "len(3.5)": "coi một số như một dãy",
    "two(*(1, 2), 3)": "gọi hàm với số tham số khác",
    "two(1)": "gọi hàm với số tham số khác",
    "two(1, a=2)": "gọi hàm với tên tham số khác",
    "np.max(f, keepdim=True)": "gọi hàm với tên tham số khác",
    "max(f, axis=0)": "đưa tham số của NumPy vào hàm của Python",
    "np.add(f, 0, 1)": "đưa thừa tham số vào hàm của NumPy",
    "unpack(1)": "tách ra nhiều hay ít tên hơn số giá trị",
    "unpack(3)": "tách ra nhiều hay ít tên hơn số giá trị",
    "np.broadcast_to(f, (2, 2)).__setitem__(0, 1)": "sửa một mảng chỉ đọc",
    "again()": "hàm gọi lại chính nó mãi",
    "late()": "dùng biến trước khi đặt giá trị",
    "checked()": "một dòng assert không đúng",
    "plt.show()": "thiếu dòng import",
    "clip(f, 0, 1)": "thiếu np. trước tên của NumPy",
    "true": "viết sai True, False hay None",
    "{}['a']": "dict không có khóa ấy",
    "open('khong_co')": "không thấy tệp",
    "'a' - 1": "tính trên hai kiểu không hợp nhau",
    "warned()": "tràn số",
    "strict(np.divide, 1, 0)": "chia cho 0",
    "strict(np.divide, 0, 0)": "chia cho 0",
    "strict(np.log2, -1)": "logarit hay căn của một số âm",
    "strict(np.sqrt, -1)": "logarit hay căn của một số âm",
    "strict(np.log10, 0)": "logarit của 0",
}
UNKNOWN = ["alhpa", "int('a')", "fail()"]
HELPERS = """
row, nothing, three = [1, 2], None, 3
def two(a, b): return a
def unpack(n): x, y = (0,) * n
def again(): return again()
def late():
    early = total + 1
    total = 0
def checked(): assert 1 == 2, "p = 4 nhưng W_q có 3 hàng"
def fail(): raise ValueError("x")
def warned():
    with np.errstate(over="raise"): np.float32(1e38) * np.float32(1e38)
def strict(function, *numbers):
    with np.errstate(all="raise"): return function(*map(np.float64, numbers))
"""


def raised(code):
    space = {"np": np, "math": math, "a": np.arange(6).reshape(2, 3), "f": np.array([1.5, 2.5])}
    space["i8"] = np.array([100, 100], np.int8)
    exec(HELPERS, space)
    with pytest.raises(Exception) as found:
        eval(compile(code, "<cell>", "eval"), space)
    error = describe(found.value)
    return Raised(error.kind, error.message, 3, code)


@pytest.mark.parametrize("code", RAISED)
def test_known_error(code):
    """Is the error known, and does its hint first ask, then tell, with no hole left in the text?"""
    pattern = pattern_of_error(raised(code))
    assert pattern is not None and pattern.name == RAISED[code]
    assert pattern.asks.endswith("?") and pattern.tells.endswith(".")
    assert "{" not in pattern.asks + pattern.tells


@pytest.mark.parametrize("code", UNKNOWN)
def test_unknown_error(code):
    """Is nothing said of an error that could mean anything?"""
    assert pattern_of_error(raised(code)) is None


@pytest.mark.parametrize(
    "code, told",
    [
        ("a[5]", "Trục 0 có 2 phần tử"),
        ("a + f", "có chiều (2,3) (2,)."),
        ("i8 + 200", "Kiểu int8 chứa được những số từ đâu đến đâu? 200"),
        ("a.reshape(4, 2)", "Mảng có 6 phần tử. Chiều (4,2)"),
        ("i8.__iadd__(1.5)", "Phép tính cho kiểu float64, còn mảng nhận kết quả có kiểu int8"),
        ("late()", "Biến total"),
    ],
)
def test_values_of_the_message(code, told):
    """Does the question quote what the message says of the student's own values?"""
    assert told in pattern_of_error(raised(code)).asks


def test_other_parameters_than_asked():
    """Is an error before the first line of the function taken for a def line that is not the exercise's?"""
    pattern = pattern_of_error(Raised("TypeError", "calculate_s() takes 2 positional arguments but 4 were given"))
    assert pattern.name == "hàm nhận tham số khác với đề" and "def của calculate_s" in pattern.asks


@pytest.mark.parametrize(
    ("code", "is_unset"),
    [
        ("return average", True),
        ("return s, average", True),
        ("return (average, z)", True),
        ("return average.astype(np.int8 if exp == 8 else np.int16)", True),
        ("return average(x)", False),
        ("return average + 1", False),
        ("y = average", False),
        ("return (", False),
        ("", False),
    ],
)
def test_returned_but_unset(code, is_unset):
    """Is a result that no line has set asked after, be it called like something of NumPy's or not?"""
    pattern = pattern_of_error(Raised("NameError", "name 'average' is not defined", 3, code))
    assert (pattern.name == "trả về một tên chưa được đặt") == is_unset
    assert pattern.asks.endswith("?") and pattern.tells.endswith(".")


def test_braces_in_a_message():
    """Does a message with braces of its own, or of any length, do no harm?"""
    pattern = pattern_of_error(Raised("KeyError", "'{x}' {0} " + "y" * 5000, 3, "d[k]"))
    assert "'{x}' {0}" in pattern.asks and len(pattern.asks) < 300


def test_every_entry_is_used():
    """Is every entry of the table met by a test, or one of the few that cannot be raised here?"""
    named = {known.name for known in TABLE} - set(RAISED.values())
    assert named <= {
        "chưa nhập NumPy",
        "gán sai số phần tử",
        "sửa tại chỗ một mảng khác chiều",
        "sửa một thứ không sửa được",
        "nhập một thư viện không có",
        "chạy quá lâu",
        "cần quá nhiều bộ nhớ",
        "trả về một kiểu không so được",
    }
    assert len(known_errors.TABLE) == len(set(TABLE))


DIVISIONS = "1 / 0", "1 // 0", "1 % 0", "divmod(1, 0)", "1.0 / 0", "1.0 // 0", "1.0 % 0", "divmod(1.0, 0)", "1j / 0"
POWERS = "0**-1", "0.0**-1", "0j**-1", "pow(0, -1)"


@pytest.mark.parametrize(("divided", "said"), [(DIVISIONS, "division by zero"), (POWERS, "zero to a negative power")])
def test_division_by_zero_is_told_alike(divided, said):
    """Is it told in one sentence, that of Python 3.14, whichever Python a student or the grader has?"""
    for expression in divided:
        with pytest.raises(ZeroDivisionError) as found:
            eval(expression)
        assert describe(found.value) == Raised("ZeroDivisionError", said), expression


def test_ones_own_division_by_zero():
    """Are a student's own words kept, and a like text of another kind of error?"""
    assert describe(ZeroDivisionError("noise = 0")).message == "noise = 0"
    assert describe(ValueError("float division by zero")).message == "float division by zero"
