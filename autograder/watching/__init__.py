"""Hand-ins graded as they arrive."""
