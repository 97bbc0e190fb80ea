"""The long run: `python tests/fuzz/long.py --frames 1000000 --seed 1`. Exit code 1 when anything forbidden was seen.

Each worker may use only so much memory, so that an allocation beyond the bound is a crash. `--only N` repeats one.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from trial import SLOWEST, attack, exercises, no_waiting

MEMORY = 1024**3  # what the grader's end may take beyond what it has before the first frame
TOGETHER = 200


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    chosen = parser.parse_args()
    if chosen.only is not None:
        no_waiting()
        print(attack(chosen.only, chosen.seed, exercises()))
        return 0
    return _run(chosen.frames, chosen.seed)


def _run(frames, seed):
    start, endings, total, forbidden, slowest, largest = time.monotonic(), Counter(), Counter(), [], 0.0, 0
    with multiprocessing.Pool(os.cpu_count(), _begin) as pool:
        while total["frames"] < frames:
            jobs = [(total["attacks"] + k * TOGETHER, seed) for k in range(4 * os.cpu_count())]
            for trials, wrong, memory in pool.imap_unordered(_some, jobs):
                forbidden += wrong
                largest = max(largest, memory)
                total["attacks"] += TOGETHER
                for trial in trials:
                    endings[trial.ending] += 1
                    total.update(frames=trial.frames, returned=trial.returned, raised=trial.raised)
                    slowest = max(slowest, trial.seconds)
    seconds = time.monotonic() - start
    print(
        f"attacks {total['attacks']}, frames {total['frames']}, {seconds:.0f} s, {total['frames'] / seconds:.0f} frames/s"
    )
    print(f"frames that reached the comparison: {total['returned']} values, {total['raised']} errors")
    print(f"endings: {dict(endings.most_common())}")
    print(f"slowest attack {slowest:.2f} s; largest memory of a worker {largest / 1024**2:.0f} MiB")
    print(f"forbidden: {len(forbidden)}", *forbidden[:20], sep="\n")
    return 1 if forbidden else 0


def _begin():
    global ASKED
    no_waiting()
    ASKED = exercises()
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))


def _some(job):
    first, seed = job
    trials, wrong = [], []
    for number in range(first, first + TOGETHER):
        try:
            trial = attack(number, seed, ASKED)
        except BaseException:
            wrong.append(f"--seed {seed} --only {number}: {traceback.format_exc()[-600:]}")
            continue
        trials.append(trial)
        if trial.passes:
            wrong.append(f"--seed {seed} --only {number}: passed {trial.passes}")
        if trial.seconds > SLOWEST:
            wrong.append(f"--seed {seed} --only {number}: took {trial.seconds:.1f} s")
    return trials, wrong, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
