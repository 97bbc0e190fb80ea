"""BatchNorm folded into the convolution before it."""

from functools import partial

import numpy as np
from numpy.random import Generator

from autograder import reference
from autograder.exercises.model import Args, Exercise, Misconception, Part, Seeded, Variant, Visible
from course.checking.compare import Equality

NEARLY_EXACT = Equality(
    rtol=1e-5, atol=1e-5
)  # float32 arithmetic on numbers of about 1 passes, a wrong formula does not


def draw_norm(rng: Generator, shape: tuple[int, ...] | None = None) -> Args:
    """A convolution and its BatchNorm; some channel has so small a variance that eps counts."""
    shape = shape or (int(rng.integers(3, 5)), 2, *[int(rng.integers(1, 3))] * 2)
    channels = shape[0]
    args = {"W": rng.uniform(0.2, 1.0, shape) * rng.choice([-1, 1], shape)}
    args |= {
        name: rng.uniform(0.3, 1.5, channels) * rng.choice([-1, 1], channels) for name in ("b", "gamma", "beta", "mean")
    }
    args["var"] = rng.permutation(np.concatenate([[rng.uniform(0.005, 0.02)], rng.uniform(0.2, 5.0, channels - 1)]))
    return {
        **{name: value.astype(np.float32) for name, value in args.items()},
        "eps": float(rng.choice([0.002, 0.005, 0.01])),
    }


def draw_square_norm(rng: Generator) -> Args:
    """As many channels in as out, and as wide a window: along a wrong axis the numbers are wrong, nothing raises."""
    return draw_norm(rng, (int(rng.integers(2, 4)),) * 4)


def norm_of_example() -> Args:
    named = {
        "W": [[[[0.5, -1.0]]], [[[2.0, 4.0]]]],
        "b": [1.0, 0.5],
        "gamma": [6.0, 0.75],
        "beta": [5.0, 1.0],
        "mean": [3.0, 0.25],
        "var": [3.75, 2.0],
    }
    return {**{name: np.array(value) for name, value in named.items()}, "eps": 0.25}


FACTOR = "scale = gamma / np.sqrt(var + eps)"
NEW_W = "W * scale.reshape(-1, 1, 1, 1)"
NEW_B = "(b - mean) * scale + beta"

