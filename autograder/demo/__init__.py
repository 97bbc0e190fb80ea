"""A made-up class for one lesson: right in many ways, wrong in known ways, half done, broken."""
