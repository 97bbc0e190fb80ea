"""This project's own table in nbgrader's gradebook: what each mark was made from."""

from sqlalchemy import Column, MetaData, String, Table, Text

OWN = MetaData()
MADE_FROM = Table(
    "autograder_made_from",
    OWN,
    Column("assignment", String(128), primary_key=True),
    Column("student", String(128), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("summary", Text, nullable=False),
)

ANEW = ""  # the fingerprint of a mark that this project's command makes anew
NBGRADERS = ANEW  # that of a mark that nbgrader's own command made
