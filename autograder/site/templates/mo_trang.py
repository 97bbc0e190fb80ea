"""Mở trang của khóa học trên máy này, không cần mạng. Bấm đúp vào tệp này, hoặc chạy: python mo_trang.py

Chỉ cần Python 3.8 trở lên, không cần cài thêm gì. Đóng cửa sổ này lại là dừng.
"""

import sys
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PORT = 8317  # luôn một cổng: trình duyệt giữ bài làm theo địa chỉ, đổi cổng thì không thấy bài cũ nữa
TYPES = {  # không hỏi Windows: ở nhiều máy, Windows nói tệp .js là văn bản, và trình duyệt không chạy
    ".css": "text/css",
    ".html": "text/html",
    ".ipynb": "application/json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".whl": "application/zip",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}


class Files(SimpleHTTPRequestHandler):
    """Các tệp của trang, với kiểu đúng."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}

    def log_message(self, format: str, *args: object) -> None:
        """Không in từng tệp ra màn hình."""


class Server(ThreadingHTTPServer):
    """Máy chủ không in lỗi khi trình duyệt bỏ dở một tệp."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def server(folder: Path, port: int = PORT) -> ThreadingHTTPServer:
    """Máy chủ chỉ trả lời chính máy này."""
    return Server(("127.0.0.1", port), partial(Files, directory=str(folder)))


def main() -> int:
    try:
        running = server(Path(__file__).resolve().parent)
    except OSError:
        input(
            f"Cổng {PORT} đang bận. Có lẽ trang đã mở ở một cửa sổ khác: http://127.0.0.1:{PORT}/ . Nhấn Enter để đóng."
        )
        return 1
    address = f"http://127.0.0.1:{running.server_port}/"
    print(f"Trang của khóa học: {address}\nĐóng cửa sổ này, hoặc nhấn Ctrl + C, là dừng.")
    webbrowser.open(address)
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        print("Đã dừng.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
