"""Names that the tests of one notebook share, and the schema of what is said of it."""

import json

from jsonschema import Draft202012Validator

from autograder.course_folder import ROOT

LESSON = "bai01_so_nguyen"
OTHERS = ("bai05_tich_chap", "bai12_ngoai_lai")
SEED = "7"
SCHEMA = json.loads((ROOT / "docs" / "grade_one.schema.json").read_text(encoding="utf-8"))
HELD = Draft202012Validator(SCHEMA)
