"""Who is in the class: read from a roster, kept in the gradebook, found by id, address or name."""
