"""Does a student's path work in Firefox, with the site in a folder below its host's address, and does a lesson run to its end?"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from points_of import points
from run_to_its_end import demand_end, official
from student_browser import mistaken_answers, right_answers
from student_lab import HAND_IN, IN_THE_LAB, KERNEL_MILLISECONDS, LESSON, READY, SETUP, address_of

from autograder import exercises

pytestmark = pytest.mark.site
FIREFOX = ("/usr/bin/firefox-esr", "/usr/bin/firefox")
PATH_VARIABLE = "PUPPETEER_FIREFOX"
FUNCTION, MISTAKE = "calculate_z", "làm tròn xuống"
LESSONS = exercises.lesson_names() if os.environ.get("ALL") else ["bai09_tu_dien_ma"]


@pytest.fixture
def firefox(missing_part):
    """The path of the installed Firefox. A path given in PUPPETEER_FIREFOX comes first."""
    candidates = [os.environ.get(PATH_VARIABLE), *FIREFOX]
    found = next((path for path in candidates if path and os.access(path, os.X_OK)), None)
    if found is None:
        missing_part("Không thấy Firefox. Hãy cài rồi chạy lại: sudo apt install firefox-esr")
    return found


@pytest.fixture
def puppeteer(tmp_path, missing_part):
    """A folder with student.mjs and what it needs from npm, as package-lock.json pins it."""
    folder = shutil.copytree(Path(__file__).with_name("firefox"), tmp_path / "firefox")
    command = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8")
    if done.returncode:
        missing_part(f"Puppeteer is not here; with network, run again.\n{done.stderr}")
    return folder


def test_a_students_path(site, serve, firefox, node, puppeteer, tmp_path):
    """From the start page: a mistake named, right answers ticked, the work there after a reload, ten of ten for the file handed in?"""
    downloads, host = tmp_path / "downloads", serve(site.parent)
    downloads.mkdir()
    right = right_answers()
    others = [name for name in right if name != FUNCTION]
    job = {
        "firefox": firefox,
        "address": f"{host}{site.name}/index.html",
        "script": str(IN_THE_LAB),
        "downloads": str(downloads),
        "notebook": f"{LESSON}.ipynb",
        "links": ["Làm Bài 1 trong trình duyệt"],
        "ready": READY,
        "button": HAND_IN,
        "cells": {"setup": SETUP, "answer": f"exercise-{FUNCTION}", "check": f"check-{FUNCTION}"},
        "sources": {"wrong": mistaken_answers(FUNCTION, MISTAKE)[FUNCTION], "right": right[FUNCTION]},
        "rest": [{"answer": f"exercise-{name}", "check": f"check-{name}", "source": right[name]} for name in others],
        "patience": KERNEL_MILLISECONDS,
    }
    (tmp_path / "job.json").write_text(json.dumps(job), encoding="utf-8")
    node(puppeteer / "student.mjs", tmp_path / "job.json", tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert f"Giống lỗi: {MISTAKE}" in str(found["wrong"])
    assert f"✓ {FUNCTION}" in str(found["right"]) and found["kept"] == right[FUNCTION]
    assert len(others) == len(right) - 1 > 3
    assert [name for name, told in zip(others, found["rest"], strict=True) if f"✓ {name}" not in str(told)] == []
    [handed_in] = downloads.iterdir()
    assert points(handed_in, tmp_path) == 10
    asked = found["asked"]
    assert len(asked) > 50 and [url for url in asked if not url.startswith((host, "data:", "blob:"))] == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_run_all(site, serve, project, firefox, node, puppeteer, tmp_path, lesson):
    """With the official solutions, is every check passed, every point earned and no output an error or a warning?"""
    _, solutions = official(project, lesson)
    job = {
        "firefox": firefox,
        "address": serve(site) + address_of(lesson),
        "script": str(IN_THE_LAB),
        "ready": READY,
        "sources": solutions,
        "patience": KERNEL_MILLISECONDS,
    }
    (tmp_path / "job.json").write_text(json.dumps(job), encoding="utf-8")
    node(puppeteer / "lesson.mjs", tmp_path / "job.json", tmp_path / "out.json")
    demand_end(lesson, json.loads((tmp_path / "out.json").read_text(encoding="utf-8")))
