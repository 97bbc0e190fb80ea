"""The steps that nbgrader's commands and Formgrader take with this project."""
