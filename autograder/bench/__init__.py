"""What `make bench` measures: grading and feedback beside stock nbgrader, the class report, how well mistakes are named."""
