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


class MatchShape(_Shape):
    """順位がついた受注企業。"""

    rank: int = Field(description="順位。1 から")
    score: float = Field(description="点。contributions の合計に等しい")
    supplier: SupplierShape
    note: str = Field(description="紹介の前に知っておくこと。なければ空")
    contributions: list[ContributionShape]
    verdicts: list[dict[str, str]] = Field(description="条件ごとの判定。この版では常に空")


class ExclusionShape(_Shape):
    """紹介できないため除いた受注企業。"""

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
    requirements: list[dict[str, str]] = Field(description="読み取った条件。この版では常に空")
    understood: list[UnderstoodShape]
    matches: list[MatchShape]
    excluded: list[ExclusionShape]
    excluded_total: dict[str, int] = Field(description="除いた理由ごとの企業数")
    ask: list[str] = Field(description="確かめるとよいこと。この版では常に空")
    notices: list[str] = Field(description="利用者に伝える文")


class HealthShape(_Shape):
    """サービスの状態。"""

    status: str = Field(description="使えるときは ok", examples=["ok"])
    revision: str = Field(description="企業データベースの版")
    suppliers: int = Field(description="登録されている受注企業の数", examples=[430])
    encoder: str = Field(description="文の意味を読むエンコーダー。lsa なら使っていない")
