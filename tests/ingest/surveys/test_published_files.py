"""What is written can be read by anybody: files are read back, together, and attacked; no word of few firms stands in any of them."""

import csv
import io
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from ingest import pipeline
from ingest.surveys.cells import CellSystem
from ingest.surveys.masks import QUARTILES_FROM
from ingest.surveys.model import Choice, SurveyData, SurveyQuestion
from ingest.surveys.pooling import OTHER, pooled
from ingest.surveys.reading import survey_data
from ingest.surveys.report_data import write_csv
from ingest.surveys.reporting import Wanted, make_report, report_of
from ingest.surveys.suppression import publishable
from ingest.surveys.tabulation import panel_of, tabulate
from ingest.surveys.weighting import poststratified
from matching.corporate import CorporateDatabase
from matching.errors import InputError

INDUSTRIES = ("金属", "機械", "電気")
REGION = {"水戸市": "県央", "笠間市": "県央", "日立市": "県北", "高萩市": "県北"}
SCALE = {"増加": 1, "不変": 0, "減少": -1}
KINDS = tuple(product(INDUSTRIES, REGION, (*SCALE, "")))
Kind = tuple[str, str, str]


def survey(
    kinds: Sequence[Kind],
    numbers: Sequence[float] = (),
    labels: Sequence[str] = tuple(SCALE),
    title: str = "t",
) -> SurveyData:
    """A survey with one question, and one of numbers where they are given."""
    firms = pd.DataFrame(
        [
            {
                "company_id": number, "name": f"n{number}", "industry": industry, "size": "4人以下", "city": city,
                "region": REGION.get(city, "不明"), "prefecture": "茨城県", "answered_on": None,
            }
            for number, (industry, city, _) in enumerate(kinds)
        ]
    )  # fmt: skip
    choices = tuple(Choice(one, direction=SCALE.get(one, -1)) for one in labels)
    questions = [SurveyQuestion("volume", "受注量", "single", choices, closed=True)]
    chosen = np.array([[one == said for one in labels] for *_, said in kinds]).reshape(
        len(kinds), len(labels)
    )
    answered = {"volume": np.asarray(chosen.any(axis=1), dtype=np.bool_)}
    told = {}
    if len(numbers):
        questions.append(SurveyQuestion("staff", "派遣人数", "number"))
        told["staff"] = np.array(numbers, dtype=np.float64)
        answered["staff"] = ~np.isnan(told["staff"])
    return SurveyData(title, tuple(questions), firms, {"volume": chosen}, told, {}, {}, answered)


# --- files together ---------------------------------------------------------------------------------------


def figures_of(data: SurveyData, by: list[str]) -> dict[tuple[str, str, str], str]:
    """What the CSV of a report by these factors says: (factor, group, figure) -> as printed."""
    report = report_of(data, tabulate(data, None, by), Wanted("t", Path("r.csv")))
    written = io.BytesIO()
    write_csv(report, written)
    found = {}
    for row in csv.reader(io.StringIO(written.getvalue().decode("utf-8-sig"))):
        if row[0] == "volume" and row[5] != "DI":
            found[row[3], row[4], row[5]] = row[6]
            found[row[3], row[4], "n"] = row[8]
    return found


def counts(kind: Kind, figure: tuple[str, str, str]) -> bool:
    factor, group, named = figure
    industry, city, said = kind
    mine = {"": "全体", "業種": industry, "市区町村": city, "地域": REGION[city]}[factor] == group
    return mine and {"n": bool(said), "無回答": not said}.get(named, named == said)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1), st.integers(8, 60), st.sampled_from([0.3, 1.0, 4.0]))
