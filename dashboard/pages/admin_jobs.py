"""処理とバックアップ: long work of everybody, its progress and cancelling; backups."""

from __future__ import annotations

import streamlit as st

from dashboard import admin_tables, components, markup
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import admin as wording
from matching.desk import Desk


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.JOBS, wording.JOBS_ABOUT, wording.JOBS_HELP)
        _backups(desk)
        _jobs(desk)


def _backups(desk: Desk) -> None:
    st.header(wording.BACKUPS, anchor=False)
    st.caption(wording.BACKUPS_KEPT)
    if st.button(wording.BACKUP_NOW, key="backup_now", icon=":material/backup:", type="primary"):
        desk.backups.begin()
        components.done(wording.BACKUP_BEGUN)
        st.rerun()
    found = desk.backups.listed()
    if found:
        st.html(markup.table(wording.BACKUPS, wording.COLUMNS_BACKUPS, admin_tables.backup_rows(found)))
        st.caption(markup.plain(wording.backup_folder(str(desk.backups.folder()))))
    else:
        components.empty_state(wording.NO_BACKUPS, wording.NO_BACKUPS_TODO)


def _jobs(desk: Desk) -> None:
    st.header(wording.LONG_WORK, anchor=False)
    jobs = desk.jobs.list()
    if not jobs:
        components.empty_state(wording.NO_JOBS, wording.NO_JOBS_TODO)
        return
    for job in jobs:
        if not job.ended:
            components.job_progress(desk, job.id)
    names = desk.accounts.names({job.owner for job in jobs})
    rows = [admin_tables.job(job, names) for job in jobs]
    st.html(markup.table(wording.JOBS, wording.COLUMNS_JOBS, rows))


show()
