"""The usual errors of Python and NumPy in a student's words: what the message means, and what to look at.

An error is known by its type and its message, as Python 3.11 to 3.14 and NumPy 2 word it.
"""

import ast
import builtins
import re
from dataclasses import dataclass

import numpy as np

from course.checking.frozen import Raised
from course.checking.hints import Pattern

QUOTED = 80  # characters of a piece of a message
LIBRARIES = "math|cmath|random|scipy|torch|pd|pandas|plt|matplotlib|sys|os|time|itertools|functools|collections|copy|statistics|fractions|decimal|struct|operator|numpy"
A_NUMBER = r"(?:int|float|bool|numpy\.(?:u?int|float)\d+)"
A_FUNCTION = r"(?:builtin_function_or_method|function|method|numpy\.ufunc|type|_ArrayFunctionDispatcher|numpy\._ArrayFunctionDispatcher)"


@dataclass(frozen=True)
class Known:
    """Errors that mean one thing.

    kind, message: regular expressions of the exception's type name and of the beginning of its text. name, asks, tells: of the
    Pattern; asks and tells quote the message's named groups in {braces}.
    """

    kind: str
    message: str
    name: str
    asks: str
    tells: str

    def pattern(self, error: Raised) -> Pattern | None:
        """The Pattern of such an error, or None for another."""
        if not re.fullmatch(self.kind, error.kind):
            return None
        found = re.match(self.message, error.message, re.DOTALL)
        if found is None:
            return None
        quoted = {name: (text or "").strip()[:QUOTED] for name, text in found.groupdict().items()}
        return Pattern(self.name, self.asks.format(**quoted), self.tells.format(**quoted))


