"""自社の登録: a supplier looks through its own profile step by step, sees what is read in it and which orders it brings, and sends it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import components, firm_form, firm_forms, firm_tables
from dashboard.case_look import STYLE
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import firms as form_wording
from dashboard.wording import own as wording
from dashboard.wording import shell
from matching.corporate.case_rows import DraftView
from matching.corporate.draft_states import OPEN, RETURNED, SUBMITTED
from matching.corporate.profile_checks import Fault
from matching.desk import Desk
from matching.errors import JuhatchuError

_FORM = "own"
_STEP = "own_step"
_TURNED = "own_turned"
# A page keeps its place when its content changes: after a step's end the next one would open at its own.
_TO_TOP = "<script>setTimeout(() => document.querySelector('.stMain')?.scrollTo(0, 0), 200) /* {} */</script>"


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    with errors_in_words():
        desk = current_desk()
        components.header(wording.PROFILE_TITLE, wording.PROFILE_ABOUT, wording.PROFILE_HELP)
        firm_id = desk.viewer.supplier_id
        draft = next(iter(desk.registrations.drafts(states=OPEN, limit=1)), None)
        if draft is not None:
            draft = desk.registrations.draft(draft.id)
        if firm_id is not None:
            _confirmation(desk, firm_id, draft)
        elif draft is None:
            st.info(wording.NEW_FIRM)
        _to_top()
        if draft is not None and draft.state == SUBMITTED:
            _waiting(desk, draft)
            return
        _begun(desk, draft)
        _steps(desk, firm_id, draft)


def _to_top() -> None:
    """Show the page from its top, once after a button at its end led to another step."""
    turned, shown = st.session_state.get(_TURNED, 0), st.session_state.get("own_turned_shown", 0)
    if turned != shown:
        st.session_state["own_turned_shown"] = turned
        # The number makes it another script each time: the same one isn't run again.
        st.html(_TO_TOP.format(turned), unsafe_allow_javascript=True)


def _confirmation(desk: Desk, firm_id: int, draft: DraftView | None) -> None:
    found = desk.registrations.confirmation(firm_id)
    day = shell.date_ja(found.confirmed_on) if found.confirmed_on else form_wording.NEVER
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.text(wording.confirmation(day, found.state), width="stretch")
        if draft is None and st.button(
            wording.NOTHING_CHANGED, key="own_confirm", icon=":material/verified:"
        ):
            desk.registrations.confirm(firm_id)
            components.done(wording.CONFIRMED)
            st.rerun()


def _waiting(desk: Desk, draft: DraftView) -> None:
    st.info(wording.SUBMITTED)
    st.html(firm_tables.told(desk.registrations.differences(draft.id), new=draft.company_id is None))
    if st.button(wording.TAKE_BACK, key="own_take_back", icon=":material/undo:"):
        desk.registrations.take_back(draft.id, draft.version)
        components.done(wording.TAKEN_BACK, lambda desk: desk.registrations.submit(draft.id))
        st.rerun()


def _begun(desk: Desk, draft: DraftView | None) -> None:
    if draft is None:
        return
    if draft.state == RETURNED:
        st.warning(f"{wording.RETURNED}\n\n{firm_tables.return_note(draft)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(wording.DRAFT_KEPT, width="stretch")
        discard = wording.DISCARD_NEW if draft.company_id is None else wording.DISCARD
        if st.button(discard, key="own_discard"):
            kept = {one.field: one.after for one in desk.registrations.differences(draft.id)}
            desk.registrations.withdraw(draft.id, draft.version)
            st.session_state.pop("own_of", None)
            components.done(wording.DISCARDED, lambda desk: _again(desk, kept))
            st.rerun()


def _again(desk: Desk, values: dict[str, str]) -> None:
    desk.registrations.begin(values, desk.viewer.supplier_id)
    st.session_state.pop("own_of", None)


def _steps(desk: Desk, firm_id: int | None, draft: DraftView | None) -> None:
    begun = (draft.id, draft.version) if draft else (0, 0)
    if st.session_state.get("own_of") != begun:
        st.session_state["own_of"] = begun
        if draft is None:
            firm_form.start(_FORM, {} if firm_id is None else desk.registrations.form(firm_id))
        else:
            changes = desk.registrations.differences(draft.id)
            stood = {**draft.values, **{one.field: one.before for one in changes}}
            firm_form.start(_FORM, draft.values, stood)
    titles = form_wording.STEP_TITLES
    if st.session_state.get(_STEP) not in titles:
        st.session_state[_STEP] = titles[0]
    st.session_state["own_steps"] = st.session_state[_STEP]
    st.segmented_control(
        form_wording.STEP_LABEL,
        titles,
        key="own_steps",
        required=True,
        on_change=_choose,
        label_visibility="collapsed",
    )
    number = titles.index(st.session_state[_STEP])
    st.header(f"{number + 1}. {titles[number]}", anchor=False)
    if number == firm_forms.STEPS - 1:
        _send(desk, firm_id, draft)
        return
    firm_form.step(_FORM, number)
    if number:
        firm_form.read(desk, _FORM)
    with st.container(horizontal=True):
        if number:
            st.button(form_wording.LAST_STEP, key="own_back", on_click=_go, args=(number - 1,))
        if st.button(form_wording.NEXT_STEP, key="own_next", type="primary"):
            with words_of_errors():
                _save(desk, firm_id, draft)
                _go(number + 1)
                st.rerun()


def _choose() -> None:
    st.session_state[_STEP] = st.session_state["own_steps"]


def _go(number: int) -> None:
    st.session_state[_STEP] = form_wording.STEP_TITLES[number]
    st.session_state[_TURNED] = st.session_state.get(_TURNED, 0) + 1


def _save(desk: Desk, firm_id: int | None, draft: DraftView | None) -> DraftView | None:
    """Keep what was typed as the draft; nothing where nothing has changed."""
    typed = firm_form.values(_FORM)
    if draft is None:
        before = firm_form.stood(_FORM)
        said = firm_forms.changed(typed, before)
        kept = desk.registrations.begin(said, firm_id, base=before) if said else None
    else:
        said = firm_forms.changed(typed, draft.values)
        kept = desk.registrations.change(draft.id, said, draft.version) if said else draft
    if said and kept is not None:
        st.session_state["own_of"] = (kept.id, kept.version)
        components.done(wording.SAVED)
    return kept


def _faults(found: Sequence[Fault]) -> None:
    """What is to be mended before it is sent, each with a button that leads there."""
    if not found:
        st.success(wording.NO_FAULTS)
        return
    st.markdown(f"**{wording.FAULTS}**")
    for fault in found:
        firm_form.tell(fault)
    for number in sorted({firm_forms.step_of(one.field) for one in found}):
        title = form_wording.STEP_TITLES[number]
        st.button(wording.to_step(number + 1, title), key=f"own_mend_{number}", on_click=_go, args=(number,))


def _send(desk: Desk, firm_id: int | None, draft: DraftView | None) -> None:
    typed = firm_form.values(_FORM)
    before = firm_form.stood(_FORM)
    changes = firm_forms.changes(typed, before)
    with st.spinner(wording.PREVIEWING):
        preview = desk.registrations.preview_of(firm_forms.changed(typed, before), firm_id)
    errors = [one for one in preview.faults if one.severity == "error"]
    _faults(preview.faults)
    if changes:
        st.html(firm_tables.told(changes, new=firm_id is None))
    else:
        st.info(wording.NO_CHANGES if firm_id is not None else wording.NOTHING_TYPED)
    st.markdown(f"**{wording.PREVIEW}**")
    if not preview.appearing:
        st.caption(wording.NO_APPEARING)
    for title, orders in (
        (wording.APPEARING, preview.appearing),
        (wording.LEAVING, preview.leaving),
        (wording.STAYING, preview.staying),
    ):
        if orders:
            with st.expander(f"{title}（{wording.count(len(orders))}）", expanded=title != wording.STAYING):
                st.html(firm_tables.previewed(orders, wording.PREVIEW_WORDS))
    with st.container(horizontal=True):
        st.button(form_wording.LAST_STEP, key="own_back", on_click=_go, args=(firm_forms.STEPS - 2,))
        sendable = bool(changes) and not errors
        if sendable and st.button(wording.SUBMIT, key="own_submit", type="primary"):
            try:
                kept = _save(desk, firm_id, draft)
                if kept is not None:
                    sent = desk.registrations.submit(kept.id)
                    components.done(wording.SENT, lambda desk: desk.registrations.take_back(sent.id))
            except JuhatchuError as error:
                st.error(str(error))
                return
            _go(0)
            st.rerun()


show()
