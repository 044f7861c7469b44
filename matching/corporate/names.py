"""Names and numbers of firms: what makes two of them the same."""

from __future__ import annotations

import re
import unicodedata

_LEGAL_FORM = re.compile(
    r"株式会社|有限会社|合同会社|合名会社|合資会社|\((?:株|有|同|名|資|合)\)|(?:一般|公益)(?:社団|財団)法人"
)
_NOT_OF_THE_NAME = re.compile(r"[\s・･.,'’\u200b\ufeff\u00ad]")


def name_key(name: str) -> str:
    """A firm's name for comparing: NFKC, casefold, without legal form, spaces and points.

    A name that is nothing but a legal form stays as it is.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    joined = _NOT_OF_THE_NAME.sub("", folded)
    return _LEGAL_FORM.sub("", joined) or joined


def is_corporate_number(text: str) -> bool:
    """Whether `text` is 13 ASCII digits with the right check digit.

    The first digit is 9 - (sum(P_n * Q_n) mod 9), P_n the n-th of the other twelve from the right, Q_n = 1
    for odd n and 2 for even n (法人番号の指定等に関する省令 第2条).
    """
    if len(text) != 13 or not (text.isascii() and text.isdigit()):
        return False
    weighted = sum(int(digit) * (2 if n % 2 else 1) for n, digit in enumerate(reversed(text[1:])))
    return int(text[0]) == 9 - weighted % 9


_BLANK = r"[\s\-‐‑–—―−・]+"
_BLANK_NOT_IN_A_NUMBER = re.compile(rf"(?<![0-9\s\-‐‑–—―−・]){_BLANK}|{_BLANK}(?![0-9\s\-‐‑–—―−・])")


def folded(text: str) -> str:
    """Text for comparing in filters: NFKC, casefold, spaces and hyphens dropped but between digits.

    "ＩＳＯ－９００１" and "ISO 9001" are "iso9001", "ISO 9001-2015" is "iso9001-2015".
    """
    return _BLANK_NOT_IN_A_NUMBER.sub("", unicodedata.normalize("NFKC", text).casefold())
