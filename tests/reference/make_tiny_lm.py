"""Makes course/data/tiny_lm.npz: three small language models, and the text of lessons 1 to 9 that they have read.

Run `python tests/reference/make_tiny_lm.py`, which trains the models again on the text that the file holds, where
`pip install torch==2.13.0` has been done; a minute or two a model. With `--text 2026-11-30` the text is first taken
anew from the released lessons and dated so. With `--seeds 3 4 --out other.npz` other models go to another file.

Only what students are given is read: the released notebooks hold no model answer and no guess. The transformer is written
with PyTorch's own operators, apart from that of course/tiny_lm.py, which is held against it.
"""

import argparse
import json
import re
import unicodedata
from pathlib import Path

import numpy as np

from course import tiny_lm

RELEASE = Path(__file__).parents[2] / "release"
LESSONS = 9

STEPS, WARM_UP, BATCH = 1600, 100, 32
SPREAD = 0.02  # of the first parameters, as in GPT-2
RATE, WEIGHT_DECAY, DROPOUT, LARGEST_GRADIENT = 3e-3, 0.05, 0.05, 1.0

NO_PROSE = re.compile(r"```.*?```|<!--.*?-->|^\|.*?$", re.DOTALL | re.MULTILINE)  # listings, comments, tables
DISPLAYED = re.compile(r"\s*\$\$.*?\$\$", re.DOTALL)
INLINE = re.compile(r"\$[^$]+\$|`[^`]+`|[α-ω]")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
LINE_MARK = re.compile(r"^(#+ |> ?)?(- |\d+\. )?", re.MULTILINE)  # of a heading, a quotation, a list
BLOCK = re.compile(r"\n{2,}|\n(?=#|- |\d+\. )")  # what a line of the text is made of
LOOSE_HYPHEN = re.compile(r"(?<!\w)-|-(?!\w)")
NOT_KEPT = re.compile(r"[^\w .,;:?!()-]|_")


