"""Makes autograder/exercises/bai13_do_an/hidden.npz: two models of other seeds, and a text that no student is given.

First `python tests/reference/make_tiny_lm.py --seeds 3 4 --out other.npz`, then `python tests/reference/make_hidden_lm.py
other.npz`. The text is what the lessons say only to who marks: the model answers and mark schemes of the questions in words,
which no release holds. It is frozen in the file: later edits of a lesson change nothing.
"""

import argparse
import re
from pathlib import Path

import numpy as np
from make_tiny_lm import prose

from course import tiny_lm

ROOT = Path(__file__).parents[2]
OUT = ROOT / "autograder" / "exercises" / "bai13_do_an" / "hidden.npz"
CELL = re.compile(r"^# %%(.*)\n((?:(?!# %%).*\n)*)", re.MULTILINE)
SCHEME = re.compile(r"=== BEGIN MARK SCHEME ===\n(.*?)=== END MARK SCHEME ===", re.DOTALL)


def hidden_text():
    """The lines, each once, that are no line of the text that the models have read, in letters that they know."""
    known, letters = set(tiny_lm.text().split("\n")), set(tiny_lm.alphabet())
    lines = {}
    for path in sorted((ROOT / "source").glob("bai*/bai*.py")):
        for header, body in CELL.findall(path.read_text(encoding="utf-8")):
            markdown = re.sub(r"^# ?", "", body, flags=re.MULTILINE)
            wanted = [markdown] if " answer=" in header else SCHEME.findall(markdown)
            lines |= dict.fromkeys(line for one in wanted for line in prose(one))
    return "\n".join(line for line in lines if line not in known and set(line) <= letters) + "\n"


def main():
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("models", type=Path, help="what make_tiny_lm.py wrote for other seeds")
    with np.load(asked.parse_args().models) as found:
        models = {name: found[name] for name in found.files if name not in ("text", "alphabet", "date")}
        assert "".join(found["alphabet"]) == tiny_lm.alphabet()
    text = tiny_lm.encode(hidden_text()).astype(np.uint8)
    np.savez_compressed(OUT, text=text, **models)
    print(f"{len(text)} ký tự, {len(models['output'])} mô hình, {OUT.stat().st_size} byte")


if __name__ == "__main__":
    main()