def test_the_reports_of_a_survey_together_give_no_hidden_figure_away(
    seed: int, firms: int, evenness: float
) -> None:
    """One by industry, one by municipality, one by region: whoever has all of them knows all firms and no small figure."""
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(KINDS), firms, p=rng.dirichlet(np.full(len(KINDS), evenness)))
    data, _ = pooled(survey([KINDS[place] for place in drawn]), None, 1)
    shown: dict[tuple[str, str, str], str] = {}
    for by in (["industry"], ["city"], ["region"], ["region", "city"]):
        for figure, printed in figures_of(data, by).items():
            if shown.get(figure, "x") == "x":
                shown[figure] = printed
    known = [([1.0] * len(KINDS), firms)]
    known += [
        ([float(counts(kind, one)) for kind in KINDS], int(text))
        for one, text in shown.items()
        if text != "x"
    ]
    rows = np.array([weights for weights, _ in known])
    values = np.array([float(value) for _, value in known])
    for figure, printed in shown.items():
        weights = np.array([float(counts(kind, figure)) for kind in KINDS])
        if printed == "x":
            low, high = (
                sign * milp(sign * weights, integrality=np.ones(len(KINDS)), bounds=Bounds(0, np.inf),
                            constraints=LinearConstraint(rows, values, values)).fun
                for sign in (1.0, -1.0)
            )  # fmt: skip
            assert round(low) < round(high), figure
        elif figure[2] != "無回答":
            assert int(printed) == 0 or int(printed) >= 3, figure


def test_a_report_by_region_hides_what_one_by_municipality_needs() -> None:
    """日立 2 of 県北 11: hidden with 高萩 9, though only regions or only municipalities are asked for."""
    places = {"日立市": 2, "高萩市": 9, "水戸市": 4, "笠間市": 12}
    kinds = [("金属", city, ("増加", "減少")[n % 2]) for city, count in places.items() for n in range(count)]
    by_city, by_region = (figures_of(survey(kinds), [one]) for one in ("city", "region"))
    assert by_region["地域", "県北", "n"] == "11"
    assert (by_city["市区町村", "日立市", "n"], by_city["市区町村", "高萩市", "n"]) == ("x", "x")


def test_where_no_cheap_way_is_found_all_of_the_table_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = [("金属", "水戸市", "増加")] * 2 + [("金属", "水戸市", "減少")] * 9
    kinds += [("機械", "水戸市", said) for said in SCALE for _ in range(8)]
    data = survey(kinds)
    tabulation = tabulate(data, None, ["industry"])
    monkeypatch.setattr(CellSystem, "reach", lambda *_: 0)
    (mask,) = publishable(tabulation, data=data).crosses
    assert mask.cells.all()


def test_fewer_firms_than_the_threshold_are_no_report() -> None:
    data = survey([("金属", "水戸市", "増加")] * 2)
    with pytest.raises(InputError, match="3社未満"):
        publishable(tabulate(data), data=data)


# --- last year, panels ------------------------------------------------------------------------------------


def test_a_choice_that_was_dropped_cannot_be_had_from_last_years_others() -> None:
    now = survey([("金属", "水戸市", said) for said in ("増加", "減少") for _ in range(20)])
    said = ["増加"] * 19 + ["やや減少"] + ["減少"] * 20
    before = survey(
        [("金属", "水戸市", one) for one in said], labels=("増加", "やや減少", "減少"), title="前年"
    )
    tabulation = tabulate(now, before)
    (figures,) = tabulation.questions
    assert [one.label for one in figures.dropped] == ["やや減少"]
    mask = publishable(tabulation, data=now).questions["volume"]
    # 増加 + (やや減少 + 減少) = 40; the DI tells 増加 - (やや減少 + 減少): 減少 has to go
    assert mask.previous.tolist() == [False, False, True]
    assert not mask.options.any()


def test_a_panel_hides_what_all_firms_figures_would_give_away() -> None:
    """All firms: 増加 20, 減少 20, 不変 20. Outside the panel are 5 firms, one of which said 増加."""
    kinds = [("金属", "水戸市", said) for said in SCALE for _ in range(20)]
    data = survey(kinds)
    inside = np.array([n not in (0, 20, 21, 22, 23) for n in range(60)])
    before = survey(
        [kinds[n] for n in np.flatnonzero(inside)] + [("金属", "水戸市", "不変")] * 4, title="前年"
    )
    before.firms["company_id"] = [*np.flatnonzero(inside), 90, 91, 92, 93]
    now, then = panel_of(data, before)
    panel, whole = tabulate(now, then, panel=True), tabulate(data, before)
    assert not publishable(panel, data=now).questions["volume"].options.any()
    mask = publishable(panel, data=now, whole=whole).questions["volume"]
    assert mask.options[0]
    assert mask.options.sum() > 1


