"""What can be said of wrong answers that no listed mistake explains: how they lie beside the needed ones."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np

from course.checking import measures
from course.checking.compare import CHANGED, Difference, Equality, alike, difference
from course.checking.frozen import Case, FrozenExercise, Outcome, Raised, Returned
from course.checking.hints import Pattern as Pattern
from course.checking.known_errors import pattern_of_error
from course.checking.packed_model import NO_MODEL

AS_NEEDED = Equality(rtol=1e-6)  # whatever the type
NEAR = Equality(rtol=1e-3)  # closer than that is the right formula, computed in another precision or rounded on the way
NO_NAME = {"NameError", "UnboundLocalError"}
MOST_AXES = 4  # whose every order is tried
MOST_COMPARED = 200  # things in lists; no lesson asks for as many
MOST_NAMED = 3  # cases in one sentence


REPEATED = Pattern(
    "gọi hai lần, ra hai kết quả",
    "Với cùng một đầu vào, vì sao lần gọi sau lại khác lần gọi trước?",
    "Hàm đang dựa vào thứ gì khác ngoài tham số: một biến toàn cục, một danh sách đặt làm giá trị mặc định, hay một số ngẫu nhiên. Hãy chỉ dùng tham số và những biến tạo ra trong hàm.",
)
ALTERED = Pattern(
    "sửa luôn dữ liệu nhận vào",
    "Sau khi gọi hàm, mảng của người gọi có còn như trước không?",
    "Kết quả có đúng thì cũng chưa đủ: hàm ghi đè lên chính mảng hay danh sách mà nó nhận, nên dữ liệu của người gọi bị đổi theo. Hãy tìm chỗ gán vào tham số (+=, [...] =, .sort(), pop…) và tính trên một mảng mới.",
    kind="mutates",
)
WRONG_TYPE = Pattern(
    "giá trị đúng, sai kiểu",
    "Hãy in type(...) và .dtype của kết quả: đó có phải là kiểu mà đề yêu cầu không?",
    "Các con số đã đúng. Chỉ còn đổi kiểu ở bước cuối: .astype(...) cho mảng, int(...) hay float(...) cho một số.",
    kind="dtype/result",
)
LIST_FOR_ARRAY = Pattern(
    "trả về list thay vì mảng NumPy",
    "Hãy in type(...) của kết quả: đó là list, tuple hay mảng NumPy?",
    "Các con số đã đúng, nhưng chúng nằm trong list hoặc tuple của Python. Kết quả phải là mảng NumPy, với kiểu mà đề yêu cầu.",
    kind="type/not_array",
)
ONE_INSIDE = Pattern(
    "giá trị đúng nằm trong một dãy thừa",
    "Kết quả có thừa một cặp ngoặc, hay thừa dấu phẩy ở cuối một dòng không?",
    "Giá trị đã đúng, nhưng nó là phần tử duy nhất của một list, tuple hay mảng. Ở Python, dấu phẩy cuối dòng cũng tạo ra tuple.",
    kind="type/not_array",
)
MORE_THAN_ASKED = Pattern(
    "trả về nhiều giá trị hơn đề yêu cầu",
    "Mục Đầu ra của đề ghi mấy giá trị? Dòng return của bạn ghi mấy?",
    "Trong những giá trị trả về có giá trị đúng. Hãy chỉ trả về nó.",
    kind="return/other",
)
FEWER_THAN_ASKED = Pattern(
    "trả về thiếu giá trị",
    "Mục Đầu ra của đề ghi mấy giá trị? Dòng return của bạn ghi mấy?",
    "Giá trị trả về đúng là một trong những giá trị đề cần. Hãy trả về đủ, theo đúng thứ tự của đề.",
    kind="return/other",
)
TRANSPOSED = Pattern(
    "đổi chỗ các chiều của mảng",
    "Hãy in .shape của kết quả rồi so với đề: chiều nào đang đứng trước?",
    "Các con số đã đúng nhưng nằm sai chiều, chẳng hạn hàng thành cột. Hãy xem lại .T, transpose, reshape hay thứ tự trong phép nhân ma trận.",
    kind="shape/layout",
)
NEARLY = Pattern(
    "gần đúng, lệch ở những chữ số sau",
    "Giữa chừng bạn có làm tròn, hay đổi sang một kiểu ít chữ số hơn không?",
    "Công thức có vẻ đã đúng. Hãy xem lại chỗ làm tròn, chỗ đổi giữa float32 và float64, và những hằng số nhỏ được cộng thêm.",
)
NOTHING = Pattern(
    "hàm không trả về gì",
    "Dòng cuối của hàm là return hay print?",
    "print chỉ in ra màn hình. Muốn nơi gọi hàm dùng được kết quả, hàm phải có return ở cuối.",
    kind="return/missing",
)
UNKNOWN_NAME = Pattern(
    "dùng một tên chưa có",
    "Dòng báo lỗi nhắc đến tên nào? Tên ấy được đặt ở dòng nào?",
    "Python chưa thấy tên ấy ở chỗ đó. Hãy so từng chữ với chỗ bạn đặt tên, và xem dòng đặt tên có chạy trước dòng này không.",
    kind="name/unknown",
)
SAME_ALWAYS = Pattern(
    "mọi đầu vào đều cho cùng một kết quả",
    "Kết quả của bạn có phụ thuộc vào tham số của hàm không?",
    "Có thể một tham số chưa được dùng, hoặc một phép tính đã đưa mọi giá trị về cùng một số. Hãy gọi hàm với hai đầu vào khác nhau, rồi in kết quả sau từng bước.",
)
ONLY_SEEN = Pattern(
    "chỉ đúng với các ví dụ trong notebook",
    "Hàm tính kết quả từ tham số, hay chỉ trả về đáp số của ví dụ?",
    "Khi chấm, hàm được gọi với những đầu vào khác. Hãy viết công thức dùng tham số, đừng ghi sẵn con số nào.",
    kind="hard_coded",
)
OFF_BY_ONE = Pattern(
    "số nguyên lệch đúng 1",
    "Chỗ lệch 1 đến từ phép làm tròn, hay từ một số 1 thừa hoặc thiếu?",
    "Nếu là phép làm tròn: np.round chọn số chẵn khi số nằm chính giữa, np.floor luôn đi xuống, còn .astype bỏ phần lẻ. Nếu không có phép làm tròn, hãy xem lại các số 1 trong công thức và hai đầu của vòng lặp.",
)


def pattern_of(
    exercise: FrozenExercise,
    outcomes: Sequence[Outcome],
    differences: Sequence[Difference | Raised | None],
    again: Outcome | None = None,
) -> Pattern | None:
    """The Pattern of an exercise's answers of which some are wrong, or None.

    differences: for each case its Difference, an error that was raised, or None where the answer is right.
    again: the outcome of the first case called once more after all others, or None.
    """
    if is_unsteady(outcomes, again):
        return REPEATED
    wrong = [
        (outcome, case.needed, found) for outcome, case, found in zip(outcomes, exercise.cases, differences) if found
    ]
    if wrong and isinstance(wrong[0][0], Raised) and (known := pattern_of_error(wrong[0][0])):
        return known
    if _only_seen(exercise, differences) and not exercise.is_measured:
        return ONLY_SEEN
    if all(isinstance(found, Raised) and found.kind in NO_NAME and found.line for _, _, found in wrong):
        return UNKNOWN_NAME
    given = [
        (outcome.value, needed, found)
        for outcome, needed, found in wrong
        if isinstance(outcome, Returned) and isinstance(found, Difference)
    ]
    if len(given) < len(wrong):  # an error was raised
        return None
    if given[0][0] is None:
        return _nothing(exercise.cases, outcomes)
    if all(found.kind == CHANGED for _, _, found in given):
        return ALTERED
    if exercise.is_measured:
        form = measures.pattern(exercise, outcomes)
        return SAME_ALWAYS if is_constant(outcomes, exercise.cases) and form is not NO_MODEL else form
    if warned := _warned(outcomes, differences):
        return warned
    for pattern, fits in PATTERNS:
        if all(fits(value, needed, found) for value, needed, found in given):
            return pattern
    if is_constant(outcomes, exercise.cases):
        return SAME_ALWAYS
    some_right = len(wrong) < len(outcomes)
    return OFF_BY_ONE if all(_is_off_by_one(value, needed, some_right) for value, needed, _ in given) else None


def _warned(outcomes: Sequence[Outcome], differences: Sequence[Difference | Raised | None]) -> Pattern | None:
    """What NumPy warned of, where it did in every wrong case and in no right one."""
    told = [
        (outcome.warned if isinstance(outcome, Returned) else None, bool(found))
        for outcome, found in zip(outcomes, differences)
    ]
    if any(bool(warning) != is_wrong for warning, is_wrong in told):
        return None
    return next((pattern_of_error(warning) for warning, _ in told if warning), None)


def _nothing(cases: Sequence[Case], outcomes: Sequence[Outcome]) -> Pattern:
    """Of answers of which the first wrong one is None: is every one, or in which cases?"""
    without = [case.label for case, outcome in zip(cases, outcomes) if _is_nothing(outcome)]
    if len(without) == len(cases):
        return NOTHING
    more = f" và {len(without) - MOST_NAMED} trường hợp nữa" if len(without) > MOST_NAMED else ""
    return Pattern(
        "có trường hợp hàm không trả về gì",
        "Với đầu vào ấy, hàm đi qua nhánh if nào, và nhánh đó có đến được dòng return không?",
        f"Hàm trả về None ở trường hợp: {'; '.join(without[:MOST_NAMED])}{more}. Ở những trường hợp khác, hàm có trả về giá trị. Mọi nhánh của hàm đều phải đi tới một dòng return.",
        kind="return/missing",
    )


def _is_nothing(outcome: Outcome) -> bool:
    return isinstance(outcome, Returned) and outcome.value is None


def is_unsteady(outcomes: Sequence[Outcome], again: Outcome | None) -> bool:
    """Did the first case come back with something else when it was called once more?"""
    if again is None or not outcomes or not isinstance(outcomes[0], Returned):
        return False
    if isinstance(again, Raised):
        return again.kind != "TimeoutError"  # who was too slow once is not called again
    return not _equal(again.value, outcomes[0].value)


def is_constant(outcomes: Sequence[Outcome], cases: Sequence[Case]) -> bool:
    """Did several calls come back with one and the same value, or number all over, though the cases need others?"""
    values = [outcome.value for outcome in outcomes if isinstance(outcome, Returned)]
    if len(outcomes) < 2 or len(values) < len(outcomes):
        return False
    return _all_one(values) and not _all_one([case.needed for case in cases])


def _all_one(values: Sequence[Any]) -> bool:
    """Is it the same number all over, or the same value every time?"""
    if all(isinstance(value, np.ndarray) and value.size for value in values):
        first = values[0].flat[0]
        if all((value == first).all() for value in values):
            return True
    return all(_equal(value, values[0]) for value in values[1:])


def _equal(one: object, other: object) -> bool:
    return alike(one, other, MOST_COMPARED)


def _only_seen(exercise: FrozenExercise, differences: Sequence[Difference | Raised | None]) -> bool:
    """Of the TODOs with a wrong answer, is all right that a notebook shows, and nothing of what it does not?"""
    parts = [part for part in exercise.parts if any(differences[case] for case in part.cases)]
    answers = [(exercise.cases[case].hidden, differences[case] is not None) for part in parts for case in part.cases]
    return any(hidden for hidden, _ in answers) and all(hidden == wrong for hidden, wrong in answers)


def _is_wrong_type(returned: object, needed: object, found: Difference) -> bool:
    """Are the numbers right, and only their type is not?"""
    return found.kind == "dtype" and difference(returned, needed, AS_NEEDED) is None


def _is_list_for_array(returned: Any, needed: Any, found: Difference) -> bool:
    """Are the numbers right, and only what holds them is not?"""
    if found.kind != "type":
        return False
    if found.item is not None:
        returned, needed = returned[found.item], needed[found.item]
    if not isinstance(needed, np.ndarray) or not isinstance(returned, (list, tuple)):
        return False
    return _has_shape(returned, needed.shape) and difference(np.asarray(returned), needed, AS_NEEDED) is None


def _is_one_inside(returned: Any, needed: object, found: Difference) -> bool:
    """Is the needed value the only one in a list, a tuple or an array?"""
    if isinstance(needed, (list, tuple)):
        return False
    is_row = isinstance(returned, (list, tuple)) or isinstance(returned, np.ndarray) and returned.ndim > 0
    return is_row and len(returned) == 1 and difference(returned[0], needed, AS_NEEDED) is None


def _is_more_than_asked(returned: object, needed: object, found: Difference) -> bool:
    """Is the needed value one of several?"""
    if isinstance(needed, (list, tuple)) or not isinstance(returned, tuple) or not 1 < len(returned) <= MOST_COMPARED:
        return False
    return any(difference(one, needed, AS_NEEDED) is None for one in returned)


def _is_fewer_than_asked(returned: object, needed: object, found: Difference) -> bool:
    """Is it one of the several values that are needed?"""
    if not isinstance(needed, tuple) or isinstance(returned, (list, tuple)):
        return False
    return any(difference(returned, one, AS_NEEDED) is None for one in needed)


def _has_shape(value: object, shape: tuple[int, ...]) -> bool:
    """Are these lists of numbers, in lists, that make an array of this shape? Nothing is made of them to see it."""
    if isinstance(value, (list, tuple)):
        return bool(shape) and len(value) == shape[0] and all(_has_shape(item, shape[1:]) for item in value)
    return isinstance(value, (bool, int, float, np.ndarray, np.generic)) and np.shape(value) == shape


def _is_transposed(returned: object, needed: object, found: Difference) -> bool:
    """Is it the needed array with its axes in another order?"""
    if not isinstance(returned, np.ndarray) or not isinstance(needed, np.ndarray):
        return False
    if not 2 <= needed.ndim == returned.ndim <= MOST_AXES:
        return False
    orders = (order for order in permutations(range(needed.ndim)) if list(order) != sorted(order))
    return any(difference(returned.transpose(order), needed, AS_NEEDED) is None for order in orders)


def _is_near(returned: object, needed: object, found: Difference) -> bool:
    if found.kind != "value" or not _has_fractions(needed):
        return False
    return difference(returned, needed, NEAR) is None


def _has_fractions(value: object) -> bool:
    if isinstance(value, (tuple, list)):
        return any(map(_has_fractions, value))
    return np.asarray(value).dtype.kind == "f"


def _is_off_by_one(returned: object, needed: object, some_right: bool) -> bool:
    """Are these codes of which some differ by exactly 1 and some are right, here or, as some_right says, in other cases?"""
    if isinstance(needed, tuple) and isinstance(returned, (tuple, list)) and len(needed) == len(returned):
        return all(_equal(*pair) or _is_off_by_one(*pair, some_right) for pair in zip(returned, needed))
    if not all(isinstance(value, (int, np.integer, np.ndarray)) for value in (returned, needed)):
        return False
    returned, needed = np.asarray(returned), np.asarray(needed)
    if "f" in returned.dtype.kind + needed.dtype.kind or returned.shape != needed.shape:
        return False
    apart = np.abs(returned.astype(np.float64) - needed.astype(np.float64))
    return bool((apart <= 1).all()) and (bool((apart == 0).any()) or some_right and apart.size == 1)


PATTERNS = (
    (WRONG_TYPE, _is_wrong_type),
    (LIST_FOR_ARRAY, _is_list_for_array),
    (ONE_INSIDE, _is_one_inside),
    (MORE_THAN_ASKED, _is_more_than_asked),
    (FEWER_THAN_ASKED, _is_fewer_than_asked),
    (TRANSPOSED, _is_transposed),
    (NEARLY, _is_near),
)
