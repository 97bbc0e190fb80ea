"""Does a student's path work in Firefox, with the site in a folder below its host's address?"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from student_browser import mistaken_answers, right_answers
from student_lab import HAND_IN, IN_THE_LAB, KERNEL_MILLISECONDS, LESSON, READY, SETUP

pytestmark = pytest.mark.site
FIREFOX = ("/usr/bin/firefox-esr", "/usr/bin/firefox")
PATH_VARIABLE = "PUPPETEER_FIREFOX"
FUNCTION, MISTAKE = "calculate_z", "làm tròn xuống"


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
    """From the start page: a mistake is named, a right answer ticked, the work there after a reload, the file the student's own?"""
    downloads, host = tmp_path / "downloads", serve(site.parent)
    downloads.mkdir()
    right = right_answers()[FUNCTION]
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
        "sources": {"wrong": mistaken_answers(FUNCTION, MISTAKE)[FUNCTION], "right": right},
        "patience": KERNEL_MILLISECONDS,
    }
    (tmp_path / "job.json").write_text(json.dumps(job), encoding="utf-8")
    node(puppeteer / "student.mjs", tmp_path / "job.json", tmp_path / "out.json")
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert f"Giống lỗi: {MISTAKE}" in str(found["wrong"])
    assert f"✓ {FUNCTION}" in str(found["right"]) and found["kept"] == right
    [handed_in] = downloads.iterdir()
    [cell] = [cell for cell in nbformat.read(handed_in, as_version=4).cells if cell.id == f"exercise-{FUNCTION}"]
    assert cell.source == right
    asked = found["asked"]
    assert len(asked) > 50 and [url for url in asked if not url.startswith((host, "data:", "blob:"))] == []
