#!/usr/bin/env bash
# Chuẩn bị một máy cho JupyterHub của khóa học, theo docs/jupyterhub.md; chạy lại bao nhiêu lần cũng được.
# Cách gọi, với quyền root: bash deploy/prepare.sh TÊN_GIẢNG_VIÊN
set -euo pipefail
cd "$(dirname "$0")/.."
instructor="${1:?"Hãy gọi: bash deploy/prepare.sh TÊN_GIẢNG_VIÊN"}"
students_python="${COURSE_STUDENTS_PYTHON:-/opt/sinh_vien}"
exchange="${COURSE_EXCHANGE:-/srv/nbgrader/exchange}"
course_folder="$(getent passwd "$instructor" | cut -d: -f6)/luong_tu_hoa"
python=.venv/bin/python

echo "== sinh viên không đọc được kho, vì trong kho có lời giải"
if setpriv --reuid=65534 --regid=65534 --clear-groups ls "$PWD/source" >/dev/null 2>&1; then
    echo "Ai cũng đọc được $PWD. Hãy chạy: chgrp ${COURSE_INSTRUCTORS_GROUP:-giang_vien} $PWD && chmod 0750 $PWD" >&2
    exit 1
fi

echo "== môi trường của sinh viên: $students_python"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
$python -m autograder handout --output "$work"
$python -m zipfile -e "$work"/*.zip "$work"
[ -x "$students_python/bin/python" ] || $python -m venv "$students_python"
sed -nE 's/^([A-Za-z0-9._-]+==[^\\]*[^ \\]).*/\1/p' requirements.lock >"$work/constraints.txt"
(
    cd "$work"/luong-tu-hoa-*/
    "$students_python/bin/python" -m pip install --quiet --constraint "$work/constraints.txt" \
        --requirement requirements.txt nbgrader jupyterhub jupyterlab-language-pack-vi-vn
    # Gói course đã đổi mà số bản chưa đổi thì pip tưởng là đã có.
    "$students_python/bin/python" -m pip install --quiet --force-reinstall --no-deps ./course-*.whl
)
install -d "$students_python/etc/jupyter/labconfig" "$students_python/share/jupyter/lab/settings"
install -m 644 deploy/students/*.py deploy/students/*.json "$students_python/etc/jupyter"
install -m 644 deploy/students/labconfig/*.json "$students_python/etc/jupyter/labconfig"
install -m 644 deploy/lab_settings/overrides.json "$students_python/share/jupyter/lab/settings"

echo "== nơi trao đổi bài: $exchange"
# Bit dính (1 ở đầu): ai cũng đặt được tệp của mình vào, không ai xóa hay đổi tên được tệp của người khác.
install -d -m 755 "$(dirname "$exchange")"
install -d -m 1777 "$exchange"
install -d -o "$instructor" -m 755 "$exchange/luong_tu_hoa" "$exchange/luong_tu_hoa/outbound"
install -d -o "$instructor" -m 3733 "$exchange/luong_tu_hoa/inbound"
install -d -o "$instructor" -m 711 "$exchange/luong_tu_hoa/feedback"

echo "== thư mục khóa học của giảng viên: $course_folder"
if [ ! -e "$course_folder" ]; then
    install -d -o "$instructor" -m 700 "$course_folder"
    cp -r source release "$course_folder"
    chown -R "$instructor:" "$course_folder"
fi
echo "Xong. Giảng viên phát bài đầu tiên bằng: nbgrader release_assignment bai01_so_nguyen"
