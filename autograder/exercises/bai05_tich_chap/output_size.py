"""How many windows fit along a side."""

from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Variant, Visible
from course.checking.compare import EXACT_WITH_DTYPE


def draw_side(rng: Generator) -> Args:
    k, stride = int(rng.integers(1, 6)), int(rng.integers(1, 5))
    return {"size": int(rng.integers(6, 40)), "k": k, "stride": stride, "pad": int(rng.integers(0, 4))}


SIZE = "(size + 2 * pad - k) // stride + 1"

EXERCISE = Exercise(
    function="output_size",
    title="Kích thước đầu ra",
    reference=reference.output_size,
    asks="Sau khi đệm, cạnh dài bao nhiêu? Cửa sổ đầu tiên chiếm mất bao nhiêu, phần còn lại trượt được mấy lần?",
    tells="Lấy size + 2·pad − k, chia cho stride rồi làm tròn xuống, cuối cùng cộng 1 cho cửa sổ đầu tiên.",
    parts=(
        Part(
            "TODO 1",
            points=1,
            visible=(
                Visible("cạnh 8, cửa sổ 3, đệm 1", {"size": 8, "k": 3, "stride": 1, "pad": 1}),
                Visible("bước nhảy 2, còn thừa một điểm", {"size": 8, "k": 3, "stride": 2, "pad": 1}),
                Visible("không đệm", {"size": 7, "k": 3, "stride": 2, "pad": 0}),
                Visible("cửa sổ 5, đệm 2", {"size": 28, "k": 5, "stride": 1, "pad": 2}),
                Visible("bước nhảy 3, còn thừa một điểm", {"size": 10, "k": 3, "stride": 3, "pad": 0}),
                Visible("bước nhảy 4, còn thừa ba điểm", {"size": 9, "k": 2, "stride": 4, "pad": 0}),
            ),
            draw=draw_side,
            equality=EXACT_WITH_DTYPE,
            misconceptions=(
                Misconception(
                    "quên cộng 1",
                    kind="index/off_by_one",
                    edits={SIZE: "(size + 2 * pad - k) // stride"},
                    asks="Nếu cửa sổ to bằng cả ảnh thì có bao nhiêu chỗ đặt?",
                    tells="Đó là một chỗ, không phải 0: cộng thêm 1 cho cửa sổ đầu tiên.",
                ),
                Misconception(
                    "chỉ đệm một đầu",
                    kind="index/border",
                    edits={SIZE: "(size + pad - k) // stride + 1"},
                    asks="Viền được thêm ở mấy đầu của một cạnh?",
                    tells="Cả hai đầu, nên cạnh dài thêm 2·pad.",
                ),
                Misconception(
                    "quên viền",
                    kind="index/border",
                    edits={SIZE: "(size - k) // stride + 1"},
                    asks="Đệm viền xong thì cạnh dài bao nhiêu?",
                    tells="Cạnh sau khi đệm dài size + 2·pad.",
                ),
                Misconception(
                    "làm tròn lên",
                    kind="rounding/one_way",
                    edits={SIZE: "-(-(size + 2 * pad - k) // stride) + 1"},
                    asks="Phần thừa không đủ một bước thì cửa sổ có trượt thêm được không?",
                    tells="Không được, cửa sổ sẽ thò ra ngoài. Làm tròn xuống bằng phép chia //.",
                ),
                Misconception(
                    "làm tròn đến số gần nhất",
                    kind="rounding/other_rule",
                    edits={SIZE: "round((size + 2 * pad - k) / stride) + 1"},
                    asks="Trượt được 1.75 bước thì đặt được thêm mấy cửa sổ?",
                    tells="Chỉ một. Làm tròn xuống bằng phép chia //.",
                ),
                Misconception(
                    "chia mà không làm tròn",
                    kind="rounding/none",
                    edits={") // stride": ") / stride"},
                    asks="Số chỗ đặt cửa sổ có thể bằng 4.5 không?",
                    tells="Đó phải là số nguyên kiểu int: dùng phép chia //.",
                ),
                Misconception(
                    "làm tròn rồi nhưng vẫn là số thực",
                    kind="dtype/result",
                    edits={SIZE: "np.floor((size + 2 * pad - k) / stride) + 1"},
                    asks="np.floor(3.5) có kiểu gì, và range(…) có nhận kiểu ấy không?",
                    tells="Giá trị đã đúng nhưng kiểu là float. Dùng phép chia //, hoặc bọc trong int(…).",
                ),
                Misconception(
                    "thiếu ngoặc nên chỉ k được chia",
                    kind="term/place",
                    edits={SIZE: "size + 2 * pad - k // stride + 1"},
                    asks="Python tính // trước hay − trước?",
                    tells="Phép // được tính trước. Đặt cả size + 2·pad − k vào trong ngoặc.",
                ),
                Misconception(
                    "quên trừ cửa sổ",
                    kind="index/border",
                    edits={"2 * pad - k)": "2 * pad)"},
                    asks="Góc trái của cửa sổ đi được xa nhất đến đâu, nếu cửa sổ rộng k điểm?",
                    tells="Góc trái chỉ đi được size + 2·pad − k điểm, nếu không cửa sổ thò ra ngoài.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("int của phép chia", {SIZE: "int((size + 2 * pad - k) / stride) + 1"}),
        Variant("cộng stride trước khi chia", {SIZE: "(size + 2 * pad - k + stride) // stride"}),
        Variant(
            "đếm bằng range",
            {SIZE: "len(range(0, size + 2 * pad - k + 1, stride))"},
            note="Đếm thẳng các chỗ mà cửa sổ có thể bắt đầu.",
        ),
        Variant("np.floor_divide", {SIZE: "np.floor_divide(size + 2 * pad - k, stride) + 1"}),
    ),
)
