"""JupyterLite's notebook app with the lessons in it: a notebook that is opened, run and kept in the browser alone."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.files.whole import write_whole
from autograder.site.own_templates import TEMPLATES, render

KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
PYTHON = "static/pyodide"  # below the lab: where JupyterLite looks for a Pyodide of one's own
EXTENSIONS = Path(sys.prefix, "share/jupyter/labextensions")
BUILD = {
    "LiteBuildConfig": {
        "contents": ["contents"],
        "apps": ["notebooks", "tree"],
        "federated_extensions": [
            str(EXTENSIONS / "@jupyter-widgets/jupyterlab-manager"),
            str(EXTENSIONS / "@jupyterlite/pyodide-kernel-extension"),
        ],
        "ignore_sys_prefix": ["federated_extensions"],  # nbgrader's and jupytext's are for instructors
        "no_libarchive": True,
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "output_dir": "built",
        "cache_dir": "cache",
    },
}
FIRST_LOADED = ["micropip", "piplite", "ipykernel", "comm", "pyodide-kernel", "jedi", "ipython", "course"]
APP = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appUrl": "./tree",
        "appName": "Lượng tử hóa mạng nơ-ron",
        "exposeAppInBrowser": True,  # for our page's button
        "enableMemoryStorage": True,  # where the browser lets nothing be kept
        "litePluginSettings": {KERNEL: {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": FIRST_LOADED}}},
    },
}
OVERRIDES = {
    "@jupyterlab/translation-extension:plugin": {"locale": "vi_VN"},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosaveInterval": 20},
}
OURS = "khoa_hoc"  # below the lab: what our pages add to JupyterLite's
ICON = f'<link rel="icon" href="../{OURS}/bieu_tuong.svg">'
LOOK = f'<link rel="stylesheet" href="../{OURS}/phong_lam_bai.css">'
SCRIPT = f'<script defer src="../{OURS}/phong_lam_bai.js"></script>'
VIETNAMESE = {"<html>": '<html lang="vi">'}
CHANGES = {  # {page of JupyterLite's: what takes which place, before the app speaks for itself}
    "tree": VIETNAMESE
    | {"<title>Jupyter Notebook - Tree</title>": "<title>Các tệp của bạn</title>", "</head>": f"{ICON}</head>"},
    "notebooks": VIETNAMESE
    | {
        "<title>Jupyter Notebook - Notebooks</title>": "<title>Làm bài</title>",
        "Loading JupyterLite...": "Đang mở phòng làm bài…",
        "JupyterLite requires JavaScript to be enabled in your browser.": "Muốn làm bài ở đây, bạn hãy bật JavaScript.",
        "</head>": f"{ICON}{LOOK}{SCRIPT}</head>",
    },
}
PUT_IN = f'"pyodideUrl": "./{PYTHON}/'  # an app without it would load Pyodide from elsewhere


def build(scratch: Path, contents: Mapping[str, bytes], python: Mapping[str, bytes], date: datetime) -> Path:
    """The folder of the built lab, below `scratch`, an empty folder.

    contents: {name: bytes} of the files that a student finds, all in one folder: from another, a browser puts the
    folder's name before that of a downloaded notebook. python: see python.folder. date: of every file in the listings.
    Raises RuntimeError with JupyterLite's own words where it fails.
    """
    settings: Mapping[str, Any] = {
        "jupyter_lite_config.json": BUILD,
        "jupyter-lite.json": APP,
        "overrides.json": OVERRIDES,
    }
    given = {
        **{name: json.dumps(told, ensure_ascii=False, indent=1).encode() for name, told in settings.items()},
        **{f"contents/{name}": data for name, data in contents.items()},
        **{f"{PYTHON}/{name}": data for name, data in python.items()},
    }
    for name, data in given.items():
        write_whole(scratch / name, data)
    command = [sys.executable, "-m", "jupyterlite_core", "build", f"--source-date-epoch={int(date.timestamp())}"]
    # its steps know their own inputs only, so a second build into the same folder may leave a part of it undone
    done = subprocess.run(command, cwd=scratch, capture_output=True, encoding="utf-8", env=_environment())
    app = scratch / "built" / "jupyter-lite.json"
    if done.returncode or PUT_IN not in app.read_text(encoding="utf-8"):
        raise RuntimeError(f"JupyterLite could not build the lab:\n{done.stdout}\n{done.stderr}")
    _add_ours(app.parent, {name: len(data) for name, data in python.items()})
    return app.parent


def _add_ours(built: Path, sizes: Mapping[str, int]) -> None:
    """Put our script into the page of a notebook, and Vietnamese into that and the page of files. sizes: of Python's files."""
    write_whole(built / OURS / "python.json", json.dumps(sizes).encode())
    for name in ("bieu_tuong.svg", "phong_lam_bai.js"):
        write_whole(built / OURS / name, (TEMPLATES / name).read_bytes())
    write_whole(built / OURS / "phong_lam_bai.css", render("phong_lam_bai.css.j2").encode())
    for app, changes in CHANGES.items():
        path = built / app / "index.html"
        page = path.read_text(encoding="utf-8")
        for theirs, ours in changes.items():
            if page.count(theirs) != 1:
                raise RuntimeError(f"JupyterLite's {app}/index.html has no {theirs!r} any more, or several")
            page = page.replace(theirs, ours)
        write_whole(path, page.encode())


def _environment() -> dict[str, str]:
    """This process's, without what would put settings of the user's own into the lab."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JUPYTERLITE"))}
