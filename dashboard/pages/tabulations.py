"""集計: a survey's figures with bars, against another year, cut by groups; what is hidden, said; reports."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import components, handing, survey_tables
from dashboard.resources import current_desk, errors_in_words
from dashboard.survey_markup import STYLE
from dashboard.wording import surveys as wording
from ingest.desk import SurveyDesk
from ingest.surveys.survey_desk import Cut, SurveyFigures
from matching.corporate.access import extent
from matching.desk import Desk


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        surveys = SurveyDesk(desk)
        st.html(STYLE)
        components.header(wording.TABULATIONS, wording.TABULATIONS_ABOUT, wording.TABULATIONS_HELP)
        titles = [title for title, _ in surveys.surveys.titles()]
        if not titles:
            hands_in = extent(desk.viewer, "upload", "make") is not None
            components.empty_state(
                wording.NO_SURVEYS, wording.NO_SURVEYS_TODO if hands_in else wording.NO_SURVEYS_WAIT
            )
            return
        title, asked = _asked(surveys.surveys, titles)
        with st.spinner(wording.COUNTING):
            told = surveys.surveys.tabulation(title, asked)
        _figures(surveys.surveys, told, asked)
        if extent(desk.viewer, "tabulation", "export"):
            _reports(desk, surveys.surveys, title, asked)
        if extent(desk.viewer, "survey", "export"):
            handing.offer(
                wording.EXPORT_SURVEY,
                lambda: surveys.files.export(title),
                "answers",
                (title, desk.db.revision()),
            )


def _asked(surveys: SurveyFigures, titles: list[str]) -> tuple[str, Cut]:
    linked = st.query_params.get("survey", "")
    start = titles.index(linked if linked in titles else survey_tables.newest(titles))
    first, second, third = st.columns(3)
    title = first.selectbox(wording.SURVEY, titles, index=start, key="survey")
    usual = surveys.previous_of(title)
    # What may be published is published in comparison with one survey alone.
    exact = surveys.exact()
    others = ["", *(one for one in titles if one != title)] if exact else [usual]
    previous = second.selectbox(
        wording.PREVIOUS,
        others,
        index=others.index(usual),
        format_func=lambda one: one or wording.NO_PREVIOUS,
        key=f"previous_{title}",
    )
    plain = surveys.tabulation(title, Cut()) if exact else {"questions": []}
    groups = survey_tables.groupings(surveys.factors(), plain, exact=exact)
    by = third.multiselect(
        wording.BY,
        list(groups),
        format_func=lambda key: groups[key],
        key=f"by_{title}",
        placeholder=wording.NONE,
    )
    panel, weight = _for_staff() if exact else (False, None)
    return title, survey_tables.cut(previous, by, panel=panel, weight=weight)


def _for_staff() -> tuple[bool, bytes | None]:
    with st.expander(wording.FOR_STAFF, icon=":material/tune:"):
        panel = st.checkbox(wording.PANEL, key="panel")
        frame = st.file_uploader(wording.WEIGHT, key="weight")
    return panel, frame.getvalue() if frame else None


def _figures(surveys: SurveyFigures, told: dict[str, Any], asked: Cut) -> None:
    if told["suppressed_below"]:
        st.info(wording.suppressed(told["suppressed_below"], told["hidden"]))
    else:
        st.warning(wording.EXACT)
    st.html(survey_tables.heading(told))
    for note in told.get("notes", ()):
        st.caption(note)
    labels = {one["id"]: one["label"] for one in told["questions"]}
    chosen = st.selectbox(
        wording.QUESTION,
        ["", *labels],
        format_func=lambda key: labels.get(key, wording.ALL_QUESTIONS),
        key=f"question_{told['survey']}",
    )
    if asked.previous:
        st.html(survey_tables.legend(asked.previous))
    themes = surveys.themes(told["survey"])
    factors = surveys.factors()
    for one in told["questions"]:
        if chosen in ("", one["id"]):
            st.html(
                survey_tables.question(one, compared=bool(asked.previous))
                + (survey_tables.themes(themes[one["id"]]) if themes.get(one["id"]) else "")
                + survey_tables.crosses(told, one["id"], factors)
            )


def _reports(desk: Desk, surveys: SurveyFigures, title: str, asked: Cut) -> None:
    st.header(wording.REPORTS, anchor=False)
    st.caption(wording.REPORT_ABOUT)
    first, second, third = st.columns(3)
    form = first.selectbox(
        wording.FORMAT,
        list(wording.FORMATS),
        format_func=lambda key: wording.FORMATS[key],
        key="report_format",
    )
    heading = second.text_input(wording.REPORT_HEADING, title, key=f"report_heading_{title}", max_chars=100)
    source = third.text_input(
        wording.REPORT_SOURCE, key="report_source", max_chars=100, placeholder=wording.REPORT_SOURCE_HINT
    )
    exact = examples = False
    if surveys.exact():
        exact = st.checkbox(wording.STAFF_COPY, key="report_exact")
        examples = st.checkbox(wording.EXAMPLES, key="report_examples")
    of = (title, asked, form, heading, source, exact, examples, desk.db.revision())
    handing.offer(
        wording.MAKE_REPORT,
        lambda: surveys.report(
            title, form, asked, heading=heading, source=source, exact=exact, examples=examples
        ),
        "report",
        of,
    )


show()
