"""What the answers look like, for the OpenAPI page alone: the values themselves come from matching.shapes.

Class docstrings are Japanese because that page shows them.
"""

from __future__ import annotations

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


class HealthShape(_Shape):
    """サービスの状態。"""

    status: str = Field(description="使えるときは ok", examples=["ok"])
    revision: str = Field(description="企業データベースの版")
    suppliers: int = Field(description="登録されている受注企業の数", examples=[430])
    encoder: str = Field(description="文の意味を読むエンコーダー。lsa なら使っていない")
