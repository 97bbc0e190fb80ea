"""What any part of the project may use that reads or writes files: whole or not at all, tables, moments, the last net."""