def test_a_panel_that_few_firms_are_outside_of_is_refused(db: CorporateDatabase, tmp_path: Path) -> None:
    for title, firms in (("受注企業実態調査R7", 20), ("受注企業実態調査R8", 21)):
        lines = [f"架空{n:02d}製作所,茨城県日立市,{'増加' if n % 2 else '減少'}" for n in range(firms)]
        path = tmp_path / f"{title}.csv"
        path.write_text("企業名,所在地,受注量\n" + "\n".join(lines), encoding="utf-8")
        assert pipeline.run(path, db, survey=title).error is None
    wanted = Wanted("受注企業実態調査R8", tmp_path / "r.csv", "受注企業実態調査R7", panel=True)
    with pytest.raises(InputError, match="3社未満"):
        make_report(db, wanted)
    make_report(db, Wanted("受注企業実態調査R8", tmp_path / "r.csv", wanted.previous, panel=True, exact=True))


# --- numbers, weights -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers", [[0.0] * 12, [*[5.0] * 10, 10.0, 1000.0]], ids=["all the same", "one is nearly the sum"]
)
def test_a_mean_that_tells_a_firms_number_is_hidden_with_another_group(numbers: list[float]) -> None:
    kinds = [("金属", "水戸市", "増加")] * 12 + [("機械", "水戸市", "減少")] * 20
    kinds += [("電気", "水戸市", "不変")] * 30
    data = survey(kinds, [*numbers, *range(40, 60), *range(40, 70)])
    publication = publishable(tabulate(data, None, ["industry"]), data=data)
    (mask,) = [
        mask
        for table, mask in zip(publication.tabulation.crosses, publication.crosses, strict=True)
        if table.question == "staff"
    ]
    (table,) = [one for one in publication.tabulation.crosses if one.question == "staff"]
    hidden = dict(zip(table.rows, mask.statistics.tolist(), strict=True))
    assert hidden["金属"]
    assert sum(hidden.values()) == 2
    assert len(kinds) > QUARTILES_FROM
    assert mask.quartiles[table.rows.index("金属")]


def test_weighted_percentages_and_counts_of_strata_are_not_beside_hidden_cells() -> None:
    layout = {"金属": (2, 18), "機械": (5, 15), "電気": (15, 15)}
    kinds = [(name, "水戸市", said) for name, pair in layout.items()
             for said, count in zip(("増加", "減少"), pair, strict=True) for _ in range(count)]  # fmt: skip
    kinds.append(("航空", "水戸市", "減少"))
    data = survey(kinds)
    strata = [(industry, "4人以下") for industry, *_ in kinds]
    weights, note = poststratified(
        strata, {(name, "4人以下"): n for name, n in zip(layout, (100, 400, 30), strict=True)}
    )
    assert any("航空" in one for one in note.notes)
    tabulation = tabulate(data, None, [], weights, weighting=note)
    report = report_of(data, tabulation, Wanted("t", Path("r.csv")))
    (section,) = report.sections
    assert [row[-1].text for row in section.tables[0].rows[:3]] == ["x"] * 3
    assert not any(one in sentence for one in ("航空", "回答1社", "ない1社") for sentence in report.method)


# --- what firms wrote -------------------------------------------------------------------------------------

