"""A small lesson whose last function is measured: blocks of one kind, and a language model packed with them in three steps."""

import nbformat
import numpy as np

from autograder import reference
from autograder.authoring.text import locked_names, read_lesson, solutions
from autograder.course_folder import CourseFolder
from autograder.exercises import freeze
from autograder.exercises.bai13_do_an import hidden
from autograder.exercises.model import Exercise, LessonExercises, Misconception, Part, Shipped, Visible
from autograder.gradebook.assignment import released_notebook, stubbed_notebook
from autograder.grading.lesson import InstructorLesson
from autograder.sandbox.limits import Limits
from course import gguf, tiny_lm
from course.checking.compare import EXACT_WITH_DTYPE, Property

LESSON, BUDGET = "bai97_goi", 20_775
TEXT = '''# %% setup=true
import numpy as np

from course import Lesson, gguf, tiny_lm

bai = Lesson("bai97_goi")

# %% exercise="q4_0_blocks"
def q4_0_blocks(x):
    """Đóng gói thành các khối Q4_0."""
    # TODO 1: tìm bước, rồi mã, rồi các byte
    ### BEGIN SOLUTION
    blocks = x.reshape(-1, 32)
    m = np.take_along_axis(blocks, np.argmax(np.abs(blocks), axis=1)[:, None], axis=1)
    d = m / np.float32(-8)
    codes = np.minimum(np.floor(blocks * (np.float32(1) / d) + np.float32(8.5)), 15).astype(np.uint8)
    packed = np.hstack([d.astype("<f2").view(np.uint8), codes[:, :16] | codes[:, 16:] << 4])
    ### END SOLUTION
    return packed

# %% check="q4_0_blocks"
bai.check(q4_0_blocks)

# %% exercise="compress"
def compress(P, tokens, budget):
    """Nén mô hình vào ngân sách."""
    # TODO 2: đủ mọi ma trận, trong ngân sách
    # TODO 3: cho thêm byte ở nơi đáng giá
    # TODO 4: làm tốt hơn nữa
    ### BEGIN SOLUTION
    larger = ("token_embd", "position_embd", "output", "blk.0.attn_k", "blk.0.attn_v")
    packed = {}
    for name, rows in gguf.rows(P).items():
        if name in larger:
            packed[name] = ("Q5_0", gguf.quantize("Q5_0", rows))
        else:
            packed[name] = ("Q4_0", q4_0_blocks(rows.ravel()))
    ### END SOLUTION
    return packed

# %% check="compress"
bai.check(compress)
'''
LARGER = '("token_embd", "position_embd", "output", "blk.0.attn_k", "blk.0.attn_v")'
MADE_OF = {"model": 0, "draw": 0, "windows": 8, "budget": BUDGET}


def draw_blocks(rng):
    return {"x": rng.normal(size=64).astype(np.float32)}


def draw_model(rng):
    return {"P": hidden.model(int(rng.integers(hidden.MODELS))), "tokens": tiny_lm.calibration(1, 8), "budget": BUDGET}


def needs(args, is_hidden):
    return {"budget": args["budget"], "text": hidden.windows() if is_hidden else "test"}


def all_in_one_kind(P, tokens, budget):
    return {name: ("Q4_0", reference.q4_0_blocks(rows.ravel())) for name, rows in gguf.rows(P).items()}


def step(todo, most, **more):
    return Part(
        todo,
        2,
        (),
        draw=draw_model,
        misconceptions=more.pop("mistakes", ()),
        equality=Property("packed_model", most),
        **more,
    )


ONE_KIND = Misconception(
    "mọi ma trận một kiểu",
    kind="axis/shared",
    edits={LARGER: "()"},
    asks="Ma trận nào chịu ít bit kém nhất?",
    tells="Cho nó nhiều byte hơn.",
    also_costs=("TODO 3", "TODO 4"),
)
SHOWN = Shipped("mô hình hạt giống 0", "packed_model", MADE_OF)
BLOCKS = Exercise(
    function="q4_0_blocks",
    title="Khối Q4_0",
    reference=reference.q4_0_blocks,
    parts=(
        Part(
            "TODO 1",
            4,
            (Visible("ví dụ", {"x": np.linspace(-1, 0.8, 32).astype(np.float32)}),),
            draw=draw_blocks,
            misconceptions=(),
            equality=EXACT_WITH_DTYPE,
        ),
    ),
    asks="Bước là gì?",
    tells="Chia cho -8.",
)
PACKED = Exercise(
    function="compress",
    title="Nén mô hình",
    reference=all_in_one_kind,
    parts=(
        Part(
            "TODO 2",
            2,
            (SHOWN,),
            draw=draw_model,
            draws=1,
            misconceptions=(ONE_KIND,),
            equality=Property("packed_model", 1.08),
        ),
        step("TODO 3", 1.065, is_step=True),
        step("TODO 4", 1.05, is_step=True),
    ),
    asks="Byte nào đáng giá nhất?",
    tells="Đo từng ma trận.",
    needs=needs,
)
ASKED = LessonExercises(
    LESSON,
    "Gói",
    (BLOCKS, PACKED),
    "?",
    ".",
    ".",
    1,
    limits=Limits(cell_seconds=60, call_seconds=60, total_seconds=300),
)


def lesson(root, seed=0):
    """(the InstructorLesson, {function: solution})."""
    folder, notebook = CourseFolder(root), read_lesson(TEXT, ASKED)
    folder.source(LESSON).parent.mkdir(parents=True)
    nbformat.write(notebook, folder.source(LESSON))
    solved, stubbed = solutions(notebook), stubbed_notebook(folder, LESSON)
    frozen = freeze.drawn(ASKED, solved, locked_names(notebook), seed)
    return InstructorLesson(stubbed, released_notebook(folder, LESSON), frozen, solved, (), ASKED.limits), solved
