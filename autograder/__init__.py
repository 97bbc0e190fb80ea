"""The instructors' and authors' side: build lessons, grade submissions, give feedback."""
