"""From a table of bad values to the parameters of a test: what the tests of all preconditions share."""

import numpy as np
import pytest


def refused(table):
    """Every (function, argument, bad value) of [(functions, names of arguments, bad values)], with readable ids."""
    for functions, names, values in table:
        for function in functions:
            for name in names:
                for number, value in enumerate(values):
                    text = np.array2string(value) if isinstance(value, np.ndarray) else repr(value)
                    yield pytest.param(function, name, value, id=f"{function}-{name}-{number}-{text[:24]}")
