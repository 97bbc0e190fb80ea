"""NumPy computes the same wherever a notebook runs: in the browser, too, as where answers are graded.

What differs there, and what a cell gets instead:

| | in the browser | where answers are graded |
|---|---|---|
| the default integer: `int` as a dtype, `np.arange`, what `np.sum` adds in | 32 bits | 64 bits |
| a real number too large for an integer's kind | the largest of the kind | what the processor makes of it: the smallest, or its last bits |
| division by zero, overflow, invalid values of real numbers | not noticed | NumPy warns, and a check tells of it |

So each cell is changed before it runs: what it calls and what it computes goes through functions of this package. Where the default
integer has 64 bits nothing is changed.

| room | what is in it |
|---|---|
| `cells` | a cell's tree changed |
| `calls` | a call, an operation of the cell's |
| `integers` | which integers are the default ones |
| `casts` | real numbers to integers |
| `warned` | what NumPy would have warned of |
"""

from course.checking.same_numpy.cells import compiled, watch

__all__ = ["compiled", "watch"]
