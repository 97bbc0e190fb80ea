"""Submissions as Moodle, Canvas or a folder give them, put where nbgrader looks for them."""
