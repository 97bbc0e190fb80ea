"""Does a mark, and what is said of an answer, depend on where one works?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from versions import job_of

from autograder import exercises

JUDGE = Path(__file__).with_name("judge.py")
EVERY = 1 if os.environ.get("ALL") else 9  # of how many versions one is judged
LESSONS = exercises.lesson_names()
TOGETHER = 1 if EVERY == 1 else 3  # lessons judged by one Python, whose start takes as long as judging a sample
BATCHES = [LESSONS[first : first + TOGETHER] for first in range(0, len(LESSONS), TOGETHER)]


@pytest.mark.site
@pytest.mark.parametrize("lessons", BATCHES, ids="-".join)
def test_same_marks_and_words(lessons, project, pyodide, node, tmp_path):
    """Do the checks tell the same points, states and words in the browser's Python as in this one, of right and of wrong answers?

    All of them with ALL=1, else a sample.
    """
    job = tmp_path / "job.json"
    job.write_text(json.dumps([job_of(project, lesson, EVERY) for lesson in lessons]), encoding="utf-8")
    subprocess.run([sys.executable, JUDGE, job, tmp_path / "here.json"], check=True)
    node("pyodide/run_python.mjs", pyodide, JUDGE, job, tmp_path / "there.json")
    here, there = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("here.json", "there.json"))
    assert {name: (here[name], there[name]) for name in here if here[name] != there[name]} == {}
