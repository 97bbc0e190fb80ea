"""One notebook, one answer, for other people's pipelines: as a class is graded, without a gradebook.

`find` says which file of which lesson, `seed` what hidden cases are drawn from, `prepared` keeps what takes long, `grade` grades,
`document` says it as JSON, and `markdown`, `gradescope` and `vpl` say that in other forms; `tries` counts.
"""
