"""TODO 5 to 7, `compress`: one answer in three steps, of which it is measured how well the packed model still guesses."""

from numpy.random import Generator

from autograder import reference
from autograder.exercises.bai13_do_an import hidden
from autograder.exercises.model import Args, Exercise, Misconception, Part, Shipped, Variant
from course import gguf, tiny_lm
from course.arrays import Codes
from course.checking.compare import Property
from course.checking.packed_model import Blocks
from course.checking.plain import Plain

MEASURE, WINDOWS, BUDGET = "packed_model", 64, 20_774
FIRST, SECOND, THIRD = 1.10, 1.07, 1.05  # times the perplexity of the model as it was


def draw_model(rng: Generator) -> Args:
    """A model of a seed that no student has, and windows of the text that all have."""
    which = int(rng.integers(hidden.MODELS))
    return {"P": hidden.model(which), "tokens": tiny_lm.calibration(which, WINDOWS), "budget": BUDGET}


def needs(args: Args, is_hidden: bool) -> Plain:
    """What is measured: bytes against the budget, perplexity on the text that students have, or on one that nobody has."""
    return {"budget": args["budget"], "text": hidden.windows() if is_hidden else "test"}


def all_in_q4_0(P: tiny_lm.Weights, tokens: Codes, budget: int) -> Blocks:
    """An answer that is whole: every matrix in the smallest kind."""
    return {name: ("Q4_0", reference.q4_0_blocks(rows.ravel())) for name, rows in gguf.rows(P).items()}


SEED_0 = {"model": 0, "draw": 0, "windows": WINDOWS, "budget": BUDGET}

ALL = tuple(f"TODO {number}" for number in (6, 7))  # what is lost with the first step
LOOP = "for kind, quantize in quantizers.items():"
FITS = "cost <= budget and ("
TOKENS = "gguf.with_rows(P, changed), tokens)"
GPTQ = 'if kind == "Q4_0":'
ONLY_READ = {GPTQ: "if False:"}  # the codes stay those that are nearest


def larger(condition: str) -> dict[str, str]:
    """The edits that give Q5_0 to the matrices of which the condition on `name` holds, and Q4_0 to all others."""
    return {LOOP: f"for kind, quantize in list(quantizers.items())[{condition} :][:1]:"}