def course_text():
    """What the released lessons say in words: a paragraph, a heading or an item of a list is a line, and stands once."""
    lines = {}
    for number in range(1, LESSONS + 1):
        (path,) = RELEASE.glob(f"bai{number:02}_*/*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown" and not cell["metadata"]["nbgrader"]["solution"]:
                lines |= dict.fromkeys(prose("".join(cell["source"])))
    return "\n".join(lines) + "\n"


def prose(markdown):
    """The lines of a cell: no markup, every formula and piece of code the letter x, every digit a 0."""
    text = unicodedata.normalize("NFC", markdown).lower()
    text = INLINE.sub("x", DISPLAYED.sub(" x", NO_PROSE.sub("", text)))
    lines = [LINE_MARK.sub("", block).replace("\n", " ") for block in BLOCK.split(LINK.sub(r"\1", text))]
    plain = [LOOSE_HYPHEN.sub(" ", re.sub(r"\d", "0", line.replace("*", ""))) for line in lines]
    tidy = [re.sub(r" +(?=[ ,.;:?!])", "", NOT_KEPT.sub(" ", line)).strip() for line in plain]
    return [line for line in tidy if line]


def shapes(symbols):
    """{name: shape} of the parameters; matrices are (in, out)."""
    square, gain = (tiny_lm.WIDTH, tiny_lm.WIDTH), (tiny_lm.WIDTH,)
    found = {"token_embd": (symbols, tiny_lm.WIDTH), "position_embd": (tiny_lm.CONTEXT, tiny_lm.WIDTH)}
    for k in range(tiny_lm.LAYERS):
        found |= {f"blk.{k}.attn_norm": gain} | {f"blk.{k}.{name}": square for name in tiny_lm.ATTENTION}
        found |= {f"blk.{k}.ffn_norm": gain}
        found |= {f"blk.{k}.ffn_up": (tiny_lm.WIDTH, tiny_lm.HIDDEN)}
        found |= {f"blk.{k}.ffn_down": (tiny_lm.HIDDEN, tiny_lm.WIDTH)}
    return found | {"output_norm": gain, "output": (tiny_lm.WIDTH, symbols)}


def new_model(torch, symbols, rng):
    """Parameters by name: gains of 1, the rest normal."""
    drawn = {
        name: np.ones(shape) if len(shape) == 1 else rng.normal(0, SPREAD, shape)
        for name, shape in shapes(symbols).items()
    }
    return {name: torch.tensor(one.astype(np.float32), requires_grad=True) for name, one in drawn.items()}


def logits(torch, P, tokens, dropout=0.0):
    """(windows, length) int64 to (windows, length, symbols), in PyTorch's own operators.

    Dropout is on what a block adds, not on the embedding: with both, the perplexity of seed 0 was 5.56 instead of 5.10,
    and quantization had little left to spoil (all in Q4_0: 1.03 times that, instead of 1.19).
    """
    F = torch.nn.functional

    def norm(x, name):
        return F.rms_norm(x, (tiny_lm.WIDTH,), P[name], tiny_lm.EPS)

    def linear(x, name):
        return F.linear(x, P[name].T)

    def heads(x):
        return x.unflatten(-1, (tiny_lm.HEADS, -1)).transpose(1, 2)

    x = F.embedding(tokens, P["token_embd"]) + P["position_embd"][: tokens.shape[1]]
    for k in range(tiny_lm.LAYERS):
        h = norm(x, f"blk.{k}.attn_norm")
        q, key, v = (heads(linear(h, f"blk.{k}.attn_{one}")) for one in "qkv")
        mixed = F.scaled_dot_product_attention(q, key, v, is_causal=True).transpose(1, 2).flatten(2)
        x = x + F.dropout(linear(mixed, f"blk.{k}.attn_output"), dropout)
        h = torch.relu(linear(norm(x, f"blk.{k}.ffn_norm"), f"blk.{k}.ffn_up"))
        x = x + F.dropout(linear(h, f"blk.{k}.ffn_down"), dropout)
    return linear(norm(x, "output_norm"), "output")


def train(torch, tokens, symbols, seed, steps=STEPS):
    """Parameters {name: float32 array} after so many steps on windows drawn from these tokens."""
    torch.set_num_threads(1)  # so small a model is slower on two, whose sums are in another order
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)  # of dropout
    rng = np.random.default_rng(seed)
    P = new_model(torch, symbols, rng)
    matrices, gains = ([one for one in P.values() if (one.ndim > 1) == many] for many in (True, False))
    groups = [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": gains, "weight_decay": 0}]
    optimizer = torch.optim.AdamW(groups, lr=RATE)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: share_of_rate(step, steps))
    for step in range(steps):
        starts = rng.integers(0, len(tokens) - tiny_lm.WINDOW, BATCH, endpoint=True)
        batch = torch.tensor(tokens[starts[:, np.newaxis] + np.arange(tiny_lm.WINDOW)])
        guesses = logits(torch, P, batch[:, :-1], DROPOUT)
        loss = torch.nn.functional.cross_entropy(guesses.flatten(0, 1), batch[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([*P.values()], LARGEST_GRADIENT)
        optimizer.step()
        schedule.step()
        if step % 100 == 99:
            print(f"seed {seed}, step {step + 1}: {loss.item():.3f}", flush=True)
    return {name: one.detach().numpy() for name, one in P.items()}


def share_of_rate(step, steps):
    """Up in a line, down as a cosine to zero."""
    return min((step + 1) / WARM_UP, 0.5 * (1 + np.cos(np.pi * max(0, step - WARM_UP) / max(1, steps - WARM_UP))))


def write_file(path, words, date, models):
    """The text as places in its alphabet, and the parameters in float16, those of all models in one array a name."""
    alphabet = sorted(set(words))
    places = {sign: place for place, sign in enumerate(alphabet)}
    stacks = {name: np.stack([one[name] for one in models]).astype(np.float16) for name in models[0]}
    tokens = np.array([places[sign] for sign in words], dtype=np.uint8)
    np.savez_compressed(path, text=tokens, alphabet=np.array(alphabet), date=np.array(date), **stacks)


def main():
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--text", metavar="YYYY-MM-DD", help="take the text anew, and date it so")
    asked.add_argument("--seeds", type=int, nargs="+", default=tiny_lm.SEEDS)
    asked.add_argument("--out", type=Path, default=tiny_lm.FILE)
    wishes = asked.parse_args()
    import torch

    words, date = (course_text(), wishes.text) if wishes.text else (tiny_lm.text(), tiny_lm.date())
    places = {sign: place for place, sign in enumerate(sorted(set(words)))}
    tokens = np.array([places[sign] for sign in words])[: len(words) * tiny_lm.TRAIN_PERCENT // 100]
    models = [train(torch, tokens, len(places), seed) for seed in wishes.seeds]
    write_file(wishes.out, words, date, models)
    print(f"{wishes.out.name}: {wishes.out.stat().st_size} bytes, {len(words)} characters of {len(places)} symbols")


if __name__ == "__main__":
    main()
