"""What reading a file came to: counts, columns and issues, in the shape that the contract promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning"]

# Every code that an issue can carry, and what it tells the reader. Errors reject a row (or the whole file).
ISSUE_CODES: Mapping[str, str] = {
    "unreadable-file": "ファイルを読めない(何も取り込まない)",
    "broken-row": "行が壊れていて読めない(行を除く)",
    "missing-company-name": "企業名がない(行を除く)",
    "missing-order-content": "品名も加工内容もない(行を除く)",
    "no-heading-row": "見出しの行がないシート(シートを飛ばす)",
    "unmapped-column": "知らない見出しの列(備考に「見出し: 値」で残す)",
    "ambiguous-column": "どの項目か決められない見出しの列(備考に残す)",
    "surplus-cells": "見出しのない列に値がある(備考に残す)",
    "bad-corporate-number": "法人番号の桁数か検査数字が合わない(備考に残し、名寄せに使わない)",
    "unreadable-number": "数として読めない(備考に残す)",
    "unreadable-date": "日付として読めない(書かれたまま残す)",
    "unknown-place": "市区町村が見つからない(書かれたまま残す)",
    "unknown-status": "知らない状態(公開範囲の欄に残す)",
    "unknown-state": "知らない案件の状態(備考に残す)",
    "unknown-buyer": "名前か番号の合う発注企業がない(書かれたまま残す)",
    "unusable-row": "値が大きすぎるなどの理由で登録できない(行を除く)",
    "unmatched-detail-row": "設備・認証の行に合う企業がない(取り込まない)",
    "possible-duplicate": "同じ名称・所在地の企業がほかにある(別の企業として登録し、確認待ちとする)",
}


@dataclass(frozen=True, slots=True)
class Issue:
    """One fault of a file. row: as a spreadsheet shows it; line: of a text file; None: not of one row."""

    severity: Severity
    code: str
    message: str
    sheet: str = ""
    row: int | None = None
    line: int | None = None
    column: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class SheetReport:
    """How a sheet was read. columns: heading -> field; unmapped: headings kept in the notes."""

    name: str
    kind: str
    header_rows: tuple[int, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    unmapped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowCounts:
    """read = accepted + updated + unchanged + rejected."""

    read: int = 0
    accepted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class CompanyCounts:
    """distinct = new + merged; to_review is a part of new."""

    distinct: int = 0
    new: int = 0
    merged: int = 0
    to_review: int = 0


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of one file. batch: None where nothing was written (dry run, unreadable file)."""

    file: str
    sha256: str = ""
    batch: int | None = None
    kind: str = ""
    encoding: str | None = None
    error: str | None = None
    sheets: tuple[SheetReport, ...] = ()
    rows: RowCounts = RowCounts()
    companies: CompanyCounts = CompanyCounts()
    issues: Sequence[Issue] = ()

    def to_json(self) -> dict[str, Any]:
        """The object of `ingest --json`."""
        found = asdict(self)
        sheets = [
            sheet | {"header_rows": list(sheet["header_rows"]), "unmapped": list(sheet["unmapped"])}
            for sheet in found["sheets"]
        ]
        return found | {"sheets": sheets, "issues": list(found["issues"])}

    @classmethod
    def unreadable(cls, file: str, message: str) -> IngestReport:
        """The report of a file that could not be read at all."""
        return cls(file, error="unreadable-file", issues=(Issue("error", "unreadable-file", message),))
