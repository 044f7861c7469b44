"""What casework's endpoints take and give; class docstrings are Japanese because the OpenAPI page shows them."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr
from pydantic_core import PydanticCustomError

from matching.corporate.tables import LARGEST_ID


def _iso_day(value: Any) -> Any:
    if value is not None and not (isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)):
        raise PydanticCustomError("date_parsing", "Input should be a date as YYYY-MM-DD")
    return value


# As answers carry them: texts, so that an answer that is sent again is the same to the letter.
Moment = Annotated[
    str, Field(json_schema_extra={"format": "date-time"}, examples=["2026-11-22T09:00:00+00:00"])
]
DayText = Annotated[str, Field(json_schema_extra={"format": "date"}, examples=["2026-11-22"])]
# As requests bring them.
Day = Annotated[date, BeforeValidator(_iso_day)]
Note = Annotated[StrictStr, Field(max_length=4_000)]
FirmId = Annotated[StrictInt, Field(ge=1, le=LARGEST_ID, description="企業の番号")]
Yen = Annotated[StrictInt, Field(ge=0, le=10**15)]
Ranking = Annotated[
    StrictStr, Field(max_length=64, description="順位の記録の番号（POST /v1/matches の ranking）")
]
ThingId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


class Taken(BaseModel):
    """What is sent: nothing unknown."""

    model_config = ConfigDict(extra="forbid")


class Given(BaseModel):
    """What is answered: nothing undeclared."""

    model_config = ConfigDict(extra="forbid")


class StepShape(Given):
    """手続きの 1 つ。"""

    before: str = Field(description="前の状態。はじめは空")
    state: str
    person: str = Field(description="行った人の番号")
    at: Moment
    reason: str
    note: str


class EntryShape(Given):
    """候補リストの 1 社。"""

    supplier_id: int
    supplier: str = Field(description="企業名")
    position: int = Field(description="並び順")
    rank: int | None = Field(description="入れたときの順位。手で入れたときは null")
    ranking: str = Field(description="そのときの順位の記録の番号")
    note: str
    person: str = Field(description="入れた人の番号")
    added_at: Moment
    introduction_id: int | None = Field(description="始まっている紹介の番号")
    introduction_state: str
    introduction_answer: str = Field(description="企業の回答（受ける、辞退）。まだなら空")


class ShortlistShape(Given):
    """候補リスト。案件のもの、または案件になる前の相談のもの。"""

    id: int = Field(description="番号。まだないときは 0")
    version: int
    order: str = Field(description="案件番号。相談のものは空")
    title: str
    text: str = Field(description="相談文")
    person: str = Field(description="作った人の番号")
    made_at: Moment
    entries: list[EntryShape]


class ShortlistsShape(Given):
    """候補リストの一覧（企業は入らない）。"""

    items: list[ShortlistShape]
    next: str | None = Field(description="次のページの after。最後なら null")


class IntroductionShape(Given):
    """紹介。受注企業と発注企業には、見せてよいものだけが入る。"""

    id: int
    version: int
    order: str = Field(description="案件番号")
    title: str
    buyer: str = Field(description="発注企業名。受注企業には、名前を出す同意があるまで空")
    supplier_id: int
    supplier: str
    state: str = Field(description="打診、紹介、見積、成約、不成約、取下げ")
    coordinator: str = Field(description="担当者の番号")
    follow_up: DayText | None = Field(description="次に連絡する日")
    reason: str = Field(description="不成約・取下げの理由（price、delivery など）")
    note: str
    answer: str = Field(description="受注企業の回答。受ける、辞退、または空")
    answer_note: str
    quote_yen: int | None = Field(description="見積金額（円）")
    amount_yen: int | None = Field(description="成約金額（円）")
    rank: int | None = Field(description="紹介したときの順位")
    ranking: str
    made_at: Moment
    next: list[str] = Field(description="次に進める状態")
    steps: list[StepShape] = Field(description="これまでの手続き。一覧では空")
    moved: str = Field(description="案件の状態を進めたときの説明")


class IntroductionsShape(Given):
    """紹介の一覧。"""

    items: list[IntroductionShape]
    next: str | None = Field(description="次のページの after。最後なら null")


class DueShape(Given):
    """やることの 1 つ。"""

    kind: str = Field(description="連絡 か 締切")
    day: DayText
    overdue: bool = Field(description="日が過ぎている")
    coordinator: str
    order: str
    title: str
    state: str
    supplier_id: int | None
    supplier: str
    introduction_id: int | None


class DuesShape(Given):
    """やることの一覧。"""

    items: list[DueShape]


class NamingShape(Given):
    """発注企業が名前を出してよいとした同意。"""

    id: int
    buyer_id: int
    order: str = Field(description="案件番号。空ならその企業のすべての案件")
    given_on: DayText
    until: DayText | None
    note: str
    person: str


class NamingsShape(Given):
    """同意の一覧。"""

    items: list[NamingShape]


class FeedbackShape(Given):
    """順位の中の企業への評価。"""

    id: int
    version: int
    ranking: str
    supplier_id: int
    supplier: str
    person: str
    rank: int | None
    suitable: bool = Field(description="true なら合う、false なら合わない")
    reason: str = Field(description="process、material など")
    note: str
    at: Moment


class FeedbacksShape(Given):
    """評価の一覧。"""

    items: list[FeedbackShape]
    next: str | None = Field(description="次のページの after。最後なら null")


class QualityShape(Given):
    """評価と紹介の結果から見た、順位の良さ。"""

    first: DayText
    last: DayText
    judged: int = Field(description="評価された企業の数（同じ順位の同じ企業は最後の評価）")
    suitable: int
    rankings: int = Field(description="評価された順位の数")
    precision: dict[str, float | None] = Field(
        description="上位 k 社のうち、評価された企業に占める「合う」の割合"
    )
    reasons_against: dict[str, int] = Field(description="「合わない」の理由ごとの数")
    shortlisted: dict[str, int] = Field(description="順位ごとの、候補リストに入った数")
    introduced_by_rank: dict[str, int]
    won_by_rank: dict[str, int]
    introduced: int
    introduced_from_first_ten: float | None = Field(description="紹介のうち、上位 10 社からの割合")
    won: int
    won_from_first_ten: float | None


class DraftShape(Given):
    """登録・変更の申請。"""

    id: int
    version: int
    company_id: int | None = Field(description="企業の番号。新しい企業では null")
    name: str
    state: str = Field(description="下書き、申請、差戻し、承認、公開、取下げ")
    source: str = Field(description="Web、FAX、電話、訪問、郵便")
    person: str
    values: dict[str, str] = Field(description="公開されたときの登録内容（項目と言葉）")
    corrected: dict[str, str] = Field(description="コーディネーターが直した項目と、直す前の言葉")
    made_at: Moment
    submitted_at: Moment | None
    next: list[str]
    steps: list[StepShape]


class DraftsShape(Given):
    """申請の一覧。"""

    items: list[DraftShape]
    next: str | None = Field(description="次のページの after。最後なら null")


class DifferenceShape(Given):
    """今の登録内容との違い。"""

    field: str
    label: str
    before: str
    after: str
    conflict: bool = Field(description="申請のあとに、ほかで変わった項目")


class FaultShape(Given):
    """自動の点検で見つかったこと。"""

    field: str
    label: str
    severity: str = Field(description="error なら申請できない。warning なら確かめる")
    message: str


class DifferencesShape(Given):
    """違いと、点検の結果。"""

    differences: list[DifferenceShape]
    faults: list[FaultShape]


class PreviewedShape(Given):
    """案件の 1 つ。発注企業と点は出さない。"""

    order: str = Field(description="案件番号")
    title: str
    deadline: DayText | None
    met_before: int = Field(description="今の登録内容で、適合する条件の数")
    met: int = Field(description="この内容で、適合する条件の数")
    conditions: int = Field(description="条件の数")


class PreviewShape(Given):
    """この内容が公開されたときに、候補になる案件。受注企業には、自社に合う案件として載るもの。"""

    appearing: list[PreviewedShape] = Field(description="新しく候補になる")
    staying: list[PreviewedShape] = Field(description="今と同じく候補になる")
    leaving: list[PreviewedShape] = Field(description="候補でなくなる")
    faults: list[FaultShape]


class ConfirmationShape(Given):
    """現況確認。"""

    supplier_id: int
    supplier: str
    confirmed_on: DayText | None = Field(description="最後に確かめた（登録・更新した）日")
    state: str = Field(description="確認済み、要確認（12か月より前）、期限切れ（24か月より前）")


class ConfirmationsShape(Given):
    """現況確認の一覧。"""

    items: list[ConfirmationShape]
    next: str | None = Field(description="次のページの after。最後なら null")


class AttachmentConsentShape(Given):
    """閲覧を許された企業。"""

    company_id: int
    company: str
    nda: bool = Field(description="秘密保持契約を確かめた")
    note: str
    person: str
    given_at: Moment


class AttachmentShape(Given):
    """添付ファイル。"""

    id: int
    version: int
    order: str = Field(description="案件番号。企業のものは空")
    company_id: int | None
    name: str
    media_type: str
    size: int = Field(description="バイト")
    sha256: str
    nda: bool = Field(description="秘密保持契約のある企業だけに見せる")
    person: str
    made_at: Moment
    open: bool = Field(description="中身を受け取れる")
    consents: list[AttachmentConsentShape] = Field(description="閲覧を許した企業。持ち主と担当者だけに見える")


class AttachmentsShape(Given):
    """添付ファイルの一覧。"""

    items: list[AttachmentShape]


class Flag(Taken):
    """閲覧の許し。"""

    nda: StrictBool = Field(False, description="秘密保持契約を確かめた")
    note: Note = ""