EXERCISE = Exercise(
    function="fold_bn",
    title="Gộp BatchNorm",
    reference=reference.fold_bn,
    asks="Nếu viết BatchNorm của một kênh thành a·y + d thì a và d là gì? Còn y bằng gì theo W, x, b?",
    tells="a = gamma / sqrt(var + eps), mỗi kênh ra một số. W_folded = a·W theo trục đầu, b_folded = a·(b − mean) + beta.",
    parts=(
        Part(
            "TODO 7",
            points=1,
            asks="BatchNorm nhân mỗi kênh với số nào? eps nằm trong hay ngoài căn?",
            tells="Mỗi kênh có một hệ số, tính từ gamma, var và eps. Nhân nó vào trục kênh ra, trục đầu tiên của W, nên hệ số cần được reshape.",
            visible=(
                Visible("ví dụ trong bài", norm_of_example()),
                Seeded("hai kênh vào, hai kênh ra, một var rất nhỏ", partial(draw_norm, shape=(2, 2, 2, 2)), 1),
                Seeded("ba kênh ra, hai kênh vào", partial(draw_norm, shape=(3, 2, 1, 1)), 2),
            ),
            draw=draw_norm,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên eps",
                    kind="term/forgotten",
                    edits={"np.sqrt(var + eps)": "np.sqrt(var)"},
                    asks="Khi var nhỏ ngang eps thì bỏ eps đi làm mẫu số đổi mấy lần?",
                    tells="Mẫu số là sqrt(var + eps), đúng phép tính mà mạng đã dùng từ lúc học.",
                ),
                Misconception(
                    "eps nằm ngoài căn",
                    kind="term/place",
                    edits={"np.sqrt(var + eps)": "(np.sqrt(var) + eps)"},
                    asks="eps được cộng vào phương sai hay vào độ lệch chuẩn?",
                    tells="Vào phương sai, rồi mới lấy căn: sqrt(var + eps).",
                ),
                Misconception(
                    "quên lấy căn",
                    kind="term/forgotten",
                    edits={"np.sqrt(var + eps)": "(var + eps)"},
                    asks="BatchNorm chia cho phương sai hay cho độ lệch chuẩn?",
                    tells="Chia cho độ lệch chuẩn, tức là căn của var + eps.",
                ),
                Misconception(
                    "nhân thay vì chia",
                    kind="scale/inverted",
                    edits={"gamma / np.sqrt": "gamma * np.sqrt"},
                    asks="Kênh có phương sai lớn thì BatchNorm làm nó to lên hay nhỏ đi?",
                    tells="Nhỏ đi: gamma chia cho sqrt(var + eps).",
                ),
                Misconception(
                    "quên gamma",
                    kind="term/forgotten",
                    edits={"gamma / np.sqrt": "1 / np.sqrt"},
                    asks="Sau khi chia cho độ lệch chuẩn, BatchNorm còn nhân với gì?",
                    tells="Còn nhân với gamma của kênh ấy.",
                ),
                Misconception(
                    "nhân theo kênh vào",
                    kind="axis/other",
                    edits={"scale.reshape(-1, 1, 1, 1)": "scale.reshape(1, -1, 1, 1)"},
                    asks="BatchNorm đứng sau tích chập, vậy mỗi hệ số thuộc về kênh vào hay kênh ra?",
                    tells="Thuộc về kênh ra, tức là trục đầu tiên của W: reshape(-1, 1, 1, 1).",
                ),
                Misconception(
                    "nhân theo trục cuối",
                    kind="axis/other",
                    edits={"scale.reshape(-1, 1, 1, 1)": "scale"},
                    asks="Mảng (C_out,) nhân với mảng (C_out, C, k, k) thì NumPy khớp nó với trục nào?",
                    tells="NumPy khớp với trục cuối. Đưa hệ số về chiều (C_out, 1, 1, 1) rồi mới nhân.",
                ),
            ),
        ),
        Part(
            "TODO 8",
            points=1,
            asks="Khi tích chập ra đúng mean thì BatchNorm cho số nào? Độ lệch b đi qua những phép tính nào?",
            tells="BatchNorm trừ mean, nhân hệ số, rồi cộng beta. Làm đúng ba việc ấy trên b; beta không bị nhân.",
            visible=(
                Seeded("độ lệch, hai kênh", partial(draw_norm, shape=(2, 2, 2, 2)), 3),
                Seeded("độ lệch, ba kênh", partial(draw_norm, shape=(3, 3, 3, 3)), 4),
            ),
            draw=draw_square_norm,
            equality=NEARLY_EXACT,
            misconceptions=(
                Misconception(
                    "quên mean",
                    kind="term/forgotten",
                    edits={NEW_B: "b * scale + beta"},
                    asks="BatchNorm làm gì với y trước khi chia?",
                    tells="Nó trừ mean: độ lệch mới là a·(b − mean) + beta.",
                ),
                Misconception(
                    "cộng mean thay vì trừ",
                    kind="term/sign",
                    edits={"(b - mean)": "(b + mean)"},
                    asks="BatchNorm cộng hay trừ mean?",
                    tells="Trừ mean, để trung bình của kênh về 0.",
                ),
                Misconception(
                    "quên độ lệch của tích chập",
                    kind="term/forgotten",
                    edits={"(b - mean)": "(-mean)"},
                    asks="Độ lệch b của lớp tích chập cũ nằm ở đâu trong y, và BatchNorm làm gì với nó?",
                    tells="b cũng đi qua BatchNorm: độ lệch mới là a·(b − mean) + beta.",
                ),
                Misconception(
                    "quên beta",
                    kind="term/forgotten",
                    edits={NEW_B: "(b - mean) * scale"},
                    asks="Nhân với gamma xong, BatchNorm còn làm gì nữa?",
                    tells="BatchNorm còn cộng beta, nên độ lệch mới cũng phải cộng beta ở cuối.",
                ),
                Misconception(
                    "không nhân b với hệ số",
                    kind="term/place",
                    edits={NEW_B: "b - mean * scale + beta"},
                    asks="BatchNorm nhân cả y với hệ số a, hay chỉ nhân phần không có b?",
                    tells="Nhân cả y, mà y có b ở trong: a·(b − mean), có ngoặc.",
                ),
                Misconception(
                    "không nhân mean với hệ số",
                    kind="term/place",
                    edits={NEW_B: "b * scale - mean + beta"},
                    asks="BatchNorm trừ mean trước hay sau khi nhân với hệ số?",
                    tells="Trừ trước, nên mean cũng được nhân với hệ số: a·(b − mean) + beta, có ngoặc.",
                ),
                Misconception(
                    "giữ nguyên độ lệch cũ",
                    kind="term/forgotten",
                    edits={NEW_B: "b"},
                    asks="Khi mọi x bằng 0, lớp tích chập cũ cho ra b. Đi tiếp qua BatchNorm thì b thành bao nhiêu?",
                    tells="Thành a·(b − mean) + beta, và đó chính là độ lệch mới.",
                ),
                Misconception(
                    "nhân cả beta với hệ số",
                    kind="term/place",
                    edits={NEW_B: "(b - mean + beta) * scale"},
                    asks="beta được cộng trước hay sau khi nhân với hệ số?",
                    tells="Cộng sau, nên beta không bị nhân.",
                ),
                Misconception(
                    "không nhân hệ số vào độ lệch",
                    kind="term/forgotten",
                    edits={NEW_B: "b - mean + beta"},
                    asks="Trọng số đã được nhân với hệ số, còn b − mean thì sao?",
                    tells="b − mean cũng phải nhân với hệ số, rồi mới cộng beta.",
                ),
                Misconception(
                    "trả về b trước, W sau",
                    kind="order/returned",
                    edits={"return W_folded, b_folded": "return b_folded, W_folded"},
                    asks="Hàm trả về giá trị nào trước?",
                    tells="Trả về W_folded trước, b_folded sau.",
                ),
            ),
        ),
    ),
    variants=(
        Variant(
            "None thay cho reshape",
            {NEW_W: "scale[:, None, None, None] * W"},
            note="Chỉ số None thêm một trục dài 1, thay cho reshape.",
        ),
        Variant("einsum", {NEW_W: "np.einsum('o,ocij->ocij', scale, W)"}),
        Variant(
            "float32",
            {
                FACTOR: "scale = np.float32(1) / np.sqrt(np.float32(eps) + var.astype(np.float32)) * gamma.astype(np.float32)"
            },
        ),
        Variant("mũ một phần hai", {FACTOR: "scale = gamma * (var + eps) ** -0.5"}),
        Variant(
            "từng kênh một",
            {f"W_folded = {NEW_W}": "W_folded = np.stack([a * filter_ for a, filter_ in zip(scale, W)])"},
            note="Nhân từng bộ lọc với hệ số của nó: dài hơn, nhưng thấy rõ mỗi kênh có một hệ số.",
        ),
        Variant("tách ngoặc", {NEW_B: "beta + b * scale - mean * scale"}),
        Variant("trả về list", {"return W_folded, b_folded": "return [W_folded, b_folded]"}),
    ),
)
