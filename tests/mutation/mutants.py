"""Make every mutant of some modules with cosmic-ray, each in a copy of the reference, and see which survive."""

import os
import shlex
import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

from attrs import evolve
from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_and_test
from cosmic_ray.testing import run_tests
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PACKAGE = Path("autograder", "reference")
TIMEOUT = 60.0  # seconds; an unmutated run takes less than two


@dataclass(frozen=True, order=True)
class Mutant:
    """What a mutant is called, in words that stay the same when code around it moves.

    module: "affine.py", below the reference's folder. operator: cosmic-ray's name. line: the text of the line it changes, stripped.
    occurrence: 1 for the first mutant of this operator on a line of this text, counted down the module.
    """

    module: str
    operator: str
    line: str
    occurrence: int


@dataclass(frozen=True)
class Trial:
    """A mutant and what became of it. diff: its changed lines. said: what the killer printed."""

    mutant: Mutant
    killed: bool
    diff: str
    said: str


def copy_reference(folder):
    """Put the packages `autograder` and `autograder.reference` into an empty folder, without cached bytecode."""
    for path in (ROOT / "autograder" / "__init__.py", *(ROOT / PACKAGE).rglob("*.py")):
        copied = folder / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copied)
    return folder


def command(script, copy, *arguments):
    """The shell command that runs a killer of this folder on a copy of the reference."""
    return shlex.join(Path(part).as_posix() for part in (sys.executable, HERE / script, copy, *arguments))


def try_all(modules, script, argument, scratch, chosen=lambda module, line: True):
    """The mutants of the modules on the chosen lines, tried with `command(script, copy, argument)`: [Trial] in order.

    Raises RuntimeError when the unmutated reference does not survive, or cosmic-ray cannot run a mutant.
    """
    copies = SimpleQueue()
    workers = os.cpu_count() or 1
    for number in range(workers):
        copies.put(copy_reference(scratch / f"copy{number}"))
    with _borrowed(copies) as copy:
        _demand_survival(command(script, copy, argument))

    def attempt(named):
        mutation, mutant = named
        with _borrowed(copies) as copy:
            moved = evolve(mutation, module_path=copy / PACKAGE / mutant.module)
            return _trial(mutant, mutate_and_test([moved], command(script, copy, argument), TIMEOUT))

    with ThreadPoolExecutor(workers) as pool:
        named = named_mutations(modules, scratch)
        return list(pool.map(attempt, [one for one in named if chosen(one[1].module, one[0].start_pos[0])]))


@contextmanager
def _borrowed(copies):
    copy = copies.get()
    try:
        yield copy
    finally:
        copies.put(copy)


def _demand_survival(unmutated):
    outcome, said = run_tests(unmutated, TIMEOUT)
    if outcome is not TestOutcome.SURVIVED:
        raise RuntimeError(f"the unmutated reference is killed too, so no mutant can be judged: {said}")


def named_mutations(modules, scratch):
    """[(MutationSpec, Mutant)] of the modules, from top to bottom."""
    paths = [ROOT / PACKAGE / module for module in modules]
    with use_db(str(scratch / "session.sqlite")) as session:
        init(paths, session, {})
        mutations = [mutation for item in session.pending_work_items for mutation in item.mutations]
    mutations.sort(key=lambda m: (modules.index(_name(m)), m.start_pos, m.operator_name, m.occurrence))
    lines = {module: path.read_text(encoding="utf-8").splitlines() for module, path in zip(modules, paths)}
    seen = Counter()
    named = []
    for mutation in mutations:
        module = _name(mutation)
        words = module, mutation.operator_name.split("/")[1], lines[module][mutation.start_pos[0] - 1].strip()
        seen[words] += 1
        named.append((mutation, Mutant(*words, seen[words])))
    return named


def _name(mutation):
    return mutation.module_path.relative_to(ROOT / PACKAGE).as_posix()


def _trial(mutant, result):
    if result.worker_outcome is not WorkerOutcome.NORMAL or result.test_outcome is TestOutcome.INCOMPETENT:
        raise RuntimeError(f"cosmic-ray could not run {mutant}: {result.worker_outcome}\n{result.output}")
    changed = [line for line in result.diff.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return Trial(mutant, result.test_outcome is TestOutcome.KILLED, "\n".join(changed), result.output)
