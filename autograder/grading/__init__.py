"""From submitted files to marks: one notebook, then a class; the gradebook is written by one process."""
