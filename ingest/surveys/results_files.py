"""Files of 実績: lists of what was done and of targets that are read in, and the workbook that is handed to the prefecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest import values
from ingest.numbers import count, yen
from ingest.sheetwriting import add_table, save
from ingest.surveys.lists import ListedRow, listed_rows
from ingest.surveys.results import Group, Results
from matching.corporate import ActivityRow, TargetRow, Writer
from matching.corporate.activities import KINDS
from matching.errors import InputError, NotFound

_DONE = {
    "kind": "種別|区分|実績|活動|活動区分|内容区分|種類",
    "done_on": "日付|実施日|年月日|月日|訪問日|紹介日|成約日|活動日",
    "coordinator": "コーディネーター|担当|担当者|担当コーディネーター|実施者|コーディネータ",
    "source_id": "登録番号|受注企業番号|企業番号",
    "company": "企業名|受注企業|受注企業名|会社名|訪問先|相手先",
    "industry": "業種",
    "buyer": "発注企業|発注企業名|紹介先|発注者",
    "order": "案件番号|案件No|案件",
    "amount": "金額|成約金額|成約額|契約金額|受注金額",
    "note": "備考|内容|メモ|摘要",
}
_TARGETS = {
    "fiscal_year": "年度|対象年度",
    "kind": "種別|区分|実績|活動|活動区分|指標",
    "coordinator": "コーディネーター|担当|担当者|コーディネータ",
    "industry": "業種",
    "goal": "目標件数|件数|目標|目標値|目標数",
    "goal_yen": "目標金額|金額|目標額",
}
_SAID = {
    "訪問": "訪問|企業訪問|巡回|visit",
    "紹介": "紹介|あっせん|斡旋|取引あっせん|マッチング|introduction",
    "成約": "成約|契約|取引成立|受注|contract",
}
_KINDS = {word: kind for kind, words in _SAID.items() for word in words.split("|")}
_ALL = frozenset({"", "全体", "合計", "計", "全員", "すべて", "全て", "全業種", "-", "ー", "―"})


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken in, and why (a Japanese sentence)."""

    place: str
    reason: str


def kind_of(words: str) -> str:
    """The kind that a word means. Raises InputError."""
    found = _KINDS.get(values.folded(words)) or _KINDS.get(values.folded(words).removesuffix("件数"))
    if not found:
        raise InputError(f"「{words}」という実績はありません。次から選んでください: {'、'.join(KINDS)}")
    return found


def read_targets(path: Path, called: str = "") -> tuple[TargetRow, ...]:
    """Targets from a file with the headings 年度, 種別, 目標件数 (and コーディネーター, 業種, 目標金額).

    All of them or none: raises InputError that names the row, UnreadableFile.
    """
    found = []
    for row in listed_rows(path, _TARGETS, ("fiscal_year", "kind"), called):
        try:
            found.append(_target(row))
        except InputError as error:
            raise InputError(f"目標を読めません [{row.place}]: {error}") from error
    if not found:
        raise InputError(f"{called or path.name} に目標の行がありません。")
    return tuple(found)


def _target(row: ListedRow) -> TargetRow:
    said = row.values
    year = values.year_of(said.get("fiscal_year", "").removesuffix("度").removesuffix("年") + "年")
    if year is None:
        raise InputError(f"年度「{said.get('fiscal_year', '')}」を読めません。")
    groups = [said.get(key, "") for key in ("coordinator", "industry")]
    coordinator, industry = ("" if one.strip() in _ALL else one for one in groups)
    goal, goal_yen = said.get("goal", ""), said.get("goal_yen", "")
    number = count(goal) if goal else None
    if goal and number is None:
        raise InputError(f"目標の件数「{goal}」を読めません。")
    return TargetRow(
        year, kind_of(said.get("kind", "")), coordinator, industry, number, _amount(goal_yen, row, "goal_yen")
    )


