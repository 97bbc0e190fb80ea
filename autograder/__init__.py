"""The instructors' and authors' side: build lessons, grade submissions, give feedback."""

import sys

# jsonschema, which nbformat imports, would build a grammar of all internationalized addresses: more than everything else that
# a command imports, for a format that no notebook has. A name that is None cannot be imported, and jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
