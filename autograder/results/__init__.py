"""What leaves the gradebook in files for people and other programs."""
