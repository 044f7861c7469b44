"""The files on an order or a firm: who may see each, adding, letting in, shutting out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard import admin_tables, components, firm_tables
from dashboard.markup import plain
from dashboard.resources import words_of_errors
from dashboard.wording import cases as wording
from dashboard.wording import shell
from matching.corporate.case_rows import AttachmentConsentView, AttachmentView
from matching.desk import Desk


def show(
    desk: Desk,
    *,
    order: str | None = None,
    company_id: int | None = None,
    firms: Mapping[int, str] | None = None,
    add: bool = True,
) -> None:
    """The files. firms: those who may be let in, by id; add: whether the viewer may add and take off."""
    st.caption(wording.FILE_ABOUT)
    found = desk.files.listed(order=order) if order is not None else desk.files.listed(company_id=company_id)
    if not found:
        components.empty_state(
            wording.NO_FILES if add else wording.NO_FILES_HERE, wording.NO_FILES_TODO if add else ""
        )
    for one in found:
        with st.container(border=True):
            _file(desk, one, firms or {}, add=add)
    if add:
        _add(desk, order, company_id)


def _file(desk: Desk, one: AttachmentView, firms: Mapping[int, str], *, add: bool) -> None:
    line = wording.file_line(one.name, admin_tables.size(one.size), shell.moment_ja(one.made_at))
    if not one.open:
        st.text(f"{line}　{wording.NOT_OPEN}")
        return
    st.html(f"<p>{firm_tables.link(f'/files/attachments/{one.id}', line)}</p>")
    if one.nda:
        st.caption(wording.NDA)
    if not add:
        return
    if one.consents:
        st.caption(plain(wording.seen_by("、".join(consent.company for consent in one.consents))))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.popover(wording.LET_IN_DO, icon=":material/key:", key=f"let_in_open_{one.id}"):
            _let_in(desk, one, firms)
        for consent in one.consents:
            label = plain(f"{consent.company}：{wording.SHUT_OUT}")
            if st.button(label, key=f"shut_{one.id}_{consent.company_id}"):
                desk.files.shut_out(one.id, consent.company_id)
                components.done(
                    wording.shut_out(consent.company, one.name),
                    partial(_let_in_again, number=one.id, consent=consent),
                )
                st.rerun()
        with st.popover(wording.REMOVE_FILE, icon=":material/delete:", key=f"remove_open_{one.id}"):
            st.caption(wording.REMOVE_REALLY)
            if st.button(wording.REMOVE_FILE, key=f"remove_file_{one.id}"):
                desk.files.remove(one.id, one.version)
                components.done(wording.detached(one.name))
                st.rerun()


def _let_in_again(desk: Desk, number: int, consent: AttachmentConsentView) -> None:
    desk.files.let_in(number, consent.company_id, nda=consent.nda, note=consent.note)


def _let_in(desk: Desk, one: AttachmentView, firms: Mapping[int, str]) -> None:
    others = {
        number: name for number, name in firms.items() if number not in {c.company_id for c in one.consents}
    }
    if not others:
        st.caption(wording.NO_FIRMS_TO_LET_IN)
        return
    firm = st.selectbox(wording.LET_IN, list(others), format_func=others.__getitem__, key=f"let_{one.id}")
    nda = st.checkbox(wording.LET_IN_NDA, key=f"let_nda_{one.id}") if one.nda else False
    if st.button(wording.LET_IN_DO, key=f"let_do_{one.id}_{firm}", type="primary"):
        with words_of_errors():
            desk.files.let_in(one.id, firm, nda=nda)
            components.done(
                wording.let_in(others[firm], one.name), lambda desk: desk.files.shut_out(one.id, firm)
            )
            st.rerun()


def _add(desk: Desk, order: str | None, company_id: int | None) -> None:
    with st.form(f"file_{order}_{company_id}", clear_on_submit=True):
        files = st.file_uploader(wording.ADD_FILE, accept_multiple_files=True)
        st.caption(wording.largest(desk.files.largest // 1024 // 1024))
        nda = st.checkbox(wording.NDA)
        if st.form_submit_button(wording.UPLOAD, icon=":material/attach_file:") and files:
            with words_of_errors():
                for file in files:
                    if order is not None:
                        desk.files.add(file.name, file.getvalue(), order=order, nda=nda)
                    else:
                        desk.files.add(file.name, file.getvalue(), company_id=company_id, nda=nda)
                components.done(wording.attached("、".join(file.name for file in files)))
                st.rerun()
