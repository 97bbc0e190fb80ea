"""Marks out of the gradebook: as a table to keep, or into the forms that Moodle and Canvas take back."""
