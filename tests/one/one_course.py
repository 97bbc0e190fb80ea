"""Names that the tests of one notebook share."""

LESSON = "bai01_so_nguyen"
OTHERS = ("bai05_tich_chap", "bai12_ngoai_lai")
SEED = "7"
