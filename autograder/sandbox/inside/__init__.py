"""What runs on the student's side: copied into the sandbox, so it imports nothing of the grader and holds no answer."""
