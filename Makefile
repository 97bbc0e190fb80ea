# Đích của make cho Linux và macOS. Không có make: xem README, mục "Không dùng make".
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

$(BIN)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

.PHONY: help setup build demo test lint lab bench mutation handout lock clean

help: ## in danh sách này
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(BIN)/.installed ## cài môi trường vào .venv

build: setup ## dựng notebook và bản phát từ các tệp bài học
	$(BIN)/python -m autograder build

demo: setup ## dựng các bài, tạo một lớp mẫu, nộp, chấm, in bảng điểm
	$(BIN)/python -m autograder demo

lint: setup ## kiểm tra mã nguồn và cách trình bày bằng ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

test: lint ## chạy mọi kiểm thử, kể cả nbval
	$(BIN)/python -m pytest -n auto --dist loadfile tests
	COURSE_STATIC=1 $(BIN)/python -m pytest --nbval source

lab: setup ## mở JupyterLab ở thư mục bản phát
	$(BIN)/python -m autograder lab

bench: setup ## đo thời gian chấm và viết phản hồi, so với nbgrader gốc
	$(BIN)/python -m autograder bench

mutation: setup ## kiểm thử đột biến trên bản tham chiếu
	$(BIN)/python tests/mutation/run.py

handout: setup ## đóng gói bản phát cho sinh viên
	$(BIN)/python -m autograder handout

lock: ## giải lại các phiên bản ghim (cần uv)
	uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --generate-hashes --no-header -o requirements.lock

clean: ## xóa môi trường và mọi thứ dựng tạm
	rm -rf $(VENV) .cache demo dist
