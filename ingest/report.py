"""What reading a file came to: counts, columns and issues, in the shape that the contract promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

# What files hold, for people.
KIND_LABELS: Mapping[str, str] = {
    "suppliers": "受注企業",
    "buyers": "発注企業",
    "orders": "発注案件",
    "survey": "調査回答",
    "corporate-numbers": "法人番号の名簿",
    "gbizinfo": "gBizINFO の名簿",
}
Severity = Literal["error", "warning"]

# Every code that an issue can carry, and what it tells the reader. Errors reject a row (or the whole file).
ISSUE_CODES: Mapping[str, str] = {
    "unreadable-file": "ファイルを読めない(何も取り込まない)",
    "broken-row": "行が壊れていて読めない(行を除く)",
    "wrong-encoding-mark": "ファイルの文字コードの印(BOM)と中身が違う(中身に合わせて読む)",
    "other-encoding": "ほかの文字コードで書かれたセル(読み直す)",
    "undecodable-text": "読めない文字がある(「�」で残す)",
    "control-characters": "目に見えない制御文字がある(除く)",
    "private-characters": "外字がある(そのまま残す)",
    "broken-quotes": "引用符の閉じていない行(1行として読む)",
    "error-cell": "エラー値のセル(空欄として扱う)",
    "formula-without-value": "計算結果が保存されていない数式(空欄として扱う)",
    "hidden-sheet": "非表示のシート(読む)",
    "hidden-rows": "非表示の行(読む)",
    "hidden-columns": "非表示の列(読む)",
    "side-sheet": "コード表や集計表のシート(取り込まない)",
    "total-row": "合計・小計の行(取り込まない)",
    "note-row": "注記や区切りの行(取り込まない)",
    "example-row": "記入例の行(取り込まない)",
    "labels-filled": "縦に続く業種の空欄(すぐ上の値で補う)",
    "industry-from-row": "業種名だけの区切りの行(その下の行の業種とする)",
    "second-heading": "表の途中で見出しの並びが変わる(その並びに合わせて読む)",
    "ditto-filled": "〃・同上のセル(すぐ上の値などと同じとみる)",
    "ditto-unclear": "何と同じか決められない〃・同上のセル(書かれたまま残す)",
    "industry-from-sheet": "業種の列がない(シート名を業種とする)",
    "missing-company-name": "企業名がない(行を除く)",
    "name-by-number": "企業名が空で、番号の合う企業がある(その企業の行とする)",
    "missing-order-content": "品名も加工内容もない(行を除く)",
    "no-heading-row": "見出しの行がないシート(シートを飛ばす)",
    "unmapped-column": "知らない見出しの列(備考に「見出し: 値」で残す)",
    "ambiguous-column": "どの項目か決められない見出しの列(備考に残す)",
    "proposed-column": "知らない見出しだが、似た項目がある列(備考に残し、項目の候補を示す)",
    "running-number": "行の通し番号とみた列(登録番号・案件番号としては使わない)",
    "unlabelled-codes": "番号で答えた列の、番号の意味がどこにもない(番号のまま残す)",
    "undivided-answers": "「、」などを含む回答の列(複数回答とは分からないため、1つの回答として読む)",
    "bad-invoice-number": "インボイス登録番号(T＋13桁)の桁数か検査数字が合わない(備考に残す)",
    "number-mismatch": "法人番号とインボイス登録番号が合わない(両方残す)",
    "bad-postal-code": "郵便番号が7桁でない(書かれたまま残す)",
    "assumed-unit": "金額に単位がない(万円とみる)",
    "doubtful-number": "桁か単位に疑いのある数(書かれたとおりに読む)",
    "doubtful-phone": "電話・FAXの番号の桁が足りない(書かれたまま残す)",
    "doubtful-date": "日付に疑いがある(読んだ日を示す)",
    "old-region": "2022年より前の地域区分(備考に残す)",
    "region-mismatch": "地域が市区町村と合わない(備考に残す)",
    "ambiguous-answer": "二通りに読める回答(選ばず、書かれたまま残す)",
    "answer-from-date": "Excel が日付や時刻に変えた回答(元の番号を読む)",
    "run-together-answer": "区切りなしに続けて書かれた番号(分けて読む)",
    "unknown-choice": "選択肢にない回答(書かれたまま残す)",
    "conflicting-answer": "番号と言葉の合わない回答(言葉を採る)",
    "several-choices": "1つだけ選ぶ問いに2つ以上の回答(すべて残す)",
    "surplus-cells": "見出しのない列に値がある(備考に残す)",
    "bad-corporate-number": "法人番号の桁数か検査数字が合わない(備考に残し、名寄せに使わない)",
    "unreadable-number": "数として読めない(備考に残す)",
    "unreadable-date": "日付として読めない(書かれたまま残す)",
    "unknown-place": "市区町村が見つからない(書かれたまま残す)",
    "unknown-status": "知らない状態(公開範囲の欄に残す)",
    "status-in-remarks": "備考などに休業や紹介停止とある(状態とはせず、書かれたまま残す)",
    "unknown-state": "知らない案件の状態(備考に残す)",
    "unknown-buyer": "名前か番号の合う発注企業がない(書かれたまま残す)",
    "unusable-row": "値が大きすぎるなどの理由で登録できない(行を除く)",
    "unmatched-detail-row": "設備・認証・備考の内訳の行に合う企業や案件がない(取り込まない)",
    "possible-duplicate": "同じ名称・所在地の企業がほかにある(登録は分けたまま、仮に同じ1社と数え、確認待ちとする)",
    "possible-same": "名称や電話の似た企業がほかにある(別の企業として登録し、確認待ちとする)",
    "possible-same-order": "同じ名前のファイルから前に読んだ案件に、発注企業と品名が同じものがある(別の案件として登録する)",
    "number-conflict": "登録番号と法人番号が別々の企業を指している(確認待ちとする)",
    "other-name": "番号の合う企業の名称が、登録と違う(番号の間違いでないか確かめる。名称はこのファイルのものに変わる)",
    "repeated-number": "同じ登録番号・案件番号の行が1つのファイルに2つ以上ある(後の行の値を使う)",
    "repeated-company": "同じ企業の行が1つのファイルに2つ以上ある(後の行の値を使う)",
    "several-years": "1つのファイルに複数の年の回答がある(1つの調査として読む)",
    "older-answer": "あとの回答がすでにある(古い回答は履歴にだけ残す)",
    "changed-plan": "発注計画の回答が直され、もう下書きでない案件の内容も変わった(確かめる)",
    "bad-register-number": "公的な名簿の行の法人番号が正しくない(行を除く)",
    "register-closed": "公的な名簿で登記が閉鎖されている(状態を登記閉鎖とする)",
    "register-reopened": "公的な名簿では登記が閉鎖されていない(名簿による登記閉鎖を終える)",
    "register-differs": "公的な名簿と名称か所在地が違う(確認待ちとする)",
    "register-number": "公的な名簿に同じ名称・所在地の法人がある(法人番号を確認待ちとする)",
    "cut-off-sheet": "シートが途中で終わっている",
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
    """distinct = new + merged; to_review is a part of new.

    Beside these, and not compared: linked: firms stored of their own that count as one with another until a person
    decides; named: a part of new that orders only name and that are not stored.
    """

    distinct: int = 0
    new: int = 0
    merged: int = 0
    to_review: int = 0
    linked: int = field(default=0, compare=False)
    named: int = field(default=0, compare=False)


# Changes listed in a report; a file of ten thousand corrections needs no longer list.
MOST_CHANGES = 2000


@dataclass(frozen=True, slots=True)
class RowChange:
    """One field of a stored firm or order that a row changed. field: its key; label: what it is called."""

    sheet: str
    row: int
    name: str
    field: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of one file. batch: None where nothing was written (dry run, unreadable file).

    corrects: the batch that read an earlier state of this file; survey: the title that its answers belong to;
    changes: the first MOST_CHANGES fields that it changed, of changes_total; drafts: orders that buyers' answers
    planned and that a person has to confirm; kinds: how many rows of each kind it has.
    """

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
    corrects: int | None = None
    survey: str | None = None
    changes: Sequence[RowChange] = ()
    changes_total: int = 0
    drafts: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The object of `ingest --json`."""
        found = asdict(self)
        sheets = [
            sheet | {"header_rows": list(sheet["header_rows"]), "unmapped": list(sheet["unmapped"])}
            for sheet in found["sheets"]
        ]
        return found | {"sheets": sheets, "issues": list(found["issues"]), "changes": list(found["changes"])}

    @classmethod
    def unreadable(cls, file: str, message: str) -> IngestReport:
        """The report of a file that could not be read at all."""
        return cls(file, error="unreadable-file", issues=(Issue("error", "unreadable-file", message),))
