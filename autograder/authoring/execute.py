"""Run a lesson's notebook and keep its outputs, without anything that changes from run to run."""

import os
from pathlib import Path

from nbclient import NotebookClient
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode

from autograder.course_folder import python_path

SECONDS = 120


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run the notebook in `folder`; returns it with outputs. Raises CellExecutionError where a cell fails."""
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute(env=kernel_environment())
    notebook, _ = CoalesceStreamsPreprocessor(enabled=True).preprocess(notebook, {})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata["language_info"] = {"name": "python"}
    return notebook


def kernel_environment() -> dict[str, str]:
    """The environment of a kernel that runs lessons of this checkout: static figures, `course` in reach."""
    return {
        **os.environ,
        "PYTHONPATH": python_path(),
        "COURSE_STATIC": "1",
        "PYTHONHASHSEED": "0",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    }