NAMES = (
    Known(
        "NameError",
        r"name 'np' is not defined",
        "chưa nhập NumPy",
        "Ô đầu tiên của notebook, có dòng import numpy as np, đã chạy chưa?",
        "Tên np chưa có. Hãy chạy lại ô đầu tiên, rồi chạy lại ô này.",
    ),
    Known(
        "NameError",
        rf"name '(?P<name>{LIBRARIES})' is not defined",
        "thiếu dòng import",
        "Dòng import của {name} đứng ở ô nào? Khi chấm, ô ấy có chạy không?",
        "{name} là một thư viện, nên phải có dòng import thì mới dùng được. Hãy viết dòng ấy ở đầu ô bài làm. Có khi không cần nữa: NumPy có sẵn phần lớn các hàm toán.",
    ),
    Known(
        "NameError",
        r"name '(?P<name>true|false|null|none|TRUE|FALSE|NULL|NONE)' is not defined",
        "viết sai True, False hay None",
        "Trong Python, tên ấy viết hoa chữ nào?",
        "Python phân biệt chữ hoa với chữ thường: ba tên ấy chỉ viết hoa chữ đầu.",
    ),
    Known(
        "UnboundLocalError",
        r"cannot access local variable '(?P<name>\w+)'",
        "dùng biến trước khi đặt giá trị",
        "Biến {name} được đặt ở dòng nào? Dòng ấy có chạy trước dòng báo lỗi không?",
        "Trong hàm có một dòng đặt {name}, nên đó là biến riêng của hàm; nhưng lúc này nó chưa có giá trị. Hãy xem dòng ấy có đứng dưới dòng báo lỗi, hay nằm trong một nhánh if hoặc một vòng lặp chưa chạy không.",
    ),
)
NOTHING = tuple(
    Known(
        "TypeError|AttributeError|UFuncTypeError",
        message,
        "dùng một giá trị None",
        "Ở dòng ấy, giá trị nào đang là None? Nó do hàm hay tham số nào đưa tới?",
        "None nghĩa là không có gì. Hàm thiếu return thì trả về None; lệnh sửa tại chỗ, như append hay sort của list, cũng vậy; và có tham số được phép là None. Hãy in từng giá trị ở dòng ấy xem giá trị nào là None.",
    )
    for message in (r"'NoneType' object (?!is not callable)", r".*'NoneType'", r".*\bNoneType\b")
)
CALLS = (
    Known(
        "TypeError",
        r"(?P<function>[\w.<>]+)\(\) (?:missing \d+ required|takes .*argument)",
        "gọi hàm với số tham số khác",
        "Hàm {function} nhận những tham số nào, theo thứ tự nào? Dòng ấy đưa cho nó mấy giá trị?",
        "Số giá trị được đưa vào không khớp với số tham số của {function}. Hãy đọc lại dòng def của nó, hay trang trợ giúp của nó với help(…), rồi so từng tham số.",
    ),
    Known(
        "TypeError",
        r"(?P<function>[\w.]+)\(\) got (?:an unexpected keyword argument|multiple values for argument) '(?P<argument>\w+)'",
        "gọi hàm với tên tham số khác",
        "Hàm ấy có tham số nào tên {argument} không? Nó đã nhận giá trị ấy một lần rồi chăng?",
        "Hãy đọc trang trợ giúp của hàm và so từng chữ tên tham số. Một tham số chỉ nhận giá trị một lần, theo vị trí hoặc theo tên.",
    ),
    Known(
        "TypeError",
        r"'(?P<argument>axis|keepdims|dtype|out)' is an invalid keyword argument for (?P<function>\w+)\(\)",
        "đưa tham số của NumPy vào hàm của Python",
        "{function} ở dòng ấy là hàm của Python hay của NumPy?",
        "Hàm {function} của Python không biết {argument}. Hàm cùng tên trong NumPy thì biết, và tính trên cả mảng.",
    ),
    Known(
        "TypeError",
        r"'NoneType' object is not callable",
        "gọi một thứ không phải hàm",
        "Trước dấu ngoặc tròn ở dòng ấy là tên của một hàm, hay của một biến đang là None?",
        "Hãy in thứ đứng trước dấu ngoặc. Có thể một biến của bạn trùng tên với một hàm, hoặc hàm tạo ra nó không trả về gì.",
    ),
    Known(
        "TypeError",
        r"'(?P<type>[\w.]+)' object is not callable",
        "gọi một thứ không phải hàm",
        "Trước dấu ngoặc tròn ở dòng ấy là một hàm, hay một giá trị kiểu {type}?",
        "Python hiểu dấu ngoặc tròn ngay sau một giá trị là gọi hàm. Lấy phần tử thì dùng ngoặc vuông, nhân thì phải viết dấu *. Cũng có thể một biến của bạn trùng tên với một hàm, như max hay round.",
    ),
    Known(
        "TypeError|AttributeError",
        rf".*'{A_FUNCTION}'",
        "quên dấu ngoặc khi gọi hàm",
        "Ở dòng ấy bạn cần chính hàm đó, hay cần kết quả của nó?",
        "Có một tên hàm đang được dùng như một giá trị. Gọi hàm thì cần ngoặc tròn ngay sau tên của nó, còn ngoặc vuông chỉ để lấy phần tử.",
    ),
    Known(
        "TypeError",
        r"return arrays must be of ArrayType",
        "đưa thừa tham số vào hàm của NumPy",
        "Hàm ấy so hay tính trên mấy giá trị một lúc?",
        "np.maximum, np.minimum và những hàm giống chúng chỉ nhận hai giá trị; tham số thứ ba là mảng để ghi kết quả. Cần nhiều hơn hai giá trị thì gọi nhiều lần.",
    ),
)
INDICES = (
    Known(
        "IndexError",
        r"index (?P<index>-?\d+) is out of bounds for axis (?P<axis>\d+) with size (?P<size>\d+)",
        "chỉ số vượt ra ngoài mảng",
        "Trục {axis} có {size} phần tử. Phần tử cuối của trục ấy mang chỉ số mấy?",
        "Dòng ấy hỏi chỉ số {index}, mà chỉ số được đếm từ 0. Hãy xem lại hai đầu của vòng lặp, và xem các chỉ số có đứng đúng thứ tự trục không.",
    ),
    Known(
        "IndexError",
        r"(?:list|tuple|string|range object|pop) (?:index|assignment index)? ?(?:out of range|from empty list)",
        "chỉ số vượt ra ngoài dãy",
        "Dãy ấy có mấy phần tử? Phần tử cuối mang chỉ số mấy?",
        "Chỉ số được đếm từ 0. Hãy in len(...) của dãy. Nếu đó là .shape thì số phần tử của nó là số trục của mảng: mảng một trục không có shape[1].",
    ),
    Known(
        "IndexError",
        r"too many indices for array: array is (?P<axes>\d+)-dimensional, but (?P<given>\d+) were indexed",
        "nhiều chỉ số hơn số trục",
        "Mảng ấy có {axes} trục, dòng ấy ghi {given} chỉ số. Bạn đang nghĩ mảng có chiều gì?",
        "Hãy in .shape của mảng ngay trước dòng ấy. Nếu đề cho phép mảng có chiều tùy ý thì đừng ghi sẵn số chỉ số.",
    ),
    Known(
        "IndexError",
        r"(?:only integers, slices|arrays used as indices must be of integer)",
        "chỉ số không phải số nguyên",
        "Chỉ số ở dòng ấy có kiểu gì? Nó có đến từ phép chia / hay np.round không?",
        "Chỉ số phải là số nguyên. Phép / và các hàm làm tròn của NumPy luôn cho số thực, kể cả khi chia hết.",
    ),
    Known(
        "TypeError",
        r"(?P<what>list|tuple) indices must be integers or slices, not (?P<type>[\w.]+)",
        "chỉ số không phải số nguyên",
        "Chỉ số ở dòng ấy có kiểu {type}. Một {what} của Python nhận chỉ số kiểu gì?",
        "Chỉ số của {what} là một số nguyên hay một lát cắt. Ghi hai chỉ số cách nhau dấu phẩy thì chỉ mảng NumPy mới hiểu.",
    ),
    Known(
        "TypeError",
        r"(?:'(?:float|numpy\.float\d+)' object cannot be interpreted as an integer|expected a sequence of integers|slice indices must be integers)",
        "dùng số thực ở chỗ cần số nguyên",
        "Ở dòng ấy, số nào là số thực? Nó có đến từ phép chia / hay từ np.round không?",
        "range, lát cắt, chiều của mảng và axis chỉ nhận số nguyên. Phép / luôn cho số thực. Ngoài ra, tham số thứ hai của np.max, np.min, np.sum là axis, không phải một số nữa để so hay cộng.",
    ),
    Known(
        "IndexError",
        r"boolean index did not match indexed array along axis (?P<axis>\d+); size of axis is (?P<size>\d+) but size of corresponding boolean axis is (?P<other>\d+)",
        "mặt nạ khác chiều với mảng",
        "Mảng dài {size}, mảng True, False dài {other}. Cái sau được tính từ mảng nào?",
        "Mảng True, False dùng để chọn phải cùng chiều với mảng được chọn. Hãy in .shape của cả hai.",
    ),
    Known(
        "ValueError",
        r"NumPy boolean array indexing assignment cannot assign (?P<given>\d+) input values to the (?P<places>\d+) output values",
        "gán sai số phần tử",
        "Mặt nạ chọn {places} chỗ, vế phải có {given} giá trị. Vế phải có được chọn bằng cùng mặt nạ không?",
        "Khi gán vào những chỗ do mảng True, False chọn ra, vế phải phải là một số, hoặc có đúng bấy nhiêu giá trị.",
    ),
)
SHAPES = (
    Known(
        "ValueError|IndexError",
        r".*could not be broadcast together with (?:remapped )?shapes (?P<shapes>.*)",
        "chiều của hai mảng không ghép được",
        "Các mảng ở dòng ấy có chiều {shapes}. So từ trục cuối về trước, trục nào không khớp?",
        "Hai trục ghép được khi dài bằng nhau, hoặc một trong hai dài 1. Hãy in .shape của từng vế ngay trước dòng ấy: một phép tính theo axis bỏ mất trục ấy, trừ khi có keepdims.",
    ),
    Known(
        "ValueError",
        r"could not broadcast input array from shape (?P<given>\(.*?\)) into shape (?P<place>\(.*?\))",
        "gán một mảng vào chỗ khác chiều",
        "Vế phải có chiều {given}, chỗ nhận có chiều {place}. Vế nào chưa như bạn nghĩ?",
        "Hãy in .shape của vế phải và của lát cắt ở vế trái, rồi xem lại hai đầu của lát cắt và thứ tự các trục.",
    ),
    Known(
        "ValueError",
        r"non-broadcastable output operand with shape (?P<place>\(.*?\)) doesn't match the broadcast shape (?P<given>\(.*?\))",
        "sửa tại chỗ một mảng khác chiều",
        "Mảng được sửa có chiều {place}, còn kết quả có chiều {given}. Mảng cũ có chứa hết không?",
        "Phép += hay *= ghi kết quả vào chính mảng cũ, nên chiều không đổi được. Hãy xem lại chiều của từng vế, hoặc cho kết quả một tên mới.",
    ),
    Known(
        "ValueError",
        r"matmul: Input operand \d has a mismatch in its core dimension.*\(size (?P<one>\d+) is different from (?P<other>\d+)\)",
        "chiều không nhân ma trận được",
        "Nhân ma trận cần số cột của vế trái bằng số hàng của vế phải. Ở đây một bên là {one}, một bên là {other}: vế nào cần xoay lại?",
        "Hãy in .shape của hai vế của @ và so với chiều ghi trong đề. Có thể một vế cần .T, hoặc đã bị reshape nhầm.",
    ),
    Known(
        "ValueError",
        r"shapes (?P<one>\(.*?\)) and (?P<other>\(.*?\)) not aligned",
        "chiều không nhân ma trận được",
        "Hai vế có chiều {one} và {other}. Số cột của vế trái có bằng số hàng của vế phải không?",
        "Hãy so chiều của từng vế với đề. Có thể một vế cần .T, hoặc đã bị reshape nhầm.",
    ),
    Known(
        "ValueError",
        r"matmul: Input operand (?P<place>\d) does not have enough dimensions",
        "nhân ma trận với một số",
        "Ở hai bên dấu @, bên nào đang là một số?",
        "Phép @ chỉ nhân mảng với mảng. Nhân với một số thì dùng dấu *.",
    ),
    Known(
        "ValueError",
        r"cannot reshape array of size (?P<size>\d+) into shape (?P<shape>\(.*?\))",
        "reshape sang chiều không vừa",
        "Mảng có {size} phần tử. Chiều {shape} cần bao nhiêu phần tử?",
        "reshape giữ nguyên số phần tử. Hãy in .shape của mảng trước khi reshape, rồi xem số nào trong chiều mới bị tính sai, hay mảng đã thiếu phần tử từ trước.",
    ),
    Known(
        "AxisError",
        r"axis (?P<axis>-?\d+) is out of bounds for array of dimension (?P<axes>\d+)",
        "trục không có trong mảng",
        "Mảng ấy có {axes} trục, đánh số từ 0. Bạn cần trục nào?",
        "Dòng ấy hỏi trục {axis}. Hãy in .shape của mảng. Nhớ rằng tham số thứ hai của np.max, np.min, np.sum là axis, không phải một số nữa để so hay cộng.",
    ),
    Known(
        "ValueError",
        r"(?:axes don't match array|repeated axis in transpose)",
        "đổi chỗ trục sai",
        "Mảng ấy có mấy trục? transpose của bạn ghi những trục nào?",
        "transpose cần mỗi trục của mảng đúng một lần, đánh số từ 0. Hãy in .ndim của mảng.",
    ),
    Known(
        "ValueError",
        r"all (?:the )?input arrays? .*must",
        "ghép những mảng khác chiều",
        "Hãy in .shape của từng mảng được ghép: mảng nào khác những mảng kia?",
        "np.stack cần các mảng cùng chiều; np.concatenate chỉ cho chúng khác nhau ở trục đang ghép.",
    ),
    Known(
        "ValueError",
        r"setting an array element with a sequence\. The requested array has an inhomogeneous shape",
        "danh sách không đều nên không thành mảng",
        "Các phần tử của danh sách ấy có cùng chiều không?",
        "Mảng NumPy cần mọi hàng dài bằng nhau. Hãy in len(...) hay .shape của từng phần tử trước khi đổi sang mảng.",
    ),
    Known(
        "ValueError|TypeError",
        r"setting an array element with a sequence",
        "gán cả một dãy vào một phần tử",
        "Vế trái là một phần tử, còn vế phải có mấy giá trị?",
        "Một phần tử của mảng chỉ chứa một số. Hãy xem vế phải có đúng là một số không, hay vế trái phải là cả một hàng hoặc một lát cắt.",
    ),
    Known(
        "ValueError",
        r"(?:zero-size array to reduction operation|need at least one array)",
        "tính trên một mảng rỗng",
        "Vì sao ở dòng ấy không còn phần tử nào?",
        "Hãy in .shape hay len(...) ngay trước dòng ấy, rồi xem lại lát cắt, mặt nạ hay vòng lặp đã tạo ra nó.",
    ),
)
WHOLE_ARRAYS = (
    Known(
        "ValueError",
        r"The truth value of an(?: empty)? array",
        "dùng cả một mảng làm điều kiện",
        "Điều kiện ở dòng ấy cho một True hay False, hay mỗi phần tử một giá trị?",
        "So sánh một mảng thì mỗi phần tử cho một True hay False, nên if, and, or, not không biết chọn bên nào; min, max của Python cũng vậy. Muốn chọn theo từng phần tử thì dùng hàm của NumPy, như np.where hay np.minimum. Nếu bạn nghĩ đó là một số, hãy in giá trị ấy ra.",
    ),
    Known(
        "TypeError",
        r"type numpy\.ndarray doesn't define __(?P<function>round|trunc|floor|ceil)__ method",
        "đưa cả mảng vào hàm chỉ nhận một số",
        "Hàm ở dòng ấy là của Python hay của NumPy? Nó đang nhận một số hay cả mảng?",
        "Những hàm của Python như round chỉ nhận một số. NumPy có hàm làm tròn tính trên mọi phần tử cùng lúc.",
    ),
    Known(
        "TypeError|ValueError",
        r"(?:only integer scalar arrays|only (?:length-1|size-1|0-dimensional) arrays can be converted|can only convert an array of size 1)",
        "đưa cả mảng vào chỗ chỉ nhận một số",
        "Ở dòng ấy, int, float, range hay một hàm toán đang nhận một số, hay cả mảng?",
        "Chỗ ấy chỉ nhận một số. Đổi kiểu cả mảng thì có .astype, còn hàm toán thì NumPy có hàm tính trên mọi phần tử. Nếu bạn nghĩ đó là một số, hãy in .shape của nó.",
    ),
    Known(
        "TypeError",
        r"'list' object cannot be interpreted as an integer",
        "đưa một danh sách vào chỗ cần số nguyên",
        "Tham số nào ở dòng ấy đang là một list?",
        "Chỗ ấy nhận một số nguyên; nếu cần nhiều trục, như ở axis, thì là một tuple các số nguyên.",
    ),
)
KINDS = (
    Known(
        "TypeError|UFuncTypeError",
        r"(?:unsupported operand type\(s\) for \^=?: |ufunc 'bitwise_xor')",
        "dùng dấu ^ cho lũy thừa",
        "Trong Python, lũy thừa viết bằng dấu nào?",
        "Dấu ^ là phép XOR trên từng bit, chỉ có ở số nguyên. Nó không phải lũy thừa.",
    ),
    Known(
        "TypeError|UFuncTypeError",
        r"(?:unsupported operand type\(s\) for (?P<sign><<|>>|&|\|)=?: |ufunc '(?:bitwise_and|bitwise_or|left_shift|right_shift|invert)')",
        "tính trên bit của số thực",
        "Hai vế của phép dịch bit, & hay | có kiểu gì? Số thực có bit để dịch không?",
        "Các phép trên bit chỉ có ở số nguyên. Hãy in .dtype của từng vế, xem chỗ nào đã thành số thực: phép /, np.round, 2.0 hay một mảng kiểu float.",
    ),
    Known(
        ".*UFunc.*|UFuncTypeError",
        r"Cannot cast ufunc '\w+' output from dtype\('(?P<made>\w+)'\) to dtype\('(?P<place>\w+)'\)",
        "sửa tại chỗ một mảng khác kiểu",
        "Phép tính cho kiểu {made}, còn mảng nhận kết quả có kiểu {place}. Mảng ấy có chứa được không?",
        "Phép += hay *= ghi kết quả vào chính mảng cũ, nên kiểu không đổi được. Hãy đổi kiểu của mảng từ trước, hoặc cho kết quả một tên mới.",
    ),
    Known(
        "OverflowError",
        r"Python integer (?P<number>-?\d+) out of bounds for (?P<dtype>\w+)",
        "số nguyên không vừa kiểu của mảng",
        "Kiểu {dtype} chứa được những số từ đâu đến đâu? {number} có nằm trong đó không?",
        "Mảng có kiểu {dtype}, nên NumPy đổi số nguyên trong phép tính sang đúng kiểu ấy, và không đổi được. Hãy mở rộng kiểu của mảng trước phép tính ở dòng này.",
    ),
    Known(
        "OverflowError|ValueError",
        r"cannot convert float (?P<what>infinity|NaN) to integer",
        "đổi vô cực hay nan sang số nguyên",
        "Số được đổi sang số nguyên đang là vô cực hoặc nan. Phép tính nào sinh ra nó?",
        "Vô cực thường đến từ phép chia cho 0, còn nan từ 0 chia 0. Hãy in các giá trị ở dòng ấy, rồi đi ngược lên phép chia đã sinh ra chúng.",
    ),
    Known(
        "OverflowError",
        r"",
        "số quá lớn",
        "Ở dòng ấy, số nào lớn đến thế? Bạn có chờ đợi điều đó không?",
        "Kết quả vượt quá số lớn nhất mà kiểu của nó ghi được. Hãy in các giá trị ở dòng ấy, rồi xem lại số mũ và kiểu của chúng.",
    ),
    Known(
        "FloatingPointError|RuntimeWarning",
        r"overflow encountered",
        "tràn số",
        "Các số ở dòng ấy có kiểu gì, và kết quả có vừa kiểu ấy không?",
        "NumPy tính trong kiểu của mảng. Kết quả vượt miền của kiểu số nguyên thì quay vòng sang giá trị sai, vượt miền của số thực thì thành vô cực. Hãy mở rộng kiểu trước khi tính.",
    ),
    Known(
        "FloatingPointError|RuntimeWarning",
        r"divide by zero encountered in log",
        "logarit của 0",
        "Ở dòng ấy, số nào nằm trong logarit, và nó bằng 0 với đầu vào nào?",
        "Logarit của 0 là âm vô cực. Hãy in số ấy, rồi xem đề muốn gì ở trường hợp ấy.",
    ),
    Known(
        "FloatingPointError|RuntimeWarning",
        r"invalid value encountered in (?:log|sqrt)",
        "logarit hay căn của một số âm",
        "Ở dòng ấy, số nào nằm trong logarit hay trong căn, và nó âm với đầu vào nào?",
        "Logarit và căn của một số âm không phải số thực, nên NumPy cho nan. Hãy in số ấy, rồi xem có thiếu trị tuyệt đối không.",
    ),
    Known(
        "FloatingPointError|RuntimeWarning",
        r"(?:divide by zero|invalid value) encountered",
        "chia cho 0",
        "Mẫu số ở dòng ấy bằng 0 với đầu vào nào?",
        "NumPy cho vô cực khi chia một số cho 0, và nan khi chia 0 cho 0. Hãy in mẫu số, rồi xem đề muốn gì ở trường hợp ấy.",
    ),
    Known(
        "ZeroDivisionError",
        r"",
        "chia cho 0",
        "Mẫu số ở dòng ấy là gì, và nó bằng 0 với đầu vào nào?",
        "Hãy in mẫu số ra. Nếu nó không được phép bằng 0, hãy xem lại công thức của nó. Nếu đề cho phép, trường hợp ấy cần được tính riêng.",
    ),
    Known(
        "ValueError",
        r"Integers to negative integer powers",
        "số nguyên lũy thừa âm",
        "Số nguyên mũ âm ra số nguyên hay số thực?",
        "NumPy không tính lũy thừa âm của số nguyên. Cơ số phải là số thực.",
    ),
    Known(
        "ValueError",
        r"negative shift count",
        "dịch một số bit âm",
        "Số bit cần dịch ở dòng ấy bằng bao nhiêu? Vì sao nó âm?",
        "Phép << và >> chỉ dịch một số bit không âm. Hãy in số bit ấy, rồi xem lại dấu và các số hạng của nó.",
    ),
    Known(
        "ValueError",
        r"math domain error",
        "hàm toán nhận một số ngoài miền",
        "Hàm ở dòng ấy nhận được số nào? Số ấy có logarit hay căn bậc hai không?",
        "Logarit cần số dương, căn bậc hai cần số không âm. Hãy in số ấy ra.",
    ),
    Known(
        "ValueError",
        r"(?P<what>Percentiles|Quantiles) must be in the range (?P<range>\[.*?\])",
        "phân vị nhận số ngoài miền",
        "Hàm ấy nhận số trong {range}. Bạn đang đưa vào phần trăm hay tỷ lệ?",
        "np.percentile nhận phần trăm, từ 0 đến 100; np.quantile nhận tỷ lệ, từ 0 đến 1.",
    ),
)
LISTS = (
    Known(
        "TypeError",
        r"(?:can only concatenate (?P<what>list|tuple) |can't multiply sequence by non-int|unsupported operand type\(s\) for .*'(?:list|tuple)'|bad operand type for .*'(?:list|tuple)')",
        "tính trên list hay tuple như trên mảng",
        "Ở dòng ấy, vế nào là list hay tuple? Phép tính có cần tác động lên từng phần tử không?",
        "Với list và tuple, dấu + là nối lại, dấu * là lặp lại, còn các phép khác không có. Muốn tính trên từng phần tử thì đó phải là mảng NumPy. Nếu bạn chờ một số, hãy in giá trị ấy: có thể một hàm trả về nhiều giá trị, hay một dấu phẩy thừa đã tạo ra tuple.",
    ),
    Known(
        "AttributeError",
        r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'",
        "thư viện không có tên ấy",
        "Tên {name} có đúng từng chữ không? Nó có phải của thư viện khác không?",
        "{module} không có {name}. Hãy gõ tên gần giống trong tài liệu, hoặc gõ vài chữ đầu rồi nhấn Tab để xem những tên có thật.",
    ),
    Known(
        "AttributeError",
        r"'(?P<type>list|tuple|dict|int|float|bool|str)' object has no attribute '(?P<name>astype|shape|reshape|ndim|size|dtype|min|max|sum|mean|any|all|round|clip|flatten|ravel|transpose|T)'",
        "dùng một giá trị của Python như mảng",
        "Trước .{name} ở dòng ấy là một mảng NumPy, hay một giá trị kiểu {type}?",
        ".{name} là của mảng và số NumPy, còn giá trị ấy có kiểu {type} của Python. Hãy xem nó thành {type} từ dòng nào: round, min, max, sum của Python và các dấu ngoặc [ ] đều cho giá trị của Python. Giữ nó là của NumPy, hoặc đổi kiểu bằng hàm của chính kiểu đích.",
    ),
    Known(
        "AttributeError",
        r"'(?P<type>[\w.]+)' object has no attribute '(?P<name>\w+)'",
        "giá trị không có thuộc tính ấy",
        "Ở dòng ấy, giá trị đứng trước .{name} có kiểu gì?",
        "Giá trị ấy có kiểu {type}, và kiểu ấy không có {name}. Hãy so từng chữ của {name}, rồi xem giá trị ấy có đúng là thứ bạn nghĩ không.",
    ),
    Known(
        "TypeError|IndexError",
        rf"(?:'{A_NUMBER}' object (?:is not subscriptable|is not iterable|does not support item assignment)|invalid index to scalar variable|iteration over a 0-d array|object of type '{A_NUMBER}' has no len|len\(\) of unsized object|cannot unpack non-iterable {A_NUMBER})",
        "coi một số như một dãy",
        "Ở dòng ấy, thứ bạn coi là một dãy hay một mảng có đúng là dãy không?",
        "Đó là một số, nên không lấy phần tử, không lặp, không tách ra được. Hãy in giá trị ấy, rồi xem vì sao nó chỉ còn một số: hàm trả về một giá trị, hay một phép như np.max, np.sum đã gộp cả mảng.",
    ),
    Known(
        "TypeError",
        r"'(?P<type>tuple|str|range)' object does not support item assignment",
        "sửa một thứ không sửa được",
        "Thứ được gán ở dòng ấy có kiểu {type}. Kiểu ấy có cho sửa từng phần tử không?",
        "{type} không sửa được sau khi tạo ra. Hãy tạo một giá trị mới, hoặc dùng list hay mảng NumPy từ đầu.",
    ),
    Known(
        "ValueError",
        r"too many values to unpack \(expected (?P<wanted>\d+)",
        "tách ra nhiều hay ít tên hơn số giá trị",
        "Vế trái có {wanted} tên. Vế phải có mấy giá trị?",
        "Vế phải có nhiều giá trị hơn. Hãy in nó ra, rồi xem lại hàm ấy trả về những gì, hay .shape có mấy số.",
    ),
    Known(
        "ValueError",
        r"not enough values to unpack \(expected (?:at least )?(?P<wanted>\d+), got (?P<given>\d+)\)",
        "tách ra nhiều hay ít tên hơn số giá trị",
        "Vế trái cần {wanted} giá trị, vế phải chỉ có {given}. Bạn đang chờ thứ gì ở vế phải?",
        "Hãy in vế phải ra, rồi xem lại hàm ấy trả về những gì, hay mảng có mấy trục.",
    ),
    Known(
        "ValueError",
        r"(?:assignment destination|output array) is read-only",
        "sửa một mảng chỉ đọc",
        "Mảng được gán ở dòng ấy là của bạn tạo ra, hay chỉ là một cách nhìn vào mảng khác?",
        "Mảng ấy không cho sửa, như kết quả của np.broadcast_to. Hãy tính trên một bản sao.",
    ),
    Known(
        "TypeError",
        r"unsupported operand type\(s\) for (?P<sign>\S+): '(?P<one>[\w.]+)' and '(?P<other>[\w.]+)'",
        "tính trên hai kiểu không hợp nhau",
        "Hai vế của phép {sign} có kiểu {one} và {other}. Bạn chờ mỗi vế là gì?",
        "Python không có phép {sign} cho hai kiểu ấy. Hãy in từng vế, rồi xem vế nào chưa phải là số hay mảng.",
    ),
)
OTHERS = (
    Known(
        "RecursionError",
        r"",
        "hàm gọi lại chính nó mãi",
        "Hàm ở dòng ấy gọi hàm nào? Có lúc nào nó thôi gọi không?",
        "Hàm gọi chính nó, thẳng hay qua một hàm khác, và không bao giờ dừng. Hãy xem bạn có định gọi một hàm trước, hay một hàm của NumPy, mà lại gõ tên của chính hàm này không.",
    ),
    Known(
        "AssertionError",
        r"",
        "một dòng assert không đúng",
        "Dòng assert ấy đòi điều gì, và lúc đó các giá trị bằng bao nhiêu?",
        "assert dừng hàm khi điều kiện của nó sai. Nếu dòng ấy có sẵn trong đề, một giá trị đã bị đổi trước nó, hay hàm được gọi với tham số sai. Nếu dòng ấy do bạn thêm, hãy xem lại chính điều kiện.",
    ),
    Known(
        "ModuleNotFoundError|ImportError",
        r"(?:No module named|cannot import name) '(?P<name>[\w.]+)'",
        "nhập một thư viện không có",
        "{name} là một thư viện, hay một tệp .py của bạn? Hàm có thật sự cần nó không?",
        "Khi chấm chỉ có những thư viện của khóa học và các tệp bạn nộp kèm. Hãy so từng chữ tên {name}, hoặc làm cùng việc bằng NumPy.",
    ),
    Known(
        "KeyError",
        r"(?P<key>.*)",
        "dict không có khóa ấy",
        "Khóa {key} được đặt vào dict ở dòng nào?",
        "Hãy in các khóa của dict ngay trước dòng ấy rồi so từng chữ, kể cả kiểu: số 1 khác chuỗi '1'.",
    ),
    Known(
        "RuntimeError",
        r"No active exception to reraise",
        "còn dòng raise",
        "Dòng raise ở đó để làm gì? Những dòng dưới nó có chạy không?",
        "Dòng raise của đề báo rằng TODO chưa làm. Viết xong lời giải thì xóa cả dòng ấy.",
    ),
    Known(
        "FileNotFoundError",
        r"",
        "không thấy tệp",
        "Tệp ấy nằm ở đâu? Hàm có cần đọc tệp để tính không?",
        "Khi chấm, chỉ có tệp được phát và tệp bạn nộp kèm, cùng thư mục với notebook. Hàm trong bài chỉ cần các tham số của nó.",
    ),
    Known(
        "TimeoutError",
        r"",
        "chạy quá lâu",
        "Vòng lặp nào trong hàm chạy nhiều lần nhất? Có chắc nó dừng không?",
        "Hãy xem vòng lặp while có lúc nào thôi đúng không. Vòng lặp for qua từng phần tử thì chậm; phép tính trên cả mảng nhanh hơn nhiều.",
    ),
    Known(
        "MemoryError|_ArrayMemoryError",
        r"",
        "cần quá nhiều bộ nhớ",
        "Mảng được tạo ở dòng ấy có chiều gì? Nó có lớn như bạn nghĩ không?",
        "Hãy in chiều của mảng trước khi tạo nó. Hai mảng ghép nhầm trục có thể cho một mảng rất lớn.",
    ),
    Known(
        "NotPlain",
        r"",
        "trả về một kiểu không so được",
        "Hãy in type(...) của kết quả: đó có phải là số, mảng NumPy, list hay tuple của chúng không?",
        "Hàm phải trả về đúng thứ mà mục Đầu ra của đề ghi. Số phức, hàm, hình vẽ, set hay đối tượng tự tạo thì không so được.",
    ),
)
TABLE = (*NAMES, *CALLS, *NOTHING, *INDICES, *SHAPES, *WHOLE_ARRAYS, *KINDS, *LISTS, *OTHERS)
SIGNATURE = re.compile(r"(?P<function>[\w.<>]+)\(\) (?:missing|takes|got)")
NO_NAME = re.compile(r"name '(\w+)' is not defined")


