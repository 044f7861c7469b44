"""What 取込 shows, worked out without Streamlit: counts, sheets, issues, the place of an issue in its sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from dashboard.survey_markup import table
from dashboard.survey_tables import year
from dashboard.wording import shell
from dashboard.wording import surveys as wording
from ingest.report import ISSUE_CODES, KIND_LABELS
from ingest.uploads import Upload
from matching.corporate import StoredBatch

_CHANGES = 30
_LONGEST_CODE = 28
_LONGEST_ROW = 90
# Kinds of sheets beside those of whole files.
_SHEET_KINDS = {
    **KIND_LABELS,
    "equipment": "設備の内訳",
    "certifications": "認証の内訳",
    "states": "状態の内訳",
    "decision": wording.DECISION,
}
# Orders name firms, and answers are those of firms: lists of firms are first.
_TURNS = {"suppliers": 0, "buyers": 0, "survey": 2}
_READERS_NAMES = {"company_name": "name", "company_kana": "kana"}
_QUESTION = "question:"
_LETTERS = 26


def kind(key: str) -> str:
    """What a file or a sheet holds; "" for what isn't known."""
    return _SHEET_KINDS.get(key, key) or wording.NONE


@dataclass(frozen=True, slots=True)
class Gist:
    """What the list of uploads tells of a report: the kind of file, its rows (None: not read yet), its faults and doubts; its survey's title."""

    kind: str
    read: int | None
    errors: int
    warnings: int
    survey: str = ""


def gist(report: Mapping[str, Any] | None) -> Gist:
    """The gist of a report; of none before the first reading."""
    if report is None:
        return Gist("", None, 0, 0)
    weights = Counter(issue["severity"] for issue in report["issues"])
    return Gist(
        report["kind"],
        report["rows"].get("read"),
        weights["error"],
        weights["warning"],
        report["survey"] or "",
    )


def in_turn(uploads: Iterable[Upload], gists: Mapping[str, Gist]) -> list[Upload]:
    """Uploads as they are taken in together: lists of firms, then orders and all else, then surveys by year; else as they were handed in."""

    def place(one: Upload) -> tuple[int, int, datetime]:
        told = gists[one.id]
        return _TURNS.get(told.kind, 1), year(told.survey), one.at

    return sorted(uploads, key=place)


def overview(uploads: Sequence[Upload], gists: Mapping[str, Gist], names: Mapping[str, str]) -> str:
    """The uploads as a table; `gists` by upload, `names` of persons by key."""
    rows = []
    for one in uploads:
        told = gists[one.id]
        rows.append(
            (
                one.name,
                state(one),
                kind(told.kind),
                wording.NONE if told.read is None else shell.number(told.read),
                shell.number(told.errors),
                shell.number(told.warnings),
                names.get(one.owner) or one.owner,
                shell.moment_ja(one.at),
            )
        )
    return table(wording.UPLOAD_LIST, wording.UPLOAD_COLUMNS, rows, (3, 4, 5))


def state(upload: Upload) -> str:
    """How far a file has come, in words."""
    return wording.STILL_READING if reading(upload) else wording.UPLOAD_STATES[upload.state]


def upload_names(uploads: Sequence[Upload]) -> dict[str, str]:
    """Upload -> what a select box calls it. No two are called alike: a box can't tell equal names apart."""
    named: dict[str, str] = {}
    times: Counter[str] = Counter()
    for one in sorted(uploads, key=lambda one: (one.at, one.id)):
        plain = f"{one.name}（{state(one)}、{shell.moment_ja(one.at)}）"
        times[plain] += 1
        named[one.id] = plain if times[plain] == 1 else f"{plain} {times[plain]}"
    return named


def reading(upload: Upload) -> bool:
    """Whether a file waits for its first reading to end."""
    return upload.job_id is not None and upload.state == "未確認"


