"""What `bai.check` does: calls the student's function, judges what it returns, and says what a mistake looks like."""
