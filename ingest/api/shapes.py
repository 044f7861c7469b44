"""What the answers on files, surveys and results look like, and what is sent for them; docstrings are shown on the OpenAPI page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from matching.corporate.activities import KINDS

_YEN = 10**15
_Short = Annotated[StrictStr, Field(max_length=200)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReadShape(_Shape):
    """読み取りの結果のあらまし。指摘は /v1/uploads/{id}/issues にある。"""

    kind: str = Field(description="内容の種類", examples=["suppliers"])
    encoding: str | None = Field(description="文字コード。Excel なら null")
    error: str | None = Field(description="読めないときは unreadable-file")
    sheets: list[dict[str, Any]] = Field(
        description="シートごとの name、kind、header_rows、columns、unmapped"
    )
    rows: dict[str, int] = Field(description="read、accepted、updated、unchanged、rejected")
    companies: dict[str, int] = Field(description="distinct、new、merged、to_review、linked、named")
    kinds: dict[str, int] = Field(description="種類ごとの行の数")
    corrects: int | None = Field(description="前に読んだファイルの直しとみたときは、その取込番号")
    survey: str | None = Field(description="回答の属する調査の題名")
    drafts: int = Field(description="発注の計画からできる下書きの案件の数")
    changes: list[dict[str, Any]] = Field(description="登録済みの企業や案件の変わるところ(はじめの100)")
    changes_total: int = Field(description="変わるところの数")
    errors: int = Field(description="エラーの数")
    warnings: int = Field(description="注意の数")


class UploadShape(_Shape):
    """預かっているファイル。24時間で消える。"""

    id: str = Field(description="アップロードの番号", examples=["0f8c2a7e5b1d4c3e9a6f0b2d4c6e8a01"])
    name: str = Field(description="ファイルの名前")
    size: int = Field(description="バイト")
    sha256: str
    owner: str = Field(description="預けた人の番号", examples=["u12"])
    at: datetime = Field(description="預けた時刻")
    state: str = Field(description="未確認、確認済み、読めません、取込済み", examples=["確認済み"])
    kind: str = Field(description="読み方: 種類(auto は内容から)")
    survey: str = Field(description="読み方: 調査の題名")
    columns: dict[str, str] = Field(description="読み方: 見出し → 項目")
    headings: dict[str, int] = Field(description="読み方: シート → 見出しが始まる行")
    batch: int | None = Field(description="取込番号。まだなら null")
    job: int | None = Field(description="大きいファイルを読んでいる作業の番号(/v1/jobs)。なければ null")
    version: int
    read: ReadShape | None = Field(description="読み取りの結果。まだなら null")


class UploadsShape(_Shape):
    """預かっているファイルの1ページ。新しい順。"""

    items: list[UploadShape]
    next: str | None = Field(description="次のページの after。最後なら null")


class ChoiceBody(_Shape):
    """読み方の指定。"""

    kind: _Short = Field("auto", description="種類。auto は内容から見分ける")
    survey: _Short = Field("", description="調査の題名")
    columns: dict[_Short, _Short] = Field(
        default_factory=dict,
        max_length=500,
        description="見出し → 項目の名前",
        examples=[{"仕事": "加工内容"}],
    )
    headings: dict[_Short, Annotated[int, Field(ge=1, le=2_000_000)]] = Field(
        default_factory=dict,
        max_length=500,
        description="シートの名前 → 見出しが始まる行(空の名前: ただ1枚のシート)。自動で見つからないときに",
        examples=[{"名簿": 3}],
    )


class IssueShape(_Shape):
    """指摘の1つ。"""

    severity: Literal["error", "warning"]
    code: str = Field(examples=["unmapped-column"])
    message: str
    sheet: str
    row: int | None
    line: int | None
    column: str
    value: str


class IssuesShape(_Shape):
    """指摘の1ページ。"""

    items: list[IssueShape]
    next: str | None


class LineShape(_Shape):
    """シートの1行。"""

    row: int
    cells: list[str]


class LinesShape(_Shape):
    """シートの数行。"""

    items: list[LineShape]


class KindsShape(_Shape):
    """読み方の選択肢。"""

    kinds: dict[str, str] = Field(description="種類 → 呼び名")
    fields: dict[str, dict[str, str]] = Field(description="種類 → 項目 → 呼び名")


class BatchShape(_Shape):
    """取込の1つ。"""

    id: int
    file: str
    sha256: str
    kind: str
    survey: str
    counts: dict[str, int]
    person: str = Field(description="取り込んだ人の番号")
    started_at: datetime
    undone_at: datetime | None
    corrects: int | None


class BatchesShape(_Shape):
    """取込の1ページ。新しい順。"""

    items: list[BatchShape]
    next: str | None


class SurveyShape(_Shape):
    """調査の1つ。"""

    survey: str
    answers: int


class SurveysShape(_Shape):
    """調査の一覧。"""

    items: list[SurveyShape]
    exact: bool = Field(description="すべての数値を見られるか。false なら公表できるものだけ")
    factors: dict[str, str] = Field(description="表を分けられる項目 → 呼び名")


class TabulationShape(BaseModel):
    """集計。形は `juhatchu survey tabulate --json` と同じ。伏せた数値は null。"""

    model_config = ConfigDict(extra="allow")

    survey: str
    answers: int
    companies: int
    previous: dict[str, Any] | None
    questions: list[dict[str, Any]]
    suppressed_below: int | None = Field(
        description="この数に満たない社数を伏せてある。null なら伏せていない"
    )
    hidden: int = Field(description="伏せた数値の数")


class DefinitionShape(_Shape):
    """調査票の定義。"""

    title: str
    built_in: bool = Field(description="はじめから入っているもの")
    questions: int


class DefinitionsShape(_Shape):
    """調査票の定義の一覧。"""

    items: list[DefinitionShape]


class DefinitionBody(_Shape):
    """登録する定義。"""

    toml: StrictStr = Field(max_length=1_000_000, description="TOML の本文")


class DefinedShape(_Shape):
    """登録した定義。"""

    survey: str
    questions: int
    changed: bool
    version: int


class MissingShape(_Shape):
    """未回答の送付先。"""

    survey: str
    asked: int
    answered: int
    percent: float | None
    others: int
    missing: list[dict[str, Any]]


class AskedListShape(_Shape):
    """読み込んだ送付先の名簿。"""

    survey: str
    rows: int
    asked: int
    linked: int
    unknown: list[dict[str, Any]]


class VisitsShape(_Shape):
    """先に訪ねる企業。"""

    survey: str
    previous: str | None
    visits: list[dict[str, Any]]


class ObjectsShape(_Shape):
    """一覧。"""

    items: list[dict[str, Any]]


class PageShape(_Shape):
    """一覧の1ページ。"""

    items: list[dict[str, Any]]
    next: str | None = Field(description="次のページの after。最後なら null")


class DecisionBody(_Shape):
    """確認待ちへの決定。"""

    accept: StrictBool = Field(description="true: 認める(2社を1社にする、名簿の値にする)。false: 認めない")


class DecidedShape(_Shape):
    """決定の記録。"""

    id: int
    batch: int | None = Field(description="決定の取込番号。認めなかったときは null")


class LinksShape(_Shape):
    """まとめて認めた結果。"""

    accepted: list[int]
    left: list[int]


class ConfirmBody(_Shape):
    """下書きの案件への決定。すべてか、なしか。"""

    orders: list[_Short] = Field(min_length=1, max_length=200, description="案件番号")
    reject: StrictBool = Field(False, description="true: 案件にしない(取下げ)")
    owner: _Short = Field("", description="受付者の名前")
    note: StrictStr = Field("", max_length=2_000, description="確かめたことの記録")


class ConfirmedShape(_Shape):
    """決まった案件。"""

    orders: list[str]
    state: str


class ResultsShape(BaseModel):
    """年度の実績。形は `juhatchu results --json` と同じ。"""

    model_config = ConfigDict(extra="allow")

    fiscal_year: int
    label: str
    total: list[dict[str, Any]]
    coordinators: list[dict[str, Any]]
    industries: list[dict[str, Any]]
    months: list[dict[str, Any]]
    unrecorded: list[dict[str, Any]]


class ActivityBody(_Shape):
    """実績の1件。"""

    kind: Literal[KINDS]  # type: ignore[valid-type]
    on: date = Field(description="実施日", examples=["2026-10-01"])
    coordinator: _Short = Field(min_length=1, description="コーディネーターの名前")
    company: _Short = Field("", description="受注企業の登録番号、番号か名前")
    buyer: _Short = Field("", description="発注企業の番号か名前")
    order: _Short = Field("", description="案件番号")
    amount_yen: StrictInt | None = Field(None, ge=0, le=_YEN, description="成約金額(円)。成約にだけ")
    note: StrictStr = Field("", max_length=2_000, description="備考")


class NumberShape(_Shape):
    """登録した番号。同じものがすでにあれば null。"""

    id: int | None


class ListedShape(_Shape):
    """一覧から登録した結果。"""

    new: int
    known: int
    refused: list[dict[str, str]] = Field(description="登録できなかった行: place、reason")


class TargetShape(_Shape):
    """目標の1つ。"""

    kind: Literal[KINDS]  # type: ignore[valid-type]
    coordinator: _Short = Field("", description="空なら全体")
    industry: _Short = Field("", description="空なら全業種")
    goal: StrictInt | None = Field(None, ge=0, le=10**9, description="件数")
    goal_yen: StrictInt | None = Field(None, ge=0, le=_YEN, description="成約金額(円)。成約にだけ")


class TargetsShape(_Shape):
    """年度の目標。"""

    items: list[TargetShape] = Field(max_length=1_000)
    version: int


class TargetsBody(_Shape):
    """年度の目標。前のものと入れ替わる。"""

    items: list[TargetShape] = Field(max_length=1_000)
