"""In place of the package: nbformat's validator would build its grammar of all internationalized addresses, which takes longer
than all else that `nbgrader` or JupyterLab reads when it starts, for a format that no notebook has. `autograder` leaves it out, too.
"""

raise ImportError("left out in the tests: see above")
