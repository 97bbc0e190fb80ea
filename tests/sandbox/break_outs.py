"""`python break_outs.py KIND [VERSION…]`: the doctor's break-outs in a sandbox, told as JSON, {version: [what got out]}.

VERSION: the Landlock to take the kernel for, "0" for the kernel's own. KIND "unfiltered": Landlock without the filter of system calls.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from autograder.sandbox import doctor, processes
from autograder.sandbox.import_folder import import_folder
from autograder.sandbox.sandboxes import unavailable

UNFILTERED = """
class Filters:
    def __init__(self, boxed, same_user): pass
    def load(self): pass
"""


def main(kind, *versions):
    if kind == "unfiltered":
        (import_folder() / "calls.py").write_text(UNFILTERED)
        kind = "landlock"
    told = {"user": os.geteuid(), "unavailable": unavailable(kind)}
    for version in () if told["unavailable"] else map(int, versions):
        processes.LANDLOCK = version or None
        told[str(version)] = [probe.hope for probe, got_out in doctor.examine(kind) if got_out]
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
