"""nbgrader's gradebook: its settings, its lock, who writes it and who reads it. Nothing here grades."""
