"""What late work loses: a plugin for nbgrader's AssignLatePenalties, named in nbgrader_config.py."""

import math

from nbgrader.plugins import BasePlugin
from traitlets import Float

DAY, MINUTE = 86_400, 60  # seconds


class PercentPerDay(BasePlugin):
    """So many percent of the mark for each day begun, counted from the due date (an extension included)."""

    percent_per_day = Float(10.0, min=0.0, max=100.0, help="how many percent of the mark each day begun costs").tag(
        config=True
    )
    grace_minutes = Float(0.0, min=0.0, help="work late by no more than this loses nothing").tag(config=True)
    kept_percent = Float(0.0, min=0.0, max=100.0, help="how many percent of the mark are kept, however late").tag(
        config=True
    )

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take off, between 0 and score, or None within the grace; nbgrader's LateSubmissionPlugin has the same call."""
        if total_seconds_late <= self.grace_minutes * MINUTE:
            return None
        lost = self.percent_per_day * math.ceil(total_seconds_late / DAY)
        return score * min(lost, 100.0 - self.kept_percent) / 100.0