EXERCISE = Exercise(
    function="compress",
    title="Nén cả mô hình",
    reference=all_in_q4_0,
    asks="Mỗi byte thêm vào ma trận nào thì độ bối rối giảm nhiều nhất?",
    tells="Đo độ nhạy của từng ma trận với từng kiểu, trên tokens; rồi chọn bộ kiểu có tổng độ nhạy nhỏ nhất mà vừa ngân sách.",
    parts=(
        Part(
            "TODO 5",
            points=2,
            asks="Đã đủ 15 ma trận và vừa ngân sách chưa? Nếu rồi, ma trận nào chịu 4 bit kém nhất?",
            tells="Cộng số byte của mọi khối với 640 byte của các hệ số. Còn thừa byte thì đổi token_embd sang Q5_0 rồi đo lại.",
            visible=(Shipped("mô hình hạt giống 0", MEASURE, SEED_0),),
            draw=draw_model,
            draws=1,
            equality=Property(MEASURE, FIRST),
            misconceptions=(
                Misconception(
                    "mọi ma trận một kiểu",
                    kind="budget/even",
                    edits={LOOP: 'for kind, quantize in [("Q4_0", q4_0_blocks)]:'},
                    also_costs=ALL,
                    asks="Đổi riêng từng ma trận sang Q4_0 thì độ bối rối tăng như nhau cả không? Byte thừa trong ngân sách để làm gì?",
                    tells="Có ma trận nhạy gấp mấy chục lần ma trận khác. Hãy cho nó Q5_0.",
                ),
                Misconception(
                    "quên byte của các hệ số",
                    kind="budget/count",
                    edits={"{640: (": "{0: ("},
                    also_costs=ALL,
                    asks="Ngoài các khối, tệp còn chứa gì nữa, và nó tốn bao nhiêu byte?",
                    tells="Các hệ số của RMSNorm ở dạng float32 tốn 640 byte: hãy bắt đầu đếm từ 640.",
                ),
                Misconception(
                    "quên byte của các bước",
                    kind="budget/count",
                    edits={"cost + blocks.nbytes": "cost + blocks.nbytes - 2 * len(blocks)"},
                    also_costs=ALL,
                    asks="Một khối Q4_0 tốn 16 hay 18 byte?",
                    tells="18: mỗi khối còn hai byte cho bước d. Hãy cộng blocks.nbytes.",
                ),
                Misconception(
                    "không nhìn ngân sách",
                    kind="search/limit",
                    edits={FITS: "("},
                    also_costs=ALL,
                    asks="Bạn so số byte với budget ở dòng nào?",
                    tells="Chỉ giữ những bộ kiểu mà tổng số byte không quá budget.",
                ),
                Misconception(
                    "chỉ đổi kiểu của các lớp tuyến tính",
                    kind="trial/which",
                    edits={
                        LOOP: "for kind, quantize in list(quantizers.items())[: 3 if name in tiny_lm.LINEAR else 1]:"
                    },
                    also_costs=ALL,
                    asks="Bạn đã đo độ nhạy của token_embd chưa?",
                    tells="token_embd nhạy hơn mọi ma trận khác. Hãy xét cả 15 ma trận, không riêng 12 ma trận của hai khối.",
                ),
            ),
        ),
        Part(
            "TODO 6",
            points=1,
            is_step=True,
            asks="Ngoài token_embd, ma trận nào nhạy kế tiếp? Bạn chọn bằng số đo, hay bằng phỏng đoán?",
            tells="Với từng ma trận và từng kiểu, đo phần cross-entropy tăng thêm trên tokens; rồi chia ngân sách bằng bảng chi phí như ở Bài 7.",
            visible=(),
            draw=draw_model,
            equality=Property(MEASURE, SECOND),
            misconceptions=(
                Misconception(
                    "chỉ chăm một ma trận",
                    kind="budget/even",
                    edits={**larger('(name == "token_embd")'), **ONLY_READ},
                    also_costs=("TODO 7",),
                    asks="Sau khi token_embd có Q5_0, ngân sách còn thừa bao nhiêu byte?",
                    tells="Còn khoảng một nghìn byte, đủ cho mấy ma trận nữa. Hãy đo xem ma trận nào nhạy kế tiếp.",
                ),
            ),
        ),
        Part(
            "TODO 7",
            points=1,
            is_step=True,
            asks="Tổng độ nhạy của bộ kiểu bạn chọn đã nhỏ nhất chưa? Trong blk.0, ma trận nào nhỏ mà nhạy?",
            tells="Thử mọi ma trận, kể cả attn_k và attn_v; hoặc bù sai số của các ma trận Q4_0 bằng GPTQ của Bài 11, giữ nguyên bước của khối.",
            visible=(),
            draw=draw_model,
            equality=Property(MEASURE, THIRD),
            misconceptions=(
                Misconception(
                    "bỏ qua các lớp bên trong",
                    kind="trial/which",
                    edits={**larger("(name not in tiny_lm.LINEAR)"), **ONLY_READ},
                    asks="Trong 12 lớp tuyến tính, có lớp nào nhạy hơn hẳn các lớp kia không?",
                    tells="Có, ở blk.0: attn_k và attn_v nhỏ mà nhạy. Hãy cho chúng Q5_0.",
                ),
            ),
        ),
    ),
    variants=(
        Variant("không bù sai số", ONLY_READ),
        Variant("đo trên nửa số cửa sổ", {TOKENS: "gguf.with_rows(P, changed), tokens[::2])"}),
        Variant("không xét Q8_0", {'        "Q8_0": q8_0_blocks,\n': ""}),
        Variant(
            "độ bối rối thay cho cross-entropy",
            {f"np.log(tiny_lm.perplexity({TOKENS})": f"tiny_lm.perplexity({TOKENS}"},
        ),
    ),
    needs=needs,
)