def _amount(words: str, row: ListedRow, field: str) -> int | None:
    """Yen; a bare number counts the heading's unit, 円 where it states none."""
    if not words:
        return None
    if (found := yen(words, row.units.get(field, 1))) is None:
        raise InputError(f"金額「{words}」を読めません。")
    return found


def read_activities(
    path: Path, writer: Writer, orders: Any, called: str = ""
) -> tuple[int, int, list[Refused]]:
    """Put the rows of a list on record: how many were new, how many stood there already, which were refused.

    orders: 案件番号 -> order (raises NotFound). Firms are linked where the list names one for sure, else kept by name.
    """
    new = known = 0
    refused = []
    for row in listed_rows(path, _DONE, ("kind", "done_on", "coordinator"), called):
        try:
            stored = writer.add_activity(_activity(row, writer, orders))
        except InputError as error:
            refused.append(Refused(row.place, str(error)))
            continue
        new, known = new + (stored is not None), known + (stored is None)
    return new, known, refused


def _activity(row: ListedRow, writer: Writer, orders: Any) -> ActivityRow:
    said = row.values
    found = values.exact_day(said.get("done_on", ""), row.days.get("done_on"))
    if found is None or found.first != found.last:
        raise InputError(f"日付「{said.get('done_on', '')}」を読めません。")
    company, number = said.get("company", ""), said.get("source_id", "")
    buyer = said.get("buyer", "")
    order_id = None
    if wanted := said.get("order", ""):
        try:
            order_id = orders(wanted).id
        except NotFound as error:
            raise InputError(str(error)) from error
    company_id = writer.company_of(number, "", company) if company or number else None
    if number and company_id is None:
        raise InputError(f"登録番号「{number}」の企業はありません。")
    industry = said.get("industry", "")
    if company_id is not None and not industry:
        industry = writer.profile_texts(company_id).get("industry", "")
    return ActivityRow(
        kind_of(said.get("kind", "")), found.first, said.get("coordinator", ""), company_id, company or number, industry,
        writer.company_of("", "", buyer) if buyer else None, buyer, order_id,
        _amount(said.get("amount", ""), row, "amount"), said.get("note", ""),
    )  # fmt: skip


# --- the workbook -----------------------------------------------------------------------------------------

_HEADINGS = (
    "種別",
    "件数",
    "目標件数",
    "達成率(%)",
    "成約金額(円)",
    "金額のない成約",
    "目標金額(円)",
    "金額の達成率(%)",
)


def write_workbook(told: Results, path: Path) -> None:
    """Write the figures of a year as .xlsx: all, by coordinator, by industry, by month. Raises InputError."""

    def write(book: Any) -> None:
        title = [
            ("年度", told.label),
            ("期間", f"{told.first.isoformat()} から {told.last.isoformat()} まで"),
        ]
        notes = [
            ("数え方", "取り消していない訪問・紹介・成約の記録を、実施日の年度で数えています。"),
            ("達成率", "件数(金額)÷目標。小数第2位を四捨五入。目標のないところは空欄です。"),
        ]
        add_table(book, "説明", ("項目", "内容"), [*title, *notes], [1])
        for name, heading, groups in (
            ("合計", "範囲", [told.total]),
            ("コーディネーター別", "コーディネーター", told.coordinators),
            ("業種別", "業種", told.industries),
            ("月別", "月", told.months),
        ):
            add_table(book, name, (heading, *_HEADINGS), _table(groups))
        if told.unrecorded:
            rows = [(one.order, one.buyer, one.state, one.on.isoformat()) for one in told.unrecorded]
            add_table(book, "未登録の案件", ("案件番号", "発注企業", "状態", "日付"), rows)

    save(path, write)


def _table(groups: Iterable[Group]) -> Iterator[Sequence[str | float | None]]:
    for group in groups:
        for one in group.lines:
            amounts = (one.amount_yen, one.unpriced or None, one.goal_yen, one.amount_rate)
            yield (group.name, one.kind, one.count, one.goal, one.rate, *amounts)
