"""Nơi mã này đang chạy: trong notebook có người xem, lúc dựng bài, lúc chấm, hay trong một chương trình."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell


def shell() -> InteractiveShell | None:
    """IPython đang chạy mã này, hoặc None; ai chưa import IPython thì không có."""
    found: InteractiveShell | None = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return found


def is_static() -> bool:
    """Biến môi trường COURSE_STATIC có được đặt không? Lúc dựng bài và lúc chấm thì có."""
    return bool(os.environ.get("COURSE_STATIC"))


def is_watched() -> bool:
    """Có ai đang xem không: mã chạy trong kernel của một notebook, không phải lúc dựng bài hay lúc chấm?"""
    return not is_static() and getattr(shell(), "kernel", None) is not None