HEADINGS = "登録番号,企業名,所在地,業種,従業員数,収益性,経営上の課題（複数回答）,ご意見・ご要望"
ROWS = (
    "A1,株式会社甲,茨城県水戸市,金属製品,12,悪くなった,受注量の確保,受注が減って困っている",
    "A2,株式会社乙,茨城県水戸市,金属製品,30,悪くなった,受注量の確保・人材,受注量が減って苦しい。つくばのサクラ製缶に切られた",
    "A3,株式会社丙,茨城県日立市,金属製品,8,変わらない,株式会社日立太郎部品との取引停止（担当 山田 029-123-4567）,受注が減っている",
    "A4,株式会社丁,茨城県日立市,一般機械,55,良くなった,単価,",
    "A5,株式会社戊,茨城県つくば市,一般機械,3,田中社長が倒れたため不明,受注量の確保,特になし",
    "A6,株式会社己,茨城県つくば市,電気機械,90,悪くなった,受注量の確保,受注減少。斉藤まで電話ください",
    "A7,株式会社庚,茨城県つくば市,ロケット噴射部品,20,悪くなった,受注量の確保,",
    "A8,株式会社辛,茨城県つくば市,電気機械,20,悪くなった,受注量の確保,",
)
TITLE = "受注企業実態調査 2025"


@pytest.fixture
def written(db: CorporateDatabase, tmp_path: Path) -> CorporateDatabase:
    path = tmp_path / "s.csv"
    path.write_text("\n".join([HEADINGS, *ROWS]), encoding="utf-8")
    assert pipeline.run(path, db, survey=TITLE).error is None
    return db


def test_an_answer_that_no_list_has_is_no_answer(written: CorporateDatabase) -> None:
    (asked,) = [one for one in tabulate(survey_data(written, TITLE)).questions if one.id == "profitability"]
    assert (asked.base, asked.no_answer) == (7, 1)
    assert [(one.label, one.percent) for one in asked.options][-1] == ("悪くなった", 71.4)
    assert any("1件" in note for note in asked.notes)


def text_of(path: Path) -> str:
    if path.suffix == ".xlsx":
        rows = (row for page in openpyxl.load_workbook(path) for row in page.iter_rows(values_only=True))
        return "\n".join(str(cell) for row in rows for cell in row if cell is not None)
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        return "\n".join([*(one.text for one in document.paragraphs), *cells])
    return path.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("kind", ["xlsx", "docx", "csv", "json"])
def test_no_word_of_few_firms_stands_in_a_published_file(
    written: CorporateDatabase, tmp_path: Path, kind: str
) -> None:
    out = tmp_path / f"r.{kind}"
    make_report(written, Wanted(TITLE, out, by=("業種", "市区町村")))
    text = text_of(out)
    for words in ("ロケット", "日立太郎", "山田", "029-123-4567", "田中", "サクラ", "斉藤", "切られた"):
        assert words not in text, words
    assert OTHER in text
    assert "金属製品" in text


def test_examples_are_published_where_somebody_has_read_them(
    written: CorporateDatabase, tmp_path: Path
) -> None:
    staff = make_report(written, Wanted(TITLE, tmp_path / "a.json", exact=True))
    chosen = make_report(written, Wanted(TITLE, tmp_path / "b.json", examples=True))
    plain = make_report(written, Wanted(TITLE, tmp_path / "c.json"))
    told = [[one.examples for one in report.sections if one.examples] for report in (staff, chosen, plain)]
    assert told[0]
    assert told[1]
    assert not told[2]


def test_what_few_wrote_is_one_choice_and_what_enough_wrote_in_either_year_stays() -> None:
    def year(title: str, **written: int) -> SurveyData:
        said = [label for label, count in written.items() for _ in range(count)]
        data = survey([("金属", "水戸市", one) for one in said], labels=tuple(written), title=title)
        (asked,) = data.questions
        choices = tuple(Choice(one, listed=one in SCALE) for one in written)
        return SurveyData(
            title, (SurveyQuestion(asked.id, asked.label, "multiple", choices),), data.firms, data.chosen,
            {}, {}, {}, data.answered,
        )  # fmt: skip

    now, before = pooled(year("今年", 増加=5, 甲=3, 乙=1, 丙=2), year("前年", 増加=5, 甲=1, 乙=2, 丁=4), 3)
    assert before is not None
    shown = [
        [
            (one.label, int(count))
            for one, count in zip(data.questions[0].choices, data.chosen["volume"].sum(axis=0), strict=True)
        ]
        for data in (now, before)
    ]
    assert shown == [
        [("増加", 5), ("甲", 3), (OTHER, 3)],
        [("増加", 5), ("甲", 1), ("丁", 4), (OTHER, 2)],
    ]
