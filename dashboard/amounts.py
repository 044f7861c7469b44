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
_AMOUNT = re.compile(r"[\d,.〇一二三四五六七八九十百千万億]*[\d〇一二三四五六七八九十百千万億]円?")


class Typed(NamedTuple):
    """What a box says, in yen; not readable: words that are no amount, which has been told under the box."""

    yen: int | None = None
    readable: bool = True

    @property
    def small(self) -> bool:
        """Whether 万 may have been left out."""
        return self.yen is not None and 0 < self.yen < _SMALL_YEN


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
    """Yen of 18万, 180,000円 or 18万5千, a bare number being yen; None for a blank box. Raises InputError for what is no amount."""
    words = re.sub(r"[\s¥\\]", "", unicodedata.normalize("NFKC", text))
    if not words:
        return None
    yen = numbers.yen(words, 1) if _AMOUNT.fullmatch(words) else None
    if yen is None:
        raise InputError(wording.no_amount(text.strip()))
    return yen
