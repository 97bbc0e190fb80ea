"""Cells of tables that a spreadsheet opens: text that anybody may have written must stay text.

Spreadsheets run what begins like a formula; see OWASP, "CSV Injection"
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r\n")


def safe_cell(text):
    """The text with an apostrophe before it where a spreadsheet would take it for a formula, also after spaces.

    Numbers are no text and stay as they are.
    """
    if not isinstance(text, str):
        return text
    starts = text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS)
    return f"'{text}" if starts else text
