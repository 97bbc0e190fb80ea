#!/usr/bin/env bash
# Posts each result as a comment on the commit it is of, and a status that tells the next run of it. Needs gh with GH_TOKEN, and TO_CHUC.
set -euo pipefail
most=60000 # bytes; GitHub takes no longer comment

for document in ket_qua/*.json; do
    [ -e "$document" ] || break
    repo="$(basename "$document" .json)"
    commit="$(cat "ket_qua/$repo.commit")"
    head -c "$most" "ket_qua/$repo.md" | iconv -c -f utf-8 -t utf-8 >loi_nhan.md
    gh api "repos/$TO_CHUC/$repo/commits/$commit/comments" -F body=@loi_nhan.md >/dev/null
    read -r state points < <(moi_truong/bin/python -c '
import json, sys
told = json.load(open(sys.argv[1], encoding="utf-8"))
print("success" if told["passed"] else "failure", f"{told['"'earned'"']:g}/{told['"'points'"']:g}")' "$document")
    gh api "repos/$TO_CHUC/$repo/statuses/$commit" -f state="$state" -f context=cham_bai -f description="$points điểm" >/dev/null
done
if [ -e chua_cham_het ]; then
    echo "Lỗi: còn bài chưa chấm được; xem bước Chấm." >&2
    exit 1
fi
