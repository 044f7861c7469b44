"""Amounts as people type them, 18万 as well as 180000, and beside the box what was read."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import streamlit as st

from dashboard.wording import shell as wording
from ingest import numbers
from matching.errors import InputError

# Below it an amount is more often one in 万円 whose unit was left out.
_SMALL_YEN = 1_000
# Said aloud, 18万5 is 185,000 and 5千5 is 5,500; as written they'd be 180,005 and 5,005. Four figures behind 万 leave no doubt.
_UNIT_LEFT_OUT = re.compile(r"(?:[万億][\d〇一二三四五六七八九]{1,3}|千[\d〇一二三四五六七八九])円?$")
_AMOUNT = re.compile(r"[\d,.〇一二三四五六七八九十百千万億]*[\d〇一二三四五六七八九十百千万億]円?")


class Typed(NamedTuple):
    """What a box says, in yen; not readable: words that are no amount, which has been told under the box."""

    yen: int | None = None
    readable: bool = True

    @property
    def small(self) -> bool:
        """Whether 万 may have been left out."""
        return self.yen is not None and 0 <= self.yen < _SMALL_YEN


def field(label: str, key: str) -> Typed:
    """A box for an amount of yen, with what was read of it below; what stands in it is put there before, by `written`, under its key."""
    text = st.text_input(label, key=key, max_chars=40)
    try:
        typed = Typed(read(text))
    except InputError as error:
        st.error(str(error))
        return Typed(readable=False)
    # There is always a line: a button below that is being pressed doesn't move away as the box is left.
    read_as = wording.amount_read(wording.yen(typed.yen), small=typed.small) if typed.yen is not None else ""
    st.caption(read_as or wording.AMOUNT_HINT)
    return typed


def written(yen: int | None) -> str:
    """An amount as it stands in a box: 180,000円; "" for none."""
    return "" if yen is None else wording.yen(yen)


def read(text: str) -> int | None:
    """Yen of 18万, 180,000円 or 18万5千, a bare number being yen; None for a blank box.

    Raises InputError for what is no amount, for 18万5, which may mean two, and for a fraction of a yen.
    """
    words = re.sub(r"[\s¥\\]", "", unicodedata.normalize("NFKC", text))
    if not words:
        return None
    if _UNIT_LEFT_OUT.search(words):
        raise InputError(wording.unit_left_out(text.strip()))
    yen = numbers.yen(words, 1) if _AMOUNT.fullmatch(words) else None
    if yen is None:
        raise InputError(wording.no_amount(text.strip()))
    if numbers.parsed(words.removesuffix("円")) != yen:
        raise InputError(wording.not_whole_yen(text.strip()))
    return yen
