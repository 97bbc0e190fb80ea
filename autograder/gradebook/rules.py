"""What nbgrader's columns mean, in one place for all who read marks: what counts, and what a person has yet to look at."""

from nbgrader.api import Grade

WAITING = (
    Grade.needs_manual_grade & Grade.manual_score.is_(None) & Grade.auto_score.is_(None)
)  # nobody has marked it yet
AGAIN = Grade.needs_manual_grade & Grade.manual_score.is_not(
    None
)  # graded again since a person marked it: that mark counts


def counted(earned: float, penalty: float) -> float:
    """The points that count: what was earned less what being late lost, never below 0, as `nbgrader export` has it."""
    return max(0.0, earned - penalty)
