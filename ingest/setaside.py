"""Which rows below the headings are no data: totals, notes, titles between, repeated headings, examples.

A row is set aside only where its words say so plainly. 総合計器株式会社 is a firm, and a firm of which
nothing but the name is known is a firm as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from ingest.headers import one_line

Reason = Literal["", "heading", "blank-form", "total-row", "note-row", "example-row"]

_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"[()\[\]【】〔〕<>《》「」*・:：‐-]")
_TOTAL = re.compile(
    r"(?:総|小|中|大|累|延べ?|全体|全|県|地域|地区|業種|部門|ページ|頁|本|当|(?:有効)?回答|選択|社|件|人|数|○)*(?:合計|小計|総計|累計|計)"
    r"(?:\d+(?:社|件|名|行|人|企業|者)?)?"
    r"|(?:grand|sub)?totals?|平均値?|中央値|最大値?|最小値?|件数|社数|企業数|構成比|割合|前年比|前年度?計"
    r"|(?:有効|総)?回答(?:総数|数|件数|社数|企業数|率|者数)|○の数"
)
_TOTAL_BEHIND = re.compile(r".+(?:小計|合計|総計|累計)(?:\d+(?:社|件|名|行|人|企業|者)?)?")
_PLACE_TOTAL = re.compile(
    r".*(?:県[北央南西]|鹿行|[県市町村区部課]|地区|地域|業|加工|製品|機械|機器|その他)計"
)
_NUMBER = re.compile(
    r"[-+▲△(]?\s*[\d,.]+\s*\)?\s*(?:%|社|件|人|名|円|千円|万円|百万円|億円|台|行|種|企業|pt|ポイント)?|[-―—]+"
)
_LEGAL_FORM = re.compile(r"株式会社|有限会社|合同会社|合資会社|合名会社|\((?:株|有|同|資|名)\)|組合|法人")
_NOTE = re.compile(
    r"(?:※|\*|©|copyright|注\s*[\d一二三:：).、]|注$|\(注|\[注|【注|備考[:：]|出典|出所|資料[:：]|作成[:：者日]|問い?合わ?せ先|単位[:：]).*",
    re.DOTALL | re.IGNORECASE,
)
_CLOSING = re.compile(
    r"[-―—=~\s(]*(?:以上(?:[、,\s]*(?:合?計|全部?で)?\s*\d+\s*(?:社|件|名|行|企業|者))?|以下余白|余白|次(?:ページ|頁|葉)(?:へ|に)?(?:続く|つづく)|続く|つづく|終わり?|おわり|ここまで)[-―—=~\s).。]*"
)
_SENTENCE = re.compile(r".{12,}(?:。|ください|下さい|こと)[)」]?", re.DOTALL)
_EXAMPLE = re.compile(r"(?:記入|記載|入力)?例\d*")
# The firms of the worked examples of our own forms: whoever writes over the row writes another name.
EXAMPLE_SUPPLIER, EXAMPLE_BUYER = "株式会社架空見本製作所", "架空見本電機株式会社"
_EXAMPLE_FIRMS = frozenset({EXAMPLE_SUPPLIER, EXAMPLE_BUYER})
_EXAMPLE_NAME = re.compile(r"[(\[【<]?(?:記入|記載|入力)?例[)\]】>:：].*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RowJudge:
    """Tells the rows of one sheet apart.

    headings: the cells of each heading row; titles: what stands above them; name: the column of the names.
    """

    headings: tuple[tuple[str, ...], ...]
    titles: frozenset[str]
    name: int | None

    def reason(self, cells: Sequence[str], widest: int = 1) -> Reason:
        """Why a row is no data; "" for data. widest: columns that its widest merged cell covers."""
        said = [(column, text) for column, text in enumerate(cells) if text]
        if not said:
            return ""
        if self._is_heading(said) or _is_numbering([text for _, text in said]):
            return "heading"
        if _is_total(cells, said, self.name):
            return "total-row"
        if _is_example(cells, said, self.name):
            return "example-row"
        if len(said) == 1:
            return self._alone(*said[0], widest)
        return "note-row" if self._is_note(cells, said) else ""

    def _is_heading(self, said: Sequence[tuple[int, str]]) -> bool:
        for heading in self.headings:
            other = 0
            for column, text in said:
                other += column >= len(heading) or not _same(text, heading[column])
                if 5 * other > len(said):  # four in five must be equal; most rows differ at once
                    break
            else:
                equal, held = len(said) - other, sum(map(bool, heading))
                if equal >= 2 or equal == held == len(said):
                    return True
        return False

    def _alone(self, column: int, text: str, widest: int) -> Reason:
        """A row of one cell."""
        words = unicodedata.normalize("NFKC", text).strip()
        if _NOTE.fullmatch(words) or _CLOSING.fullmatch(words) or title_key(text) in self.titles:
            return "note-row"
        if column == self.name:
            return "note-row" if _SENTENCE.fullmatch(words) and not _LEGAL_FORM.search(words) else ""
        if self.name is None:
            return ""
        if words.isdecimal() and len(words) <= 4 and column < self.name:
            return "blank-form"
        return "note-row" if widest >= 3 or column < self.name or _SENTENCE.fullmatch(words) else ""

    def _is_note(self, cells: Sequence[str], said: Sequence[tuple[int, str]]) -> bool:
        if len(said) > 2 or self.name is None:
            return False
        column, text = said[0]
        named = self.name < len(cells) and bool(cells[self.name]) and column != self.name
        words = unicodedata.normalize("NFKC", text).strip()
        return bool(_NOTE.fullmatch(words)) and (not named or words in ("※", "注", "*"))


def _is_numbering(texts: Sequence[str]) -> bool:
    """(1) | (2) | (3) ... below the headings: the numbers of the columns."""
    if len(texts) < 3:
        return False
    plain = [unicodedata.normalize("NFKC", text).strip("()[]. ") for text in texts]
    first = int(plain[0]) if plain[0].isdecimal() and len(plain[0]) < 3 else -1
    numbered = first in (0, 1) and all(text == str(first + place) for place, text in enumerate(plain))
    lettered = (
        plain[0] == "A" and len(plain) <= 26 and all(text == chr(65 + i) for i, text in enumerate(plain))
    )
    return numbered or lettered


def title_key(text: str) -> str:
    """A title without page numbers: 受注企業一覧(2/3) -> 受注企業一覧()."""
    return re.sub(r"[\d\s/]+", "", unicodedata.normalize("NFKC", text))


def _same(text: str, heading: str) -> bool:
    return text == heading or (_SPACES.sub("", one_line(text)) == _bare(heading))


@lru_cache(maxsize=2000)
def _bare(heading: str) -> str:
    return _SPACES.sub("", one_line(heading))


def _is_total(cells: Sequence[str], said: Sequence[tuple[int, str]], name: int | None) -> bool:
    labels = {said[0][0]} | ({name} if name is not None and name < len(cells) and cells[name] else set())
    for column in sorted(labels):
        strength = _total_label(cells[column])
        if not strength:
            continue
        others = [(place, text) for place, text in said if place != column]
        words = [place for place, text in others if not _is_number(text) and not _total_label(text)]
        # A plain 合計 may have a remark; beside a name it is a word like any other.
        if strength == 2 and len(words) <= 1 and (column == name or name not in words):
            return True
        if strength == 1 and not words and others:
            return True
    return False


def _total_label(text: str) -> int:
    """2: plainly the label of a total; 1: it ends like one; 0: it is none."""
    words = unicodedata.normalize("NFKC", text).casefold().strip()
    if _LEGAL_FORM.search(words):
        return 0
    bare = _SPACES.sub("", _BRACKETS.sub("", words))
    if _TOTAL.fullmatch(bare):
        return 2
    apart = re.fullmatch(r".+[\s:：・)\]】]計", words)
    return int(bool(_TOTAL_BEHIND.fullmatch(bare) or _PLACE_TOTAL.fullmatch(bare) or apart))


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip()))


def _is_example(cells: Sequence[str], said: Sequence[tuple[int, str]], name: int | None) -> bool:
    if not _EXAMPLE_FIRMS.isdisjoint(cells):
        return True
    first = _BRACKETS.sub("", unicodedata.normalize("NFKC", said[0][1])).strip()
    if _EXAMPLE.fullmatch(first) and said[0][0] != name:
        return True
    given = cells[name] if name is not None and name < len(cells) else ""
    return bool(_EXAMPLE_NAME.fullmatch(unicodedata.normalize("NFKC", given).strip()))
