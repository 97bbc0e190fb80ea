#!/usr/bin/env bash
# Grades what lies in bai_nop/, one notebook after the other; one that cannot be graded does not stop the others.
# Needs BAI, NGUONG, and the secret LUONG_TU_HOA_SEED.
set -euo pipefail
rm -rf ket_qua chua_cham_het
mkdir -p ket_qua
failed=0
for commit in bai_nop/*.commit; do
    [ -e "$commit" ] || break # nobody has anything new
    repo="$(basename "$commit" .commit)"
    place="bai_nop/$repo"
    if [ -d "$place/$BAI" ]; then place="$place/$BAI"; fi
    code=0
    moi_truong/bin/python -m autograder grade-one "$place" --lesson "$BAI" --pass "$NGUONG" \
        --save "ket_qua/$repo.json" >"ket_qua/$repo.md" || code=$?
    if [ "$code" -gt 1 ]; then
        echo "Chưa chấm được $repo (mã thoát $code)." >&2
        rm -f "ket_qua/$repo.md" "ket_qua/$repo.json"
        failed=1
    else
        cp "$commit" "ket_qua/$repo.commit"
    fi
done
echo "Số bài đã chấm: $(find ket_qua -name '*.json' | wc -l)"
[ "$failed" = 0 ] || touch chua_cham_het
