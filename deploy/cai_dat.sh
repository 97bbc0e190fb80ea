#!/usr/bin/env bash
# Installs what grading needs, in the versions of requirements.lock: bash deploy/cai_dat.sh THƯ_MỤC_MÔI_TRƯỜNG
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
place="$1"

if "$place/bin/python" -c 'import nbgrader, py_landlock, pyseccomp' 2>/dev/null; then
    exit 0 # kept from an earlier run
fi
"${PYTHON:-python3}" -c 'import sys; sys.exit("Lỗi: cần Python 3.11 trở lên; hãy đặt biến PYTHON." if sys.version_info < (3, 11) else 0)'
"${PYTHON:-python3}" -m venv "$place"
grep -E '^[a-z0-9._-]+==' requirements.lock | sed 's/ *\\$//' >"$place/phien_ban.txt"
"$place/bin/python" -m pip install --quiet --constraint "$place/phien_ban.txt" '.[instructors]'
# the grader itself is run from this folder: a second copy would only be one more thing to hide from submissions
"$place/bin/python" -m pip uninstall --quiet --yes luong-tu-hoa
