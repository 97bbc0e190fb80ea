# Đích của make cho Linux và macOS. Không có make: xem README, mục "Không dùng make".
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# nbval chỉ chạy lại bài này: `make robust` dựng lại mọi bài và so cả hình.
FIRST := bai01_so_nguyen
# Ở mỗi phần của kho, vài kiểm thử nhanh; trong đó có một bài nộp được chấm trong vùng cách ly.
SMOKE := \
	tests/course/test_plain.py tests/course/test_report.py tests/course/test_check.py \
	tests/reference/test_document.py tests/diagnosis/test_bounded.py tests/fuzz/test_hostile_frames.py::test_any_bytes \
	tests/grading/test_course_folder.py::test_renamed_file tests/grading/test_old_gradebook.py::test_newer_gradebook \
	tests/sandbox/test_spent.py tests/sandbox/test_calls.py tests/feedback/test_room_of_a_page.py::test_what_is_cut_is_said \
	tests/collecting/test_archive_names.py tests/collecting/test_whose.py tests/people/test_who.py tests/export/test_cells.py \
	tests/report/test_numbers.py tests/plugin tests/plots/test_colours.py tests/attacks/test_table.py \
	tests/language/test_checker.py tests/test_dependencies.py tests/test_svg.py
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Ma trận ở đây nhỏ: chia một phép nhân cho nhiều luồng thì chậm đi ba lần, mà các nhân đã có tiến trình khác dùng.
export OPENBLAS_NUM_THREADS := 1
# Kiểm thử mở hàng trăm tiến trình: mỗi mô-đun chỉ biên dịch một lần, dù máy này quen không lưu kết quả.
unexport PYTHONDONTWRITEBYTECODE

$(BIN)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.PHONY: help setup build demo smoke quick test robust lint lab bench mutation handout site lock clean

help: ## in danh sách này
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(BIN)/.installed ## cài môi trường vào .venv

build: setup ## dựng notebook và bản phát từ các tệp bài học
	$(BIN)/python -m autograder build

demo: setup ## dựng bài đầu và bài có thay đổi, tạo một lớp mẫu, nộp, chấm, in bảng điểm
	$(BIN)/python -m autograder demo

lint: setup ## kiểm tra cách trình bày, thứ tự các phòng và kiểu dữ liệu
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy

smoke: setup ## kiểm thử nhanh, chạy trước mỗi lần lưu vào git
	$(MAKE) --no-print-directory -j 2 lint quick

quick: setup
	$(BIN)/python -m autograder build $(FIRST) --check
	$(BIN)/python -m pytest -q --durations=5 $(SMOKE)

test: lint ## chạy mọi kiểm thử, kể cả nbval
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations=15 tests
	COURSE_STATIC=1 $(BIN)/python -m pytest --nbval --nbval-sanitize-with .ci/nbval.cfg --durations=15 source/$(FIRST)

robust: setup ## kiểm thử lâu: mọi tấn công ở vùng cách ly thứ hai, bộ chấm bị dừng đột ngột
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations=15 -m robust tests

lab: setup ## mở JupyterLab ở thư mục bản phát
	$(BIN)/python -m autograder lab

bench: setup ## đo thời gian chấm và viết phản hồi, so với nbgrader gốc
	$(BIN)/python -m autograder bench

mutation: setup ## kiểm thử đột biến trên những bài có thay đổi
	$(BIN)/python tests/mutation/run.py

handout: setup ## đóng gói bản phát cho sinh viên
	$(BIN)/python -m autograder handout

site: setup ## dựng trang web để học ngay trong trình duyệt
	$(BIN)/python -m autograder site

lock: ## giải lại các phiên bản ghim (cần uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock

clean: ## xóa môi trường và mọi thứ dựng tạm
	rm -rf $(VENV) .cache demo dist
