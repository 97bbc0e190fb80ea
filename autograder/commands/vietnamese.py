"""argparse's own words in Vietnamese: it asks gettext for each, and here gettext answers from a table.

https://docs.python.org/3/library/gettext.html: a translation is an object with `gettext` and `ngettext`.
"""

import argparse
import gettext

MESSAGES = {
    "usage: ": "Cách gọi: ",
    "positional arguments": "tham số",
    "options": "tùy chọn",
    "%(heading)s:": "%(heading)s:",
    " (default: %(default)s)": " (mặc định: %(default)s)",
    "show this help message and exit": "in trang trợ giúp này rồi thoát",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
    "the following arguments are required: %s": "còn thiếu %s",
    "one of the arguments %s is required": "cần một trong các tùy chọn %s",
    "unrecognized arguments: %s": "không có tham số hay tùy chọn nào là %s",
    "unexpected option string: %s": "không có tùy chọn nào là %s",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s viết tắt của nhiều tùy chọn: %(matches)s",
    "not allowed with argument %s": "không dùng chung với %s được",
    "ignored explicit argument %r": "tùy chọn này không nhận giá trị, nhưng được cho %r",
    "expected one argument": "cần đúng một giá trị",
    "expected at most one argument": "nhận nhiều nhất một giá trị",
    "expected at least one argument": "cần ít nhất một giá trị",
    "expected %s argument": "cần đúng %s giá trị",
    "expected %s arguments": "cần đúng %s giá trị",
    "invalid %(type)s value: %(value)r": "%(value)r không phải là %(type)s",
    "invalid choice: %(value)r (choose from %(choices)s)": "không có %(value)r, hãy chọn một trong: %(choices)s",
    "invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)": (
        "không có %(value)r, có phải bạn muốn gõ %(closest)r? Hãy chọn một trong: %(choices)s"
    ),
    "unknown parser %(parser_name)r (choices: %(choices)s)": "không có %(parser_name)r, hãy chọn một trong: %(choices)s",
}


class Vietnamese(gettext.NullTranslations):
    """The table as a translation; what is not in it stays as it is."""

    def gettext(self, message: str) -> str:
        return MESSAGES.get(message, message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


def install() -> None:
    """Have argparse ask this translation in this process; the other way, a compiled catalogue, needs an environment variable."""
    words = Vietnamese()
    vars(argparse).update(_=words.gettext, ngettext=words.ngettext)
