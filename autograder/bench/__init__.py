"""What `make bench` measures: grading and feedback beside stock nbgrader, what a closer look costs,
the class report, how well mistakes are named."""