def counts(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What taking a file in comes to: rows, then firms as far as there are any, then draft orders."""
    rows, firms = report["rows"], report["companies"]
    found = [(label, rows[key]) for key, label in wording.COUNTS.items()]
    if report["changes_total"]:
        # A new answer is a new row and yet changes what is registered of its firm.
        found.append((wording.CHANGED_FIELDS, report["changes_total"]))
    found += [(label, firms[key]) for key, label in wording.COMPANIES.items() if firms[key]]
    if report["drafts"]:
        found.append((wording.DRAFTS, report["drafts"]))
    return [(label, shell.number(count)) for label, count in found]


def sheets(report: Mapping[str, Any]) -> str:
    """How each sheet was read."""
    rows = [
        (
            one["name"],
            kind(one["kind"]),
            "・".join(map(str, one["header_rows"])) or wording.NONE,
            shell.number(len(one["columns"])),
            "、".join(one["unmapped"]) or wording.NONE,
        )
        for one in report["sheets"]
    ]
    return table(wording.SHEETS, wording.SHEET_COLUMNS, rows, (3,))


def changes(report: Mapping[str, Any]) -> tuple[str, str]:
    """The stored fields that a file changes as a table, and how many more there are; "" for none."""
    found, total = report["changes"][:_CHANGES], report["changes_total"]
    if not found:
        return "", ""
    rows = [
        (
            one["name"],
            f"{one['sheet']} {one['row']}{wording.ROW}",
            one["label"],
            one["before"] or wording.NONE,
            one["after"] or wording.NONE,
        )
        for one in found
    ]
    shown = table(wording.CHANGES, wording.CHANGE_COLUMNS, rows)
    return shown, wording.more_changes(len(found), total) if total > len(found) else ""


def headings(report: Mapping[str, Any], fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each heading of a file and what it was read as, those that were not placed first. `fields`: key -> label."""
    unmapped = [(heading, wording.UNMAPPED) for sheet in report["sheets"] for heading in sheet["unmapped"]]
    placed = [
        (heading, field_label(field, fields))
        for sheet in report["sheets"]
        for heading, field in sheet["columns"].items()
    ]
    return list(dict(unmapped + placed).items())


def heading_rows(report: Mapping[str, Any]) -> dict[str, str]:
    """Sheet -> the rows that were read as its headings."""
    return {one["name"]: "・".join(map(str, one["header_rows"])) for one in report["sheets"]}


def row_names(rows: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Rows of a sheet as a select box lists them: number -> 3行目：企業名／加工内容."""
    return {
        one["row"]: _short(
            f"{one['row']}{wording.ROW}目：" + "／".join(filter(None, one["cells"])), _LONGEST_ROW
        )
        for one in rows
    }


def field_label(field: str, fields: Mapping[str, str]) -> str:
    """What the reader's name of a field is called."""
    bare = field.removeprefix(_QUESTION)
    if bare == "address":
        return _OTHER_FIELDS[bare]  # a sheet's column holds more of it than the form's field 番地
    return fields.get(bare) or fields.get(_READERS_NAMES.get(bare, bare)) or _OTHER_FIELDS.get(bare, bare)


_OTHER_FIELDS = {
    "response_number": "調査票の番号",
    "row_number": "通し番号",
    "region": "地域",
    "invoice_number": "インボイス登録番号",
    "answered_on": "記入日",
    "item": "名称",
    "capacity": "能力・仕様",
    "count": "台数",
    "expires": "有効期限",
    "status": "状態",
    "status_reason": "状態の理由",
    "status_end": "状態の終わり",
    "competitor_of": "競合先",
    "corporate_number": "法人番号",
    "source_id": "登録番号",
    "name": "企業名",
    "employees": "従業員数",
    "industry": "業種",
    "address": "所在地",
}


def corrected(chosen: Mapping[str, str | None]) -> dict[str, str]:
    """Heading -> field of what a person chose otherwise; None: as it was read."""
    return {heading: field for heading, field in chosen.items() if field is not None}


def codes(report: Mapping[str, Any], severity: str) -> dict[str, str]:
    """The kinds of issues of a report: code -> what it is called with how often, most frequent first."""
    found = Counter(
        one["code"] for one in report.get("issues", ()) if severity in ("", one["severity"])
    ).most_common()
    return {
        code: f"{_short(ISSUE_CODES.get(code, code), _LONGEST_CODE)}：{shell.number(times)}件"
        for code, times in found
    }


def _short(words: str, longest: int) -> str:
    return words if len(words) <= longest else words[: longest - 1] + "…"


def place(issue: Mapping[str, Any]) -> str:
    """Where an issue is: シート 12行 見出し."""
    row = f"{issue['row']}{wording.ROW}" if issue["row"] else ""
    line = f"{issue['line']}{wording.ROW}" if issue["line"] and not issue["row"] else ""
    column = f"「{issue['column']}」" if issue["column"] else ""
    return " ".join(part for part in (issue["sheet"], row or line, column) if part) or wording.NONE


def issues(found: Sequence[Mapping[str, Any]], after: int) -> str:
    """A page of issues as a table, counted from `after`."""
    rows = [
        (
            str(number),
            wording.SHORT_SEVERITIES[one["severity"]],
            place(one),
            one["value"] or wording.NONE,
            one["message"],
        )
        for number, one in enumerate(found, after + 1)
    ]
    return table(wording.ISSUES, wording.ISSUE_COLUMNS, rows)


def issue_names(found: Sequence[Mapping[str, Any]], after: int) -> dict[int, str]:
    """The issues of a page that have a place in a sheet: index -> what it is called in a select box."""
    return {
        index: f"{after + index + 1}. {place(one)}" + (f" {one['value']}" if one["value"] else "")
        for index, one in enumerate(found)
        if one["row"]
    }


def letter(column: int) -> str:
    """The name of a 0-based column in a spreadsheet: 0 -> A, 26 -> AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def around(rows: Iterable[Mapping[str, Any]], row: int, column: int) -> str:
    """The rows of a sheet around an issue, its row toned and its cell framed."""
    lines = list(rows)
    width = max((len(one["cells"]) for one in lines), default=0)
    first = max(0, column - 3)
    shown = range(first, min(width, first + 9))
    head = "".join(f'<th scope="col">{letter(place)}</th>' for place in shown)
    body = "".join(_line(one, row, column, shown) for one in lines)
    return (
        f'<div class="jh-scroll" tabindex="0" role="region" aria-label="{escape(wording.AROUND)}">'
        f'<table class="jh-table js-sheet"><caption>{escape(wording.AROUND)}</caption>'
        f'<thead><tr><th scope="col">{wording.ROW}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _line(one: Mapping[str, Any], row: int, column: int, shown: Iterable[int]) -> str:
    cells = one["cells"]
    here = one["row"] == row
    words = "".join(
        f"<td{' class=faulty' if here and place == column else ''}>{escape(str(cells[place])) if place < len(cells) else ''}</td>"
        for place in shown
    )
    return f'<tr{" class=here" if here else ""}><th scope="row">{one["row"]}</th>{words}</tr>'


def history(batches: Sequence[StoredBatch], names: Mapping[str, str]) -> str:
    """Readings of files as a table, newest first."""
    rows = [
        (
            str(one.id),
            one.file or wording.NONE,
            f"{kind(one.kind)}{f'（{one.survey}）' if one.survey else ''}",
            shell.number(one.counts.get("read", 0)),
            names.get(one.person) or one.person,
            shell.moment_ja(one.started_at),
            wording.TAKEN_BACK if one.undone_at else wording.STANDS,
        )
        for one in batches
    ]
    return table(wording.HISTORY, wording.HISTORY_COLUMNS, rows, (3,))


def batch_name(one: StoredBatch) -> str:
    """A reading, or a decision, in a select box."""
    if not one.file:
        return f"{one.id}：{kind(one.kind)}（{shell.moment_ja(one.started_at)}）"
    return f"{one.id}：{one.file}（{kind(one.kind)}、{shell.moment_ja(one.started_at)}）"
