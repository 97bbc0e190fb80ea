"""The long run: `python tests/fuzz/archives.py --archives 1000000 --seed 1`. Exit code 1 when anything but a listed refusal came out.

Each worker may use only so much memory, so that an allocation beyond the bound is a crash. `--only N` repeats one.
"""

import argparse
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from zips import SLOWEST, trial

MEMORY = 1024**3  # what reading may take beyond what is used before the first archive
TOGETHER = 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archives", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # zipfile's, of names that come twice
    if chosen.only is not None:
        with tempfile.TemporaryDirectory() as place:
            print(trial(chosen.only, chosen.seed, Path(place, "goi.zip")))
        return 0
    return _run(chosen.archives, chosen.seed)


def _run(archives, seed):
    start, endings, reasons, entries, forbidden, slowest, largest = (
        time.monotonic(),
        Counter(),
        Counter(),
        0,
        [],
        0.0,
        0,
    )
    jobs = [(first, min(TOGETHER, archives - first), seed) for first in range(0, archives, TOGETHER)]
    with multiprocessing.Pool(os.cpu_count(), _begin) as pool:
        for trials, wrong, memory in pool.imap_unordered(_some, jobs):
            forbidden += wrong
            largest = max(largest, memory)
            for one in trials:
                endings[one.ending] += 1
                reasons.update(one.why)
                entries += one.entries
                slowest = max(slowest, one.seconds)
    seconds = time.monotonic() - start
    print(f"archives {archives}, entries {entries}, {seconds:.0f} s, {archives / seconds:.0f} archives/s")
    print(f"archives: {dict(endings.most_common())}")
    print(f"entries refused: {dict(reasons.most_common())}")
    print(f"slowest {slowest:.2f} s; largest memory of a worker {largest / 1024**2:.0f} MiB")
    print(f"forbidden: {len(forbidden)}", *forbidden[:20], sep="\n")
    return 1 if forbidden else 0


def _begin():
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))


def _some(job):
    first, count, seed = job
    trials, wrong = [], []
    with tempfile.TemporaryDirectory() as place:
        for number in range(first, first + count):
            try:
                one = trial(number, seed, Path(place, "goi.zip"))
            except BaseException:
                wrong.append(f"--seed {seed} --only {number}: {traceback.format_exc()[-600:]}")
                continue
            trials.append(one)
            if one.seconds > SLOWEST:
                wrong.append(f"--seed {seed} --only {number}: took {one.seconds:.1f} s")
    return trials, wrong, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main())
