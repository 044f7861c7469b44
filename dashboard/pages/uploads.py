"""取込: files handed in, what was read of them, corrections, issues at their cells, taking in and back; forms to send out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

import streamlit as st

from dashboard import components, handing, markup, paging, upload_tables
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.survey_markup import STYLE, facts
from dashboard.wording import surveys as wording
from ingest.desk import SurveyDesk
from ingest.surveys.survey_desk import SurveyFigures
from ingest.upload_desk import UploadDesk
from ingest.uploads import CHECKED, TAKEN_IN, UNREADABLE, Choice, Upload
from matching.desk import Desk
from matching.errors import JuhatchuError, NotFound, UnreadableFile

_PORTION = 25
# Sheet -> its first rows, each with its number and its cells.
Tops = dict[str, list[dict[str, object]]]
_READINGS = 20


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        surveys = SurveyDesk(desk)
        st.html(STYLE)
        components.header(wording.UPLOADS, wording.UPLOADS_ABOUT, wording.UPLOADS_HELP)
        _hand_in(surveys.uploads)
        uploads = surveys.uploads.all()
        if uploads:
            _overview(desk, surveys.uploads, uploads)
            _one(desk, surveys, uploads)
        else:
            components.empty_state(wording.NO_UPLOADS, wording.NO_UPLOADS_TODO)
        _history(desk, surveys.uploads)
        _templates(surveys)


def _hand_in(files: UploadDesk) -> None:
    turn = st.session_state.setdefault("uploads_turn", 0)
    given = st.file_uploader(wording.PUT_FILES, accept_multiple_files=True, key=f"files_{turn}")
    if not given:
        return
    added, refused = [], []
    for file in given:
        with st.spinner(file.name):
            try:
                added.append(files.add(file.name, file.getvalue()))
            except JuhatchuError as error:
                refused.append(str(error))
    if not added:
        st.error(" ".join(refused))
        return
    # The box is emptied, so that no later run hands the same files in again; what was refused is said until it is closed.
    st.session_state["uploads_turn"] = turn + 1
    st.session_state["upload_wanted"] = added[0].id
    components.done(wording.handed_in(len(added), refused))
    st.rerun()


def _overview(desk: Desk, files: UploadDesk, uploads: list[Upload]) -> None:
    names = desk.accounts.names({one.owner for one in uploads})
    gists = _gists(files, uploads)
    st.html(upload_tables.overview(uploads, gists, names))
    ready = upload_tables.in_turn((one for one in uploads if one.state == CHECKED), gists)
    if len(ready) > 1 and st.button(
        wording.COMMIT_ALL, key="commit_all", icon=":material/library_add_check:"
    ):
        with words_of_errors():
            done = [files.commit(one.id) for one in ready]
            batches = [one.batch for one in done if one.batch]
            begun = [one.name for one in done if not one.batch]
            components.done(wording.committed(len(batches), begun), _undo(batches))
            st.rerun()


def _gists(files: UploadDesk, uploads: list[Upload]) -> dict[str, upload_tables.Gist]:
    """What the list tells of each report, read once for each version of an upload: a report with all its issues is large."""
    kept: dict[tuple[str, int], upload_tables.Gist] = st.session_state.get("upload_gists", {})
    told = {}
    for one in uploads:
        known = kept.get((one.id, one.version))
        told[one.id, one.version] = known or upload_tables.gist(files.report(one.id))
    st.session_state["upload_gists"] = told
    return {upload: gist for (upload, _), gist in told.items()}


def _undo(batches: list[int]) -> Callable[[Desk], None] | None:
    def back(desk: Desk) -> None:
        for batch in reversed(batches):  # the later ones may build on the earlier
            SurveyDesk(desk).uploads.undo(batch)

    return back if batches else None


def _one(desk: Desk, surveys: SurveyDesk, uploads: list[Upload]) -> None:
    files = surveys.uploads
    known = {one.id: one for one in uploads}
    wanted = st.session_state.pop("upload_wanted", None) or st.session_state.get("upload")
    if wanted in known:
        # Set in every run: a file's label changes with its state, and the box would fall back to the first one.
        st.session_state["upload"] = wanted
    else:
        st.session_state.pop("upload", None)
    labels = upload_tables.upload_names(uploads)
    chosen = known[
        st.selectbox(wording.WHICH_UPLOAD, list(known), key="upload", format_func=labels.__getitem__)
    ]
    if chosen.job_id is not None:
        with suppress(
            NotFound
        ):  # a colleague's long work is the colleague's to watch and to stop; the file is everybody's
            components.job_progress(desk, chosen.job_id)
        chosen = files.get(chosen.id)
    report = files.report(chosen.id)
    if chosen.state == UNREADABLE:
        st.error(wording.UNREADABLE)
        reasons = [one["message"] for one in report["issues"] if one["severity"] == "error"] if report else []
        if reasons:
            st.html(markup.listed(reasons))
        else:
            st.caption(wording.UNREADABLE_TODO)
    elif chosen.state == TAKEN_IN:
        st.success(wording.TAKEN_IN)
    _deeds(files, chosen)
    if report is None:
        return
    if chosen.state == UNREADABLE:
        with words_of_errors():
            _reading(files, chosen, report)
        return
    # The server knows which one is open: a run that ends while somebody turns to another one doesn't turn back.
    result, reading, issues = st.tabs(
        [wording.TAB_RESULT, wording.TAB_READING, wording.TAB_ISSUES],
        key=f"tabs_{chosen.id}",
        on_change="rerun",
    )
    with result:
        _result(surveys.surveys, report)
    with reading, words_of_errors():
        _reading(files, chosen, report)
    with issues, words_of_errors():
        _issues(files, chosen, report)


def _deeds(files: UploadDesk, chosen: Upload) -> None:
    # By the file: where a colleague took off the one that was chosen, another one stands here by the time that the press arrives.
    with st.container(horizontal=True):
        if chosen.state == CHECKED and st.button(
            wording.COMMIT, key=f"commit_{chosen.id}", type="primary", icon=":material/library_add_check:"
        ):
            with words_of_errors():
                done = files.commit(chosen.id)
                said = wording.committed(1) if done.batch else wording.begun(done.name)
                components.done(said, _undo([done.batch] if done.batch else []))
                st.rerun()
        if st.button(wording.REMOVE, key=f"remove_upload_{chosen.id}", icon=":material/close:"):
            with words_of_errors():
                files.remove(chosen.id)
                components.done(wording.REMOVED)
                st.rerun()


def _result(surveys: SurveyFigures, report: dict[str, object]) -> None:
    st.html(facts(upload_tables.counts(report)))
    if isinstance(batch := report["corrects"], int):
        st.info(wording.corrects(batch))
    if isinstance(survey := report["survey"], str):
        st.info(wording.belongs(survey, [title for title, _ in surveys.titles()]))
    st.html(upload_tables.sheets(report))
    changes, more = upload_tables.changes(report)
    if changes:
        st.html(changes)
    if more:
        st.caption(more)


def _reading(files: UploadDesk, chosen: Upload, report: dict[str, object]) -> None:
    kinds = files.kinds()
    fields = files.fields(str(report["kind"]))
    tops = _tops(files, chosen)
    if chosen.state == UNREADABLE and not tops:
        return
    st.markdown(wording.READING_ABOUT if chosen.state != UNREADABLE else wording.HEADINGS_ABOUT)
    with st.form(f"reading_{chosen.id}"):
        headings = _heading_rows(chosen, report, tops)
        kind = st.selectbox(
            wording.KIND,
            list(kinds),
            index=list(kinds).index(chosen.choice.kind),
            format_func=lambda key: kinds[key],
        )
        survey = st.text_input(wording.SURVEY_TITLE, chosen.choice.survey or str(report["survey"] or ""))
        st.caption(wording.SURVEY_TITLE_HELP)
        picked = {
            heading: st.selectbox(
                markup.plain(f"{heading}　→　{now}"),
                [None, "", *fields],
                format_func=partial(_offered, fields),
                key=f"column_{chosen.id}_{chosen.version}_{place}",
            )
            for place, (heading, now) in enumerate(upload_tables.headings(report, fields))
        }
        if st.form_submit_button(wording.READ_AGAIN, type="primary", disabled=chosen.state == TAKEN_IN):
            columns = {**chosen.choice.columns, **upload_tables.corrected(picked)}
            files.check(chosen.id, Choice(str(kind), survey.strip(), columns, headings), chosen.version)
            components.done(wording.READ_ANEW)
            st.rerun()


def _offered(fields: Mapping[str, str], key: str | None) -> str:
    """What a column may be read as, called as where it was read."""
    if key is None:
        return wording.AS_READ
    return upload_tables.field_label(key, fields) if key else wording.TO_NOTES


def _tops(files: UploadDesk, chosen: Upload) -> Tops:
    """The first rows of each sheet, once somebody wants to point at the headings: for that the file is opened again."""
    wanted = chosen.state == UNREADABLE or bool(chosen.choice.headings)
    if not wanted and not st.checkbox(wording.POINT_AT_HEADINGS, key=f"point_{chosen.id}"):
        return {}
    kept = st.session_state.get("upload_tops")
    if kept is None or kept[0] != chosen.id:
        try:
            kept = (chosen.id, files.tops(chosen.id))
        except UnreadableFile:
            kept = (chosen.id, {})  # why has been said
        st.session_state["upload_tops"] = kept
    found: Tops = kept[1]
    return found


def _heading_rows(chosen: Upload, report: Mapping[str, object], tops: Tops) -> dict[str, int]:
    """Sheet -> the row in which its headings begin, as a person points at it."""
    told: dict[str, int] = {}
    found = upload_tables.heading_rows(report)
    for place, (sheet, rows) in enumerate(tops.items()):
        names = {0: wording.found_itself(found.get(sheet, "")), **upload_tables.row_names(rows)}
        stands = chosen.choice.headings.get(sheet, 0)
        row = st.selectbox(
            markup.plain(wording.heading_row(sheet)),
            list(names),
            index=list(names).index(stands) if stands in names else 0,
            format_func=names.__getitem__,
            key=f"heading_{chosen.id}_{chosen.version}_{place}",
        )
        if row:
            told[sheet] = row
    return told


def _issues(files: UploadDesk, chosen: Upload, report: dict[str, object]) -> None:
    if not report["issues"]:
        st.success(wording.NO_ISSUES)
        return
    first, second = st.columns(2)
    severity = first.selectbox(
        wording.SEVERITY,
        list(wording.SEVERITIES),
        format_func=lambda key: wording.SEVERITIES[key],
        key="severity",
    )
    codes = upload_tables.codes(report, severity)
    if st.session_state.get("code") not in ("", *codes):
        st.session_state.pop("code", None)
    code = second.selectbox(
        wording.CODE, ["", *codes], format_func=lambda key: codes.get(key, wording.ALL_CODES), key="code"
    )
    asked = (chosen.id, severity, code)
    after = (
        st.session_state["issues_after"][1]
        if st.session_state.get("issues_after", (None,))[0] == asked
        else 0
    )
    found, following = files.issues(chosen.id, severity, code, _PORTION, after)
    _at_its_cell(files, chosen, found, after)
    st.html(upload_tables.issues(found, after))
    with st.container(horizontal=True):
        if following is not None:
            st.button(wording.NEXT_ISSUES, key="issues_next", on_click=_turn_to, args=(asked, following))
        if after:
            st.button(wording.FIRST_ISSUES, key="issues_first", on_click=_turn_to, args=(asked, 0))
        handing.offer(wording.MARKED, lambda: files.marked(chosen.id), "marked", (chosen.id, chosen.version))


def _turn_to(asked: tuple[str, str, str], after: int) -> None:
    st.session_state["issues_after"] = (asked, after)


def _at_its_cell(files: UploadDesk, chosen: Upload, found: list[dict[str, object]], after: int) -> None:
    names = upload_tables.issue_names(found, after)
    if not names:
        return
    index = st.selectbox(
        wording.WHICH_ISSUE,
        [None, *names],
        format_func=lambda one: wording.NOT_SHOWN_ISSUE if one is None else names[one],
        key=f"issue_{chosen.id}",
    )
    if index is None or index >= len(found):
        return
    issue = found[index]
    row = int(str(issue["row"]))
    st.html(_sheet_around(files, chosen, issue, row))
    st.caption(markup.plain(str(issue["message"])))


def _sheet_around(files: UploadDesk, chosen: Upload, issue: dict[str, object], row: int) -> str:
    """The rows around an issue, read once for each that is chosen: for that the file is opened."""
    asked = (chosen.id, chosen.version, issue)
    kept = st.session_state.get("upload_around")
    if kept is None or kept[0] != asked:
        rows = files.around(chosen.id, str(issue["sheet"]), row)
        kept = (asked, upload_tables.around(rows, row, files.faulty_column(chosen.id, issue)))
        st.session_state["upload_around"] = kept
    return str(kept[1])


def _history(desk: Desk, files: UploadDesk) -> None:
    st.header(wording.HISTORY, anchor=False)
    batches = files.batches()
    if not batches:
        components.empty_state(wording.NO_HISTORY)
        return
    shown = paging.begun("readings", batches, _READINGS)
    st.html(upload_tables.history(shown, desk.accounts.names({one.person for one in shown})))
    paging.more("readings", batches, _READINGS)
    standing = {one.id: one for one in shown if one.undone_at is None}
    if not standing:
        return
    # By all that stand: once one was taken back, a second press would be for the next one.
    with st.form(f"undo_{'_'.join(map(str, standing))}"):
        which = st.selectbox(
            wording.WHICH_BATCH,
            list(standing),
            format_func=lambda key: upload_tables.batch_name(standing[key]),
            key="undo_which",
        )
        if st.form_submit_button(wording.UNDO_BATCH, icon=":material/undo:"):
            with words_of_errors():
                files.undo(which)
                components.done(wording.undone(which))
                st.rerun()


def _templates(surveys: SurveyDesk) -> None:
    st.header(wording.TEMPLATES, anchor=False)
    st.caption(wording.TEMPLATES_ABOUT)
    with st.container(horizontal=True):
        for kind, name in surveys.files.templates().items():
            handing.offer(name, lambda kind=kind: surveys.files.template(kind), f"form_{kind}")  # type: ignore[misc]


show()
