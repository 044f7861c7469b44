"""One sheet's records, and a record's cells by field: which words belong where, and in which cell they stood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice

from ingest import numberformats
from ingest.blocks import Told, dittos_filled, rearranged, separator
from ingest.layouts import Layout, column_labels
from ingest.legends import is_legend_row
from ingest.records import Merged, label_column, labels_filled
from ingest.report import Issue
from ingest.setaside import RowJudge, title_key
from ingest.workbook import Doubt, Row, Sheet, Workbook

_REGISTERS = ("corporate-numbers", "gbizinfo")
# One merged name is one firm, however many lines its row has; elsewhere each line is a row.
_FOLDED = ("suppliers", "buyers", "survey")
_DATE_FIELDS = frozenset({"deadline", "expires", "status_start", "status_end", "consent"})
_WHOLE_DATE = re.compile(r"[^\d]*\d{4}[-/.年].*|.*年.*|[MTSHR]\d{1,2}[./-].*", re.DOTALL)
_SERIAL = re.compile(r"\d{5}")
_INDUSTRY = re.compile(
    r".*(?:業|加工|製品|金属|非鉄|鉄鋼|鋳造|鍛造|プレス|板金|溶接|切削|研削|めっき|メッキ|表面処理|熱処理|塗装|樹脂|プラスチック"
    r"|ゴム|機械|機器|電気|電子|精密|金型|縫製|繊維|食品|木工|木材|印刷|設計|ソフト(?:ウェア)?|窯業|化学|紙)(?:関係|関連|部門|等|他|系)?"
)
_NO_INDUSTRY = re.compile(
    r"企業|一覧|名簿|台帳|登録|調査|リスト|マスタ|集計|sheet|data|データ|発注|受注|事業者|製品名|作業",
    re.IGNORECASE,
)
_LEGAL_FORM = re.compile(r"株式会社|有限会社|合同会社|㈱|㈲|[(（](?:株|有|同)[)）]|組合|法人")
_BRACKETS = ("【", "〔", "《", "<", "＜", "[", "［")
_HIDDEN_LISTED = 8
_ROWS_SAMPLED = 300


@dataclass(frozen=True, slots=True)
class Found:
    """A cell that holds something. label: its heading; cell: its name ("C5"); objects: a JSON Lines list.

    day: the exact day where the cell holds a real date, of which `text` may show a part.
    """

    label: str
    text: str
    cell: str
    keep_heading: bool = False
    objects: tuple[Mapping[str, str], ...] = ()
    day: date | datetime | None = None

    @property
    def with_heading(self) -> str:
        """The words behind their heading."""
        return f"{self.label}: {self.text}"


class RowCells:
    """The cells of one row. What is taken is removed; what nobody took is in `rest` at the end."""

    def __init__(self, row: Row, by_field: dict[str, list[Found]]) -> None:
        self.row = row
        self.cells: dict[str, str] = {}
        self._by_field = by_field

    def all(self, field: str) -> list[Found]:
        """Take all cells of a field, plainest heading first, and note where its value comes from."""
        found = self._by_field.pop(field, [])
        if found:
            self.cells[field] = " ".join(one.cell for one in found if one.cell)
        return found

    def listed(self, field: str) -> list[Found]:
        """Take the cells of a field that hold lists of objects; others stay."""
        found = self._by_field.get(field, [])
        if lists := [one for one in found if one.objects]:
            self._by_field[field] = [one for one in found if not one.objects]
        return lists

    def one(self, field: str) -> str:
        """Take the plainest cell of a field that holds one value; other cells of it stay for `rest`."""
        found = self._by_field.pop(field, [])
        if not found:
            return ""
        if surplus := [one for one in found[1:] if one.text != found[0].text]:
            self._by_field.setdefault("", []).extend(surplus)
        self.cells[field] = found[0].cell
        return found[0].text

    def together(self, field: str) -> str:
        """Take a field of one value, and behind it what other columns say of it ("…、携帯: 090-…")."""
        found = self.all(field)
        further = [one.with_heading for one in found[1:] if one.text != found[0].text]
        return "、".join([found[0].text, *further]) if found else ""

    def heading(self, field: str) -> str:
        """The heading of the cell that `one` would take."""
        found = self._by_field.get(field)
        return found[0].label if found else ""

    def day_value(self, field: str) -> date | datetime | None:
        """The exact day of the cell that `one` would take; None where it is no date cell."""
        found = self._by_field.get(field)
        return found[0].day if found else None

    def words(self, field: str) -> str:
        """Take a text field's words as written, as lines "見出し: 値" where the headings are needed."""
        return joined(self.all(field))

    def rest(self) -> Iterator[Found]:
        """Take what is left."""
        for field in list(self._by_field):
            yield from self._by_field.pop(field)


def joined(found: list[Found]) -> str:
    """Cells as one text. A cell under a plain heading, alone in its field, is left word for word."""
    if len(found) == 1 and not found[0].keep_heading:
        return found[0].text
    return "\n".join(one.with_heading for one in found)


