"""Students' feedback pages: marks out of the gradebook, the graded notebook arranged exercise by exercise, one HTML file."""