def pattern_of_error(error: Raised) -> Pattern | None:
    """The Pattern of an error that ended a call, or None where nothing is known of it.

    An error without a line of the student's own came before the first line of the function ran.
    """
    if unset := returned_but_unset(error):
        return _unset(unset)
    called = SIGNATURE.match(error.message) if error.kind == "TypeError" and not error.line else None
    if called:
        return _signature(called["function"])
    known = next((found for known in TABLE if (found := known.pattern(error))), None)
    return known or _of_numpy(error)


def returned_but_unset(error: Raised) -> str:
    """The name in a line like `return s, z` or `return q.astype(np.int8)` that nothing has set, or ""."""
    name = NO_NAME.fullmatch(error.message) if error.kind == "NameError" else None
    return name[1] if name and name[1] in _returned(error.code) else ""


def _returned(code: str) -> set[str]:
    """The names that a line returns as they are, or a method of which."""
    try:
        [line] = ast.parse(f"def f():\n    {code.strip()}").body[0].body  # type: ignore[attr-defined]
    except (SyntaxError, ValueError):
        return set()
    value = line.value if isinstance(line, ast.Return) else None
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    methods = [one.func for one in parts if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    return {one.id for one in (*parts, *(method.value for method in methods)) if isinstance(one, ast.Name)}


def _unset(name: str) -> Pattern:
    return Pattern(
        "trả về một tên chưa được đặt",
        f"Dòng nào trong hàm đặt giá trị cho {name}?",
        f"Dòng return cần {name}, nhưng lúc ấy trong hàm chưa có tên này. Hãy xem TODO phải tính {name} đã viết chưa, và tên có đúng từng chữ không.",
        kind="name/unknown",
    )


def _signature(function: str) -> Pattern:
    return Pattern(
        "hàm nhận tham số khác với đề",
        f"Dòng def của {function} có đủ các tham số như trong đề, đúng thứ tự không?",
        "Hàm được gọi với các tham số của đề, theo thứ tự ấy, nên lỗi xảy ra trước khi dòng đầu tiên của hàm chạy. Hãy chép lại dòng def từ đề.",
    )


def _of_numpy(error: Raised) -> Pattern | None:
    """Of a name that is not there, but is one of NumPy's."""
    name = NO_NAME.fullmatch(error.message) if error.kind == "NameError" else None
    if name is None or hasattr(builtins, name[1]) or not hasattr(np, name[1]):
        return None
    return Pattern(
        "thiếu np. trước tên của NumPy",
        f"{name[1]} là của Python, của bạn, hay của NumPy?",
        f"Chưa có gì tên {name[1]}, nhưng NumPy có một thứ mang tên ấy. Tên của NumPy phải có np. đứng trước. Nếu đó là biến của bạn, hãy xem dòng đặt nó.",
    )
