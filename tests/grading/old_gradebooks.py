"""Gradebooks as nbgrader 0.4 made them, and, by nbgrader's own migrations, those of the versions after it."""

import sqlite3

from nbgrader import dbutil

WITH_EXTRA_CREDIT, WITH_LMS_IDS = "724cde206c17", "282d30a0218e"  # revisions after the first, which noted none
TABLES = """
CREATE TABLE student (id VARCHAR(128) NOT NULL PRIMARY KEY, first_name VARCHAR(128), last_name VARCHAR(128), email VARCHAR(128));
CREATE TABLE assignment (id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL UNIQUE, duedate DATETIME);
CREATE TABLE notebook (
    id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL, assignment_id VARCHAR(32) REFERENCES assignment (id),
    UNIQUE (name, assignment_id));
CREATE TABLE grade_cell (
    id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL, max_score FLOAT NOT NULL, cell_type VARCHAR(8) NOT NULL,
    notebook_id VARCHAR(32) REFERENCES notebook (id), UNIQUE (name, notebook_id));
CREATE TABLE solution_cell (
    id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL, notebook_id VARCHAR(32) REFERENCES notebook (id),
    UNIQUE (name, notebook_id));
CREATE TABLE source_cell (
    id VARCHAR(32) NOT NULL PRIMARY KEY, name VARCHAR(128) NOT NULL, cell_type VARCHAR(8) NOT NULL, locked BOOLEAN NOT NULL,
    source TEXT, checksum VARCHAR(128), notebook_id VARCHAR(32) REFERENCES notebook (id), UNIQUE (name, notebook_id));
CREATE TABLE submitted_assignment (
    id VARCHAR(32) NOT NULL PRIMARY KEY, assignment_id VARCHAR(32) REFERENCES assignment (id),
    student_id VARCHAR(128) REFERENCES student (id), timestamp DATETIME, extension DATETIME, UNIQUE (assignment_id, student_id));
CREATE TABLE submitted_notebook (
    id VARCHAR(32) NOT NULL PRIMARY KEY, assignment_id VARCHAR(32) REFERENCES submitted_assignment (id),
    notebook_id VARCHAR(32) REFERENCES notebook (id), flagged BOOLEAN, late_submission_penalty FLOAT, UNIQUE (notebook_id, assignment_id));
CREATE TABLE grade (
    id VARCHAR(32) NOT NULL PRIMARY KEY, notebook_id VARCHAR(32) REFERENCES submitted_notebook (id),
    cell_id VARCHAR(32) REFERENCES grade_cell (id), auto_score FLOAT, manual_score FLOAT, needs_manual_grade BOOLEAN NOT NULL,
    UNIQUE (cell_id, notebook_id));
CREATE TABLE comment (
    id VARCHAR(32) NOT NULL PRIMARY KEY, notebook_id VARCHAR(32) REFERENCES submitted_notebook (id),
    cell_id VARCHAR(32) REFERENCES solution_cell (id), auto_comment TEXT, manual_comment TEXT, UNIQUE (cell_id, notebook_id));
"""
ROWS = """
INSERT INTO student VALUES ('sv001', 'An', 'Nguyễn Văn', 'an@truong.vn');
INSERT INTO assignment VALUES ('a1', 'bai_cu', NULL);
INSERT INTO notebook VALUES ('n1', 'bai_cu', 'a1');
INSERT INTO grade_cell VALUES ('g1', 'cham', 3.0, 'code', 'n1');
INSERT INTO solution_cell VALUES ('s1', 'lam', 'n1');
INSERT INTO submitted_assignment VALUES ('sa1', 'a1', 'sv001', NULL, NULL);
INSERT INTO submitted_notebook VALUES ('sn1', 'sa1', 'n1', 0, NULL);
INSERT INTO grade VALUES ('gr1', 'sn1', 'g1', 1.0, 2.5, 0);
INSERT INTO comment VALUES ('c1', 'sn1', 's1', NULL, 'Viết gọn lắm.');
"""


def make_old(path, revision=None):
    """Write a gradebook of nbgrader 0.4 with one mark and one comment, brought to a later revision where one is named."""
    with sqlite3.connect(path) as connection:
        connection.executescript(TABLES + ROWS)
    connection.close()
    if revision:
        dbutil.upgrade(f"sqlite:///{path}", revision)
