"""What a report says of itself: its facts (title, n, dates, source) and its method (bases, rounding, DI, tests, what is hidden)."""

from __future__ import annotations

from datetime import date

from ingest.surveys import wording
from ingest.surveys.model import AssociationTest, CrossTable, SurveyData, WeightingNote
from ingest.surveys.publication import Publication

# Tests below this are called significant.
LEVEL = 0.05


def facts(
    publication: Publication, data: SurveyData, made_on: date, source: str
) -> tuple[tuple[str, str], ...]:
    """Label and text of each fact, in order; what isn't known is left out."""
    tabulation = publication.tabulation
    told = [("調査名", tabulation.survey)]
    if rate := tabulation.response_rate:
        told.append(("調査対象", f"{wording.count(rate.asked)}社"))
        others = (
            f"（ほかに、対象の一覧にない企業の回答 {wording.count(rate.others)}社）" if rate.others else ""
        )
        told.append(
            ("回収率", f"{wording.percent(rate.percent)} %（{wording.count(rate.answered)}社）{others}")
        )
    told.append(("集計した企業", f"n={wording.count(tabulation.companies)}社"))
    if tabulation.panel is not None:
        told.append(("同一企業", f"両年とも回答した{wording.count(tabulation.panel)}社だけを集計"))
    if dates := [one for one in data.firms["answered_on"] if isinstance(one, date)]:
        told.append(("回答日", f"{japanese_day(min(dates))}から{japanese_day(max(dates))}まで"))
    if before := tabulation.previous:
        told.append(("前年の調査", f"{before.survey}（n={wording.count(before.companies)}社）"))
    told.append(("作成日", japanese_day(made_on)))
    told.append(("出典", source or tabulation.survey))
    told.append(
        ("取扱い", "職員用。公表しないこと（少数の回答も表示しています）" if publication.exact else "公表用")
    )
    return tuple(told)


def japanese_day(day: date) -> str:
    """2025年10月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def method(publication: Publication, data: SurveyData) -> tuple[str, ...]:
    """The method page, a sentence or two an entry."""
    tabulation = publication.tabulation
    told = [
        "1社を1回答として数える。同じ企業から複数の回答があるときは、回答日が最も新しいもの（同じ日なら、より下の行にあるもの）を数える。",
        *_superseded(data),
        f"割合（％）の基数は、{_base_policy(data)}。選択肢にない回答、1つだけ選ぶ問いへの複数の回答は、無回答として扱う。",
        "複数回答の割合は、選んだ企業の数をその問いに答えた企業の数で割ったもので、合計は100 %を超えることがある。",
        "割合は小数第2位を四捨五入した（0.05は切り上げ、負の値は絶対値で四捨五入）。このため、単一回答の割合の合計が100 %にならないことがある。",
    ]
    if tabulation.previous:
        told.append("前年との差（ポイント）は、四捨五入する前の割合から計算し、その結果を四捨五入した。")
    if any(one.di is not None for one in tabulation.questions):
        told.append(
            "DIは、「増加」「好転」「上昇」等（「やや」を含む）の割合から、「減少」「悪化」「低下」等（「やや」を含む）の割合を引いたもの。"
            "四捨五入する前の割合から計算した。▲は負の値。"
        )
    if any(one.statistics for one in tabulation.questions):
        told.append(
            "数値の回答の四分位数は、線形補間による（R の type 7、表計算ソフトの QUARTILE.INC と同じ）。"
        )
    if tabulation.crosses:
        told.append(
            "クロス集計の割合は、行の区分ごとの企業数（n）を基数とする。検定は独立性の検定で、期待度数の小さい表では正確検定を使う。"
            f"多くの表を検定すると、関係がなくても{LEVEL:.0%}程度はp<{LEVEL}となる。"
        )
    if weighting := tabulation.weighting:
        told += _weighting(weighting, publication.exact)
    told += _hiding(publication)
    told += tabulation.notes
    return tuple(dict.fromkeys(told))


def _weighting(weighting: WeightingNote, exact: bool) -> tuple[str, ...]:
    """How answers were weighted. Weights and strata tell how many firms a group has: they are for staff alone."""
    if not exact:
        return (
            f"ウエイト集計：{weighting.method}。有効標本の大きさ {wording.count(round(weighting.effective))}（キッシュの式 (Σw)²/Σw²）。"
            "回答のない層は近い層と合わせた。業種か従業員規模が分からない、または母集団の表にない企業のウエイトは1とした。",
        )
    return (
        f"ウエイト集計：{weighting.method}（{weighting.strata}層）。有効標本の大きさ {weighting.effective:.1f}"
        f"（キッシュの式 (Σw)²/Σw²、デザイン効果 {weighting.design_effect:.2f}）。ウエイトは{weighting.smallest:.2f}から{weighting.largest:.2f}。",
        *weighting.notes,
    )


def _superseded(data: SurveyData) -> list[str]:
    left = len(data.superseded)
    return [f"このため数えなかった回答は{wording.count(left)}件。"] if left else []


def _base_policy(data: SurveyData) -> str:
    policies = {one.base for one in data.questions if one.type in ("single", "multiple")}
    if policies == {"all"}:
        return "無回答を含むすべての回答企業の数"
    if "all" in policies:
        labels = "、".join(f"「{one.label}」" for one in data.questions if one.base == "all")
        return f"その問いに答えた企業の数（{labels}は、無回答を含むすべての回答企業の数）"
    return "その問いに答えた企業の数（無回答を除く）"


def _hiding(publication: Publication) -> list[str]:
    if publication.exact:
        return [
            "この報告は職員用で、少数の回答も伏せていない。根拠の表には、各数値が数えた回答の場所（ファイル、シート、行）を示した。"
        ]
    return list(publication.reasons) or [f"{publication.threshold}社未満の数値はない。"]


# --- tests ------------------------------------------------------------------------------------------------


def test_sentences(table: CrossTable) -> tuple[str, ...]:
    """What the tests of a cross table say."""
    if table.test:
        return (_test(table.test),)
    told = [
        f"「{column}」（p{p_value(one.p_value)}）"
        for column, one in zip(table.columns, table.choice_tests, strict=False)
        if one and one.p_value < LEVEL
    ]
    if not any(table.choice_tests):
        return ()
    if not told:
        return (f"選択肢ごとの検定で、区分による差がはっきりした（p<{LEVEL}）ものはない。",)
    return (f"選択肢ごとの検定で、区分による差がはっきりした（p<{LEVEL}）もの：{'、'.join(told)}。",)


def _test(test: AssociationTest) -> str:
    figures = [f"χ²={test.statistic:.2f}"] if test.statistic is not None else []
    figures += [f"自由度{test.degrees}"] if test.degrees is not None else []
    figures += [f"p{p_value(test.p_value)}", f"クラメールのV={test.cramers_v:.2f}"]
    told = "差がある" if test.p_value < LEVEL else "差があるとはいえない"
    return f"{test.label}：{'、'.join(figures)}。区分によって{told}（有意水準5 %）。"


def p_value(value: float) -> str:
    """=0.012, <0.001."""
    return "<0.001" if value < 0.001 else f"={value:.3f}"
