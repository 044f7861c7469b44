"""Sheets that look like data and are none: lists of codes, tallies, examples, instructions.

Decided by the sheet's name together with its content. A sheet of firms that is called 企業マスタ is data.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.cells import SheetCells
from ingest.kinds import DETAIL_KINDS
from ingest.report import Issue

# Names that say plainly that nobody's answers stand here; such sheets need no telling.
_INSTRUCTIONS = re.compile(
    r"記入例|記載例|入力例|見本|サンプル|記入(?:要領|方法|の仕方)|入力(?:要領|方法)|使い方|説明|凡例|目次|表紙|はじめに|readme|example|sample",
    re.IGNORECASE,
)
_LISTS = re.compile(
    r"マスタ|コード|選択肢|リスト|プルダウン|区分|分類|候補|設定|対応表|master|codes?|list|lookup|config|options",
    re.IGNORECASE,
)
_TALLIES = re.compile(
    r"集計|統計|推移|件数|社数|グラフ|クロス|ピボット|内訳|別$|サマリ|まとめ|概況|tally|summary|pivot|totals?",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"[-▲△]?[\d,.]+%?(?:社|件|人|名|円|千円|万円|百万円|ポイント|pt)?")
_TALLY_HEADINGS = re.compile(
    r"社数|件数|企業数|事業所数|割合|構成比|比率|合計|小計|計|平均|前年比|増減|回答数|度数|%"
)
_FIRM = re.compile(r"株式会社|有限会社|合同会社|\([株有同]\)|製作所|工業|鉄工|精機|商店|産業")
# Sheets of firms by their names, even where they say no more of them than a name.
_TELLING_NAME = re.compile(r"企業|会社|事業[者所]|取引先|一覧|名簿|台帳|登録|追加|発注|受注")
_ROWS_LOOKED_AT = 30
# What a firm's row says beyond its number and its name.
_TELLING_FIELDS = frozenset(
    {
        "address",
        "city",
        "postal_code",
        "phone",
        "corporate_number",
        "processes",
        "representative",
        "contact",
        "email",
    }
)


@dataclass(frozen=True, slots=True)
class SideSheet:
    """A sheet that is not read, and the warning that says so (None: nobody would expect it to be read)."""

    name: str
    issue: Issue | None


def side_sheet(one: SheetCells, known: Sequence[SheetCells]) -> SideSheet | None:
    """Whether a sheet among those of its workbook is no data; None: it is data.

    The only sheet of a workbook is data whatever its name.
    """
    if len(known) < 2:
        return None
    name = unicodedata.normalize("NFKC", one.sheet.name)
    others = [other for other in known if other is not one]
    if _INSTRUCTIONS.search(name) and any(_fields(other) & _fields(one) for other in others):
        return SideSheet(one.sheet.name, None)
    if one.layout.kind in DETAIL_KINDS or one.sheet.keys is not None or _names_firms(one):
        return None
    if one.layout.kind != "survey" and _is_tally(name, one):
        return _aside(one, "集計表")
    if _is_list(name, one, others):
        return _aside(one, "コードや選択肢の一覧")
    return None


def _aside(one: SheetCells, what: str) -> SideSheet:
    message = f"シート「{one.sheet.name}」は{what}とみて取り込みませんでした。データなら、別のファイルにして読んでください。"
    return SideSheet(one.sheet.name, Issue("warning", "side-sheet", message, one.sheet.name))


def _fields(one: SheetCells) -> set[str]:
    return {column.field for column in one.layout.columns if column.field}


def _is_tally(name: str, one: SheetCells) -> bool:
    """Numbers under headings of counts, or numbers throughout on a sheet that is called a tally."""
    headings = [column.heading for column in one.layout.columns if column.heading]
    counting = sum(bool(_TALLY_HEADINGS.search(heading)) for heading in headings)
    if _fields(one) & _TELLING_FIELDS:
        return False
    named = bool(_TALLIES.search(name))
    if counting < (1 if named else max(2, len(headings) - 2)):
        return False
    texts = [text for row in islice(one.data_rows(), _ROWS_LOOKED_AT) for text in row.cells[1:] if text]
    numbers = sum(bool(_COUNTS.fullmatch(unicodedata.normalize("NFKC", text))) for text in texts)
    return numbers >= 0.7 * len(texts)


def _is_list(name: str, one: SheetCells, others: Sequence[SheetCells]) -> bool:
    """A code and a name a row, and nothing else; on a sheet called a list, or beside sheets of richer rows."""
    fields = _fields(one)
    if fields & _TELLING_FIELDS or len([c for c in one.layout.columns if c.heading]) > 4:
        return False
    richer = any(len(_fields(other)) >= len(fields) + 3 for other in others)
    return richer and (bool(_LISTS.search(name)) or one.sheet.hidden or not _TELLING_NAME.search(name))


def _names_firms(one: SheetCells) -> bool:
    """Whether half of the names on the sheet are plainly those of firms."""
    rows = islice(one.data_rows(), _ROWS_LOOKED_AT)
    names = [name for row in rows if (name := one.of(row).one("company_name"))]
    firms = sum(bool(_FIRM.search(unicodedata.normalize("NFKC", name))) for name in names)
    return bool(names) and firms * 2 >= len(names)
