"""What a report says to other programs and of itself: CSV, JSON, charts of what wasn't offered, the document's properties."""

import csv
import io
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from docx import Document

from ingest.surveys import report_docx
from ingest.surveys.model import FIRM_COLUMNS, Choice, SurveyData, SurveyQuestion
from ingest.surveys.publication import Publication, open_publication
from ingest.surveys.report import build
from ingest.surveys.report_data import write_csv, write_json
from ingest.surveys.report_parts import Options, Report
from ingest.surveys.shapes import tabulation_json
from ingest.surveys.suppression import publishable
from ingest.surveys.tabulation import tabulate

FIRMS = 40


def survey(title: str, labels: str) -> SurveyData:
    """Firms that take the choices in turn; the last choice twice only."""
    columns = dict.fromkeys(FIRM_COLUMNS, "不明") | {
        "company_id": range(FIRMS),
        "industry": ["金属", "機械"] * 20,
    }
    question = SurveyQuestion(
        "q", "景気", "multiple", tuple(map(Choice, labels.split())), "景気", closed=True
    )
    last = len(question.choices) - 1
    rows = np.arange(FIRMS)
    taken = np.where(rows < 2, last, rows % max(last, 1))
    chosen = np.eye(last + 1, dtype=np.bool_)[taken]
    number = SurveyQuestion("n", "人数", "number", wording="人数")
    return SurveyData(
        title, (question, number), pd.DataFrame(columns), {"q": chosen}, {"n": rows.astype(np.float64)},
        answered={"q": np.ones(FIRMS, dtype=np.bool_), "n": np.ones(FIRMS, dtype=np.bool_)},
    )  # fmt: skip


def report(exact: bool) -> Report:
    data, previous = survey("今年", "=良い 普通 悪い 不明"), survey("前年", "=良い 普通 悪い")
    figures = tabulate(data, previous, ["industry"])
    publication: Publication = open_publication(figures) if exact else publishable(figures, 3, data=data)
    return build(publication, data, Options("題", "県", date(2026, 11, 22)))


def test_json_is_the_shape_of_tabulate_with_what_is_hidden_as_null() -> None:
    for exact in (True, False):
        told = report(exact)
        stream = io.BytesIO()
        write_json(told, stream)
        found = json.loads(stream.getvalue())
        staff = tabulation_json(told.publication.tabulation)
        assert staff.keys() < found.keys()
        if exact:
            assert {key: found[key] for key in staff} == json.loads(json.dumps(staff))
        else:
            few = found["questions"][0]["options"][3]
            assert (few["label"], few["count"], few["percent"], few["hidden"]) == ("不明", None, None, True)
        assert found["crosses"][1]["rows"][0]["statistics"]["mean"] is not None
        assert found["questions"][0]["previous"]["base"] == FIRMS


def test_csv_marks_only_what_is_hidden_and_no_label_is_a_formula() -> None:
    stream = io.BytesIO()
    write_csv(report(exact=False), stream)
    rows = [row for row in csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"))) if len(row) == 11]
    [few] = [row for row in rows if row[:1] == ["q"] and row[4:6] == ["全体", "不明"]]
    assert few[6:8] == ["x", "x"]
    assert few[9:] == ["", ""]  # it could not be chosen last year: nothing is hidden there
    assert {row[5] for row in rows if "良い" in row[5]} == {"'=良い"}
    assert {row[4] for row in rows if row[0] == "n" and row[5] == "平均"} == {"全体", "金属", "機械"}


def test_a_choice_that_last_year_did_not_offer_has_no_bar() -> None:
    picture = report(exact=True).sections[0].picture
    assert picture is not None
    now, before = picture.chart.series
    assert (now.absent, before.absent) == (frozenset(), frozenset({"不明"}))


@pytest.mark.parametrize("heading", ["題", "別の題"])
def test_the_document_says_who_made_it_and_when(heading: str) -> None:
    stream = io.BytesIO()
    report_docx.write(replace(report(exact=True), title=heading), stream)
    told = Document(stream).core_properties
    assert (told.title, told.author, told.comments) == (heading, "県", "")
    assert told.created is not None
    assert told.created.date() == date(2026, 11, 22) == told.modified.date()


def test_last_years_means_stand_in_the_csv_beside_this_years() -> None:
    stream = io.BytesIO()
    write_csv(report(True), stream)
    rows = [row for row in csv.reader(io.StringIO(stream.getvalue().decode("utf-8-sig"))) if len(row) == 11]
    (mean,) = (row for row in rows if row[0] == "n" and row[4] == "全体" and row[5] == "平均")
    assert mean[6:] == ["19.5", "", "40", "19.5", "0.0"]  # 0..39 in both years
