"""Phần dành cho sinh viên: kiểm tra bài làm ngay trong notebook, vẽ hình, thanh trượt.

The students' side. It holds no answers and never imports the grader.
"""

from course.checking.lesson import Lesson

__all__ = ["Lesson"]
