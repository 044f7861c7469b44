"""What the answers look like, for the OpenAPI page alone: the values themselves come from matching.shapes.

Class docstrings are Japanese because that page shows them.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SupplierShape(_Shape):
    """受注企業。"""

    id: int = Field(description="企業の番号")
    source_id: str = Field(description="機関の登録番号", examples=["A-0001"])
    name: str = Field(description="企業名")
    prefecture: str = Field(description="都道府県。分からなければ空")
    city: str = Field(description="市区町村。分からなければ空")


class ContributionShape(_Shape):
    """点の内訳の1つ。"""

    signal: str = Field(description="手がかりの名前（プログラム向け）", examples=["lexical"])
    label: str = Field(description="手がかりの名前（人向け）", examples=["語の一致"])
    points: float = Field(description="加わった点。引かれたときは負")


class ValueShape(_Shape):
    """数量。単位は決まったものにそろえてあり、min と max のどちらかは空のことがある。"""

    dimension: str = Field(
        description="diameter、thickness、tolerance、lot、rate、lead_time など", examples=["diameter"]
    )
    min: float | None = Field(description="これ以上。決まっていなければ null")
    max: float | None = Field(description="これ以下。決まっていなければ null")
    unit: str = Field(description="mm、um、kg、t、kN、個、円、日、km、または硬さの尺度", examples=["mm"])
    per: str | None = Field(description="month、year、week、day、または null")
    approx: bool = Field(description="「約」「くらい」と書かれている")
    sides: list[float] = Field(
        default_factory=list, description="縦×横×高さのように並べた寸法。なければ項目がない"
    )
    date: str = Field("", description="期日。YYYY-MM-DD、MM-DD、YYYY-MM。なければ項目がない")


class RequirementShape(_Shape):
    """読み取った条件。"""

    id: str = Field(examples=["r1"])
    kind: str = Field(description="process、material、size、quantity、area など", examples=["process"])
    label: str = Field(description="人に見せる名前", examples=["旋削加工"])
    concept: str | None = Field(description="語彙の概念。数量や場所では null", examples=["P.TURN"])
    must: bool = Field(description="false なら希望")
    negated: bool = Field(description="must なら、あってはならない。そうでなければ、要らない")
    any_of: str | None = Field(description="同じ印の条件は、どれか一つでよい")
    text: str = Field(description="相談文に書かれていた言葉そのまま")
    start: int = Field(description="その言葉の始まり。文字（コードポイント）で数え、0 から")
    end: int = Field(description="その言葉の終わりの次")
    value: ValueShape | None = Field(description="数量。なければ null")


class EvidenceShape(_Shape):
    """判定のもとになった、登録内容の言葉。"""

    field: str = Field(description="登録内容の項目。所在地は prefecture か city", examples=["processes"])
    quote: str = Field(description="書かれているままの言葉。60 文字まで")


class VerdictShape(_Shape):
    """条件ごとの判定。"""

    requirement: str = Field(description="requirements の id", examples=["r1"])
    verdict: str = Field(description="meets 適合、unknown 要確認、fails 不適合", examples=["meets"])
    evidence: EvidenceShape | None = Field(description="もとになった言葉。書かれていなければ null")


class MatchShape(_Shape):
    """順位がついた受注企業。"""

    rank: int = Field(description="順位。1 から")
    score: float = Field(description="点。contributions の合計に等しい")
    supplier: SupplierShape
    note: str = Field(description="紹介の前に知っておくこと。なければ空")
    contributions: list[ContributionShape]
    verdicts: list[VerdictShape] = Field(description="条件ごとの判定。要らないとされたものには付かない")


class ExclusionShape(_Shape):
    """紹介できないため、または strict で必須条件に反するため除いた受注企業。"""

    supplier: SupplierShape
    reason: str = Field(description="除いた理由")


class UnderstoodShape(_Shape):
    """相談文の中の言葉と、それをどう読んだか。"""

    concept: str = Field(examples=["E.LATHE"])
    label: str = Field(examples=["旋盤"])
    kind: str = Field(description="process、material、equipment など", examples=["equipment"])
    text: str = Field(description="相談文に書かれていた言葉そのまま")
    start: int = Field(description="その言葉の始まり。文字（コードポイント）で数え、0 から")
    end: int = Field(description="その言葉の終わりの次")
    wanted: bool = Field(description="false なら、要らない・できない、と書かれている")
    everyday: bool = Field(description="true なら、ふだんの言葉から推し量ったもの")


class MatchesShape(_Shape):
    """`juhatchu match --json` の1行と同じ。"""

    id: str = Field(description="案件番号。相談文を送ったときは空")
    revision: str = Field(description="どの時点の企業データベースで計算したか")
    seconds: float = Field(description="かかった秒数")
    cut: bool = Field(description="長すぎて、一部だけを読んだ")
    requirements: list[RequirementShape] = Field(description="読み取った条件。相談文に出てくる順")
    understood: list[UnderstoodShape]
    matches: list[MatchShape]
    excluded: list[ExclusionShape]
    excluded_total: dict[str, int] = Field(description="除いた理由ごとの企業数")
    ask: list[str] = Field(description="発注企業に確かめるとよいこと。順位を左右する順に、多くて 4 つ")
    notices: list[str] = Field(description="利用者に伝える文")
    ranking: str = Field(
        "", description="この順位の記録の番号。/v1/rankings で見られる。コマンドの答えにはない"
    )


class FactShape(_Shape):
    """登録内容に足すこと。"""

    requirement: str = Field(description="requirements の id")
    field: str = Field(description="登録内容の項目")
    text: str = Field(description="足す言葉")
    replaces: str | None = Field(description="消す言葉。なければ null")


class WhyShape(_Shape):
    """ある企業がその順位である理由。`juhatchu match --why --json` と同じ。"""

    id: str = Field(description="案件番号。相談文を送ったときは空")
    revision: str
    seconds: float
    supplier: SupplierShape
    rank: int | None = Field(description="順位。見つからない、または除かれるときは null")
    score: float
    barred: str = Field(description="紹介できない理由。なければ空")
    requirements: list[RequirementShape]
    contributions: list[ContributionShape]
    verdicts: list[VerdictShape]
    blockers: list[str] = Field(description="適合していない条件の id")
    facts: list[FactShape] = Field(description="上位 10 社に入るために足りないこと。すでに入っていれば空")
    rank_with_facts: int | None = Field(description="facts が加わったときの順位")


class MemberShape(_Shape):
    """組み合わせの中の1社。"""

    supplier: SupplierShape
    tasks: list[str] = Field(description="受け持つ工程（requirements の id）")
    verdicts: list[VerdictShape]


class TeamShape(_Shape):
    """一緒に全工程をできる企業の組み合わせ。"""

    rank: int
    spread_km: float | None = Field(description="いちばん離れた2社の距離（km）。分からなければ null")
    score: float
    open: list[str] = Field(description="だれの登録内容からも確かめられない条件の id")
    members: list[MemberShape]


class TeamsShape(_Shape):
    """共同受注の組み合わせ。`juhatchu match --team --json` と同じ。"""

    id: str
    revision: str
    seconds: float
    requirements: list[RequirementShape]
    teams: list[TeamShape]
    notices: list[str]


class OpenOrderShape(_Shape):
    """募集中の案件。発注企業は示さない。"""

    id: str = Field(description="案件番号")
    title: str
    state: str = Field(description="状態。受注企業が見るときは空")
    deadline: str | None = Field(description="応募締切。YYYY-MM-DD")


class OrderMatchShape(_Shape):
    """企業に合う順の案件。"""

    rank: int
    score: float
    order: OpenOrderShape
    contributions: list[ContributionShape]
    requirements: list[RequirementShape]
    verdicts: list[VerdictShape]


class ReverseShape(_Shape):
    """受注企業に合う募集中の案件。`juhatchu reverse --json` と同じ。"""

    supplier: SupplierShape
    revision: str
    seconds: float
    matches: list[OrderMatchShape]
    notices: list[str]


class GapShape(_Shape):
    """登録内容に足りないこと。"""

    kind: str
    label: str
    question: str = Field(description="訪問のときに聞くこと")
    orders: list[str] = Field(description="これで決まる案件の番号。受注企業が見るときは募集中のものだけ")
    open_orders: int = Field(description="そのうち募集中の件数")


class GapsShape(_Shape):
    """登録内容に足りず、案件を左右していること。`juhatchu gaps --json` と同じ。"""

    supplier: SupplierShape
    revision: str
    seconds: float
    orders_read: int
    gaps: list[GapShape]


class FirmShape(_Shape):
    """企業。見せてよい項目だけが fields に入る。"""

    id: int = Field(description="企業の番号")
    version: int = Field(description="版。変わるたびに増える。ETag と同じ")
    own: bool = Field(description="サインインした人の企業")
    barred: str = Field(description="きょう紹介できない理由。コーディネーター以外には空")
    note: str = Field(description="紹介の前に知っておくこと。コーディネーター以外には空")
    fields: dict[str, str | int] = Field(
        description="項目と値。空の項目と、見せられない項目は入らない",
        examples=[{"name": "架空旋盤工業", "prefecture": "茨城県", "processes": "NC旋盤による旋削加工"}],
    )


class FirmsShape(_Shape):
    """企業の一覧。"""

    items: list[FirmShape]
    total: int = Field(description="条件に合う企業の数")
    next: str | None = Field(description="続きがあれば、次の after に渡す値。なければ null")


class OrderShape(_Shape):
    """発注案件。見せてよい項目だけが fields に入る。"""

    id: int
    number: str = Field(description="案件番号", examples=["H26-001"])
    version: int = Field(description="版。変わるたびに増える。ETag と同じ")
    own: bool = Field(description="サインインした人の企業の案件")
    open: bool = Field(description="受注企業を探している")
    buyer_id: int | None = Field(description="発注企業の番号。見せられないときは null")
    fields: dict[str, str | int] = Field(
        description="項目と値。空の項目と、見せられない項目は入らない",
        examples=[{"number": "H26-001", "item": "シャフト", "processes": "旋削加工"}],
    )


class OrdersShape(_Shape):
    """発注案件の一覧。新しい順。"""

    items: list[OrderShape]
    next: str | None = Field(description="続きがあれば、次の after に渡す値。なければ null")


class RecordedFactShape(_Shape):
    """いつ、どこで、だれが言った値か。"""

    field: str
    value: str = Field(description="値。空は取り消し")
    file: str = Field(description="読み込んだファイル。なければ空")
    sheet: str
    cell: str
    person: str = Field(description="入力した人の番号")
    recorded_at: str = Field(description="記録した時刻（UTC、ISO 8601）")
    stands: bool = Field(description="取り消された取込のものなら false")


class OrderStepShape(_Shape):
    """案件の状態の移り変わり。"""

    before: str
    state: str
    person: str
    note: str
    at: str = Field(description="時刻（UTC、ISO 8601）")


class FirmHistoryShape(_Shape):
    """企業について言われたこと。古い順。"""

    facts: list[RecordedFactShape]


class OrderHistoryShape(_Shape):
    """案件の移り変わりと、言われたこと。古い順。"""

    steps: list[OrderStepShape]
    facts: list[RecordedFactShape]


class JobShape(_Shape):
    """時間のかかる作業。"""

    id: int
    kind: str = Field(description="作業の種類", examples=["索引の作り直し"])
    owner: str = Field(description="始めた人の番号")
    state: str = Field(description="待機、実行中、完了、失敗、中止、中断")
    progress: float = Field(description="0 から 1 まで")
    message: str = Field(description="いまの様子、または結果")
    result: dict[str, Any] | None = Field(description="完了したときの結果。それまでは null")
    stopping: bool = Field(description="中止を頼まれ、まだ止まっていない")
    version: int
    made_at: str = Field(description="始めた時刻（UTC、ISO 8601）")
    ended_at: str | None = Field(description="終わった時刻。終わっていなければ null")


class JobsShape(_Shape):
    """作業の一覧。新しい順。"""

    items: list[JobShape]
    next: str | None = Field(description="続きがあれば、次の after に渡す値。なければ null")


class HealthShape(_Shape):
    """サービスの状態。"""

    status: str = Field(description="使えるときは ok", examples=["ok"])
    revision: str = Field(description="企業データベースの版")
    suppliers: int = Field(description="登録されている受注企業の数", examples=[430])
    encoder: str = Field(description="文の意味を読むエンコーダー。lsa なら使っていない")


class ReadyShape(_Shape):
    """リクエストを受けられること。"""

    status: str = Field(description="受けられるときは ready", examples=["ready"])
