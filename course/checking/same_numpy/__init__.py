"""NumPy computes the same wherever a notebook runs: in the browser, too, as where answers are graded.

What differs there, and what a cell gets instead:

| | in the browser | where answers are graded |
|---|---|---|
| the default integer: `int` as a dtype, `np.arange`, what `np.sum` adds in | 32 bits | 64 bits |
| a real number too large for an integer's kind | the largest of the kind | what the processor makes of it: the smallest, or its last bits |
| division by zero, overflow, invalid values of real numbers | not noticed | NumPy warns, and a check tells of it |
| a matrix without an inverse, or without a Cholesky factor | not noticed: NaN | LinAlgError |

So each cell is changed before it runs: what it calls and what it computes goes through functions of this package. Where the default
integer has 64 bits nothing is changed.

What still differs in the browser:

- How arrays are shown: `array([0, 1, 2], dtype=int64)`, and no dtype for int32.
- `hash` of an integer of 64 bits, and what `out=` or `a += b` gives: an array of the same numbers, but another object.
- NumPy under other names: `from numpy import r_`; a function that is first named, `f = np.abs`, or lies in a list, and is then given to
  `map` and the like; `list.sort(key=np.abs)`.
- `np.vectorize` whose first result is small and a later one is not, `divmod` of truth values, `np.r_` of a slice and a large integer.
- A dtype's word in a keyword that is not `dtype`, or within a list of fields.
- `a[f()] += x` and `a[i] = b = x`, where a real number that does not fit, or division by zero, is not noticed.
- What NumPy warns of within `np.mean` and the like of a list.
- `np.linalg.cholesky`, `svd` and `lstsq` of a matrix that holds NaN.

| room | what is in it |
|---|---|
| `cells` | a cell's tree changed |
| `calls` | a call, an operation of the cell's |
| `integers` | which integers are the default ones |
| `casts` | real numbers to integers |
| `warned` | what NumPy would have warned of |
| `failed` | which matrices NumPy would have refused |
"""

from course.checking.same_numpy.cells import compiled, watch

__all__ = ["compiled", "watch"]
