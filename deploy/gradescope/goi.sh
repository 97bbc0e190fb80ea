#!/usr/bin/env bash
# Packs a lesson for Gradescope: bash deploy/gradescope/goi.sh BÀI [SỐ_LẦN_MỘT_NGÀY] [TỆP.zip]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
lesson="${1:?Lỗi: thiếu tên bài. Cách gọi: bash deploy/gradescope/goi.sh BÀI [SỐ_LẦN_MỘT_NGÀY] [TỆP.zip]}"
tries="${2:-5}"
output="$(realpath -m "${3:-dist/gradescope_$lesson.zip}")"
if [ ! -f "release/$lesson/$lesson.ipynb" ]; then
    echo "Lỗi: không có bài nào tên $lesson trong release/." >&2
    exit 2
fi

staged="$(mktemp -d)"
trap 'rm -rf "$staged"' EXIT
mkdir -p "$staged/source" "$staged/release" "$(dirname "$output")"
cp -r autograder course deploy pyproject.toml requirements.lock README.md LICENSE "$staged"
cp -r "source/$lesson" "$staged/source/"
cp -r "release/$lesson" "$staged/release/"
find "$staged" -name __pycache__ -prune -exec rm -rf {} +
cp deploy/gradescope/setup.sh deploy/gradescope/run_autograder "$staged"
chmod +x "$staged/setup.sh" "$staged/run_autograder"
printf 'BAI=%q\nSO_LAN=%q\n' "$lesson" "$tries" >"$staged/bai.env"
# only the grader's users see this zip; the hidden cases are drawn from a seed of its own
(umask 077 && "${PYTHON:-python3}" -c 'import secrets; print(secrets.randbelow(2**64))' >"$staged/grading_seed")
rm -f "$output"
(cd "$staged" && "${PYTHON:-python3}" -m zipfile -c "$output" ./*)
echo "Đã gói: $output"
