"""Names that the tests of this folder share."""

LESSON = "bai03_do_hat"
WRONG = "pack_int4"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"