class SheetCells:
    """Sorts the rows of one sheet by field. Build once a sheet."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet = sheet
        self.layout = layout
        columns = layout.columns
        names = [sheet.cell_name(1, column.index).rstrip("0123456789") for column in columns]
        self.labels = column_labels(columns, names)
        self._order = sorted(columns, key=lambda column: (column.rank, column.index))
        self.headings = tuple(column.heading for column in columns)
        self._name = layout.column_index("company_name")
        self._judge = self._row_judge()
        self._merged = Merged(sheet.merges, layout.header_row, self._name if layout.kind in _FOLDED else None)
        self.industry = self._industry()
        self._labels: int | None = None
        self._labels = self._label_column()

    def data_rows(self, issues: list[Issue] | None = None) -> Iterator[Row]:
        """The records below the headings: no blank rows, repeated headings, totals, notes, examples.

        Merged labels are filled in. What is set aside, and what was odd in a cell, goes to `issues`.
        """
        told: list[Issue] = [] if issues is None else issues
        rows = (row for row in self.sheet.rows() if row.number > self.layout.header_row)
        if self.layout.kind in _REGISTERS or self.sheet.keys is not None:
            found: Iterator[Row] = (row for row in rows if not row.blank)
            if self.sheet.form:
                found = dittos_filled(found, self.layout, form=True)
            for row in found:
                yield from self._with_doubts(row, told)
            return
        found = self._merged.records(self._blocks(rows, told), lambda row: self._is_data(row, told))
        found = dittos_filled(found, self.layout)
        for row in found if self._labels is None else labels_filled(found, self._labels):
            yield from self._with_doubts(row, told)

    def _blocks(self, rows: Iterator[Row], issues: list[Issue]) -> Iterator[Row]:
        """The rows in the order of the first headings, with the industry that a row of its own gives them."""
        told: list[Told] = []
        industry = ""
        for row in rearranged(rows, self.layout, told):
            words = separator(row, self._name, self._merged.widest(row.number))
            if words and title_key(words) not in self._judge.titles and self.layout.kind in _FOLDED:
                if _is_industry(words):
                    industry = words
                    message = f"「{words}」は区切りの行とみて、その下の行の業種としました。"
                    told.append(Told("industry-from-row", row, words, message))
                    row = replace(row, cells=())
                elif not _LEGAL_FORM.search(words) and row.cells[-1].strip().startswith(_BRACKETS):
                    message = _SET_ASIDE["note-row"].format(words=words[:40])
                    told.append(Told("note-row", row, words, message))
                    row = replace(row, cells=())
            for one in told:
                at, words = one.row, one.words
                issues.append(
                    Issue("warning", one.code, one.message, self.sheet.name, at.number, at.line, "", words)
                )
            told.clear()
            yield replace(row, industry=industry) if industry else row

    def sheet_issues(self) -> list[Issue]:
        """What is odd about the sheet as a whole: hidden but read, its name taken as the industry."""
        name, issues = self.sheet.name, []
        if self.sheet.hidden:
            message = f"非表示のシート「{name}」も読みました。要らなければシートを削除してください。"
            issues.append(Issue("warning", "hidden-sheet", message, name))
        if hidden := [row for row in self.sheet.hidden_rows if row > self.layout.header_row]:
            message = f"非表示の行({_row_list(hidden)})も読みました。要らなければ行を削除してください。"
            issues.append(Issue("warning", "hidden-rows", message, name, hidden[0]))
        names = [self.labels[column] for column in self.sheet.hidden_columns if column < len(self.headings)]
        if shown := [label for label in names if not label.startswith("[")]:
            message = f"非表示の列({'、'.join(shown[:_HIDDEN_LISTED])})も読みました。要らなければ列を削除してください。"
            issues.append(Issue("warning", "hidden-columns", message, name, column=shown[0]))
        if self._labels is not None:
            label = self.labels[self._labels]
            message = f"「{label}」の空欄は、すぐ上の値が続くものとして補いました。違うときは各行に入力してください。"
            issues.append(Issue("warning", "labels-filled", message, name, column=label))
        if self.industry:
            message = f"業種の列がないため、シート名「{name}」を業種としました。"
            issues.append(Issue("warning", "industry-from-sheet", message, name, value=name))
        return issues

    def of(self, row: Row) -> RowCells:
        """The cells of a row by field; those without one under "", in the order of the sheet."""
        by_field: dict[str, list[Found]] = {}
        for column in self._order:
            if column.index < len(row.cells) and (text := row.cells[column.index]):
                cell = self.sheet.cell_of(row, column.index)
                objects = row.nested.get(column.index, ())
                day = row.days.get(column.index)
                if _is_date_field(column.field):
                    text = self._day_text(text, day)
                found = Found(self.labels[column.index], text, cell, column.keep_heading, objects, day)
                by_field.setdefault(column.field, []).append(found)
        for index in range(len(self.headings), len(row.cells)):
            if row.cells[index]:
                cell = self.sheet.cell_of(row, index)
                label = f"{cell.rstrip('0123456789')}列"
                by_field.setdefault("", []).append(
                    Found(label, row.cells[index], cell, day=row.days.get(index))
                )
        if row.industry and "industry" not in by_field:
            by_field["industry"] = [Found("区切りの行", row.industry, "")]
        elif self.industry:
            by_field.setdefault("industry", []).append(Found("シート名", self.industry, ""))
        return RowCells(row, by_field)

    def surplus(self, row: Row) -> bool:
        """Whether cells stand right of the last heading."""
        return any(row.cells[len(self.headings) :])

    def issue(self, doubt: Doubt, row: Row) -> Issue:
        """What was odd in a cell, as an issue."""
        column = ""
        if doubt.column is not None:
            cell = self.sheet.cell_name(row.number, doubt.column) if self.sheet.keys is None else ""
            column = self.labels.get(doubt.column) or f"{cell.rstrip('0123456789')}列"
        number = doubt.row or self.shown_row(row, column)
        return Issue(
            "warning", doubt.code, doubt.message, self.sheet.name, number, row.line, column, doubt.value
        )

    def shown_row(self, row: Row, column: str = "") -> int:
        """The row to name for a cell under a heading: in a form each stands in a row of its own."""
        for index in row.places:
            if column and self.labels.get(index) == column:
                return row.places[index][0]
        return row.shown or row.number

    def _with_doubts(self, row: Row, issues: list[Issue]) -> Iterator[Row]:
        issues += [self.issue(doubt, row) for doubt in row.doubts]
        if not row.blank:
            yield row

    def _is_data(self, row: Row, issues: list[Issue]) -> bool:
        if row.blank:
            # A row of nothing but error values or formulas without result is told, not stored.
            issues += [self.issue(doubt, row) for doubt in row.doubts]
            return False
        if row.fault:
            return True
        reason = self._judge.reason(row.cells, self._merged.widest(row.number))
        if not reason and is_legend_row(row.cells):
            return False
        if reason in ("total-row", "note-row", "example-row"):
            words = " ".join(text for text in row.cells if text)[:200]
            message = _SET_ASIDE[reason].format(words=words[:40])
            issues.append(Issue("warning", reason, message, self.sheet.name, row.number, row.line, "", words))
        return not reason

    def _row_judge(self) -> RowJudge:
        last = self.layout.header_row
        above = list(islice((row for row in self.sheet.rows() if row.number <= last), 60)) if last else []
        rows = self.layout.header_rows
        headings = tuple(row.cells for row in above if row.number in rows)
        titles = frozenset(
            key for row in above if row.number not in rows for text in row.cells if (key := title_key(text))
        )
        return RowJudge((*headings, self.headings), titles, self._name)

    def _industry(self) -> str:
        name = self.sheet.name.strip()
        if not self.sheet.titled or self.layout.kind not in _FOLDED or self.layout.of("industry"):
            return ""
        bare = re.sub(r"^[\d()（）①-⑳.．、_\s]+", "", name)
        return bare if _is_industry(bare) else ""

    def _label_column(self) -> int | None:
        """The column of the industries where each stands once, above the blank cells that it is meant for."""
        column = self.layout.column_index("industry")
        if column is None or self._name is None or column > self._name or self.layout.kind not in _FOLDED:
            return None
        if self.sheet.keys is not None or any(merge.left == column for merge in self.sheet.merges):
            return None
        rows = islice(self.data_rows(), _ROWS_SAMPLED)
        return column if label_column([(*row.cells, *[""] * column)[column] for row in rows]) else None

    def _day_text(self, text: str, day: date | datetime | None) -> str:
        """A date as far as its text tells it; the exact one where the cell shows a part of it."""
        if day is not None:
            return text if _WHOLE_DATE.fullmatch(text) else day.isoformat()[:10]
        if self.sheet.date1904 and _SERIAL.fullmatch(text):
            moment = numberformats.moment_of(float(text), date1904=True)
            return moment.date().isoformat() if moment else text
        return text


_SET_ASIDE: Mapping[str, str] = {
    "total-row": "「{words}」は合計・小計の行とみて取り込みませんでした。企業なら、企業名の列に正式名称を入れてください。",
    "note-row": "「{words}」は注記か区切りの行とみて取り込みませんでした。",
    "example-row": "「{words}」は記入例の行とみて取り込みませんでした。企業や案件の行なら、企業名を書き換えてください。",
}


def book_issues(book: Workbook) -> list[Issue]:
    """What is odd about the file as a whole."""
    return [Issue("warning", doubt.code, doubt.message, value=doubt.value) for doubt in book.doubts]


def _is_industry(words: str) -> bool:
    return bool(_INDUSTRY.fullmatch(words)) and not _NO_INDUSTRY.search(words)


def _is_date_field(field: str) -> bool:
    return field in _DATE_FIELDS or field.endswith("_on")


def _row_list(rows: list[int]) -> str:
    """Row numbers for a person: 3、5～8 行."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], row]
        else:
            runs.append([row])
    parts = [f"{run[0]}～{run[-1]}" if run[0] != run[-1] else f"{run[0]}" for run in runs[:_HIDDEN_LISTED]]
    return "、".join(parts) + (" ほか" if len(runs) > _HIDDEN_LISTED else "") + " 行"
