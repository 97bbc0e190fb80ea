"""Packed language models as students may return them, and an exercise of three steps that measures them."""

from functools import cache

from autograder import reference
from autograder.exercises.bai13_do_an import hidden
from course import gguf, tiny_lm
from course.checking import measures
from course.checking.compare import Property
from course.checking.frozen import Case, FrozenExercise, Part

PACK = {"Q4_0": reference.q4_0_blocks, "Q5_0": lambda x: gguf.quantize("Q5_0", x), "Q8_0": reference.q8_0_blocks}
BUDGET = 20_774
STEPS = (("TODO 5", 1.08), ("TODO 6", 1.065), ("TODO 7", 1.05))
GOOD = (
    "token_embd",
    "position_embd",
    "output",
    "blk.0.attn_k",
    "blk.0.attn_v",
)  # in Q5_0: within the budget, all three steps
EMBEDDING = ("token_embd",)  # the first two steps, or the first
MADE_OF = {"model": 0, "draw": 0, "windows": 64, "budget": BUDGET}


def pack(P, larger=(), kind="Q5_0", rest="Q4_0"):
    """Some matrices in one kind, the others in another."""
    return {
        name: (chosen := kind if name in larger else rest, PACK[chosen](rows.ravel()))
        for name, rows in gguf.rows(P).items()
    }


def model(place):
    """The model of the visible case, or of the hidden one."""
    return hidden.model(0) if place else tiny_lm.load(0)


@cache
def asked(with_hidden=True, steps=STEPS):
    """The exercise: seed 0 on the shipped text, and a model of another seed on a text that no student has."""
    shown = measures.MEASURES["packed_model"].arguments(MADE_OF)
    needed, most = {"budget": BUDGET, "text": "test"}, min(most for _, most in steps)
    told = measures.MEASURES["packed_model"].told(needed, most)
    cases = [Case("mô hình hạt giống 0", shown, needed, told=told, made_of=MADE_OF)]
    if with_hidden:
        args = {**shown, "P": hidden.model(0)}
        unseen = {"budget": BUDGET, "text": hidden.windows()}
        cases.append(Case("trường hợp ẩn thứ 1", args, unseen, hidden=True, told=told))
    places = tuple(range(len(cases)))
    parts = tuple(Part(todo, 1.0, places, Property("packed_model", most), f"{todo}?", ".") for todo, most in steps)
    return FrozenExercise("compress", "Nén mô hình", "Vì sao?", "Vì thế.", tuple(cases), parts, ())
