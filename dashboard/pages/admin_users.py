"""利用者: who there is; invitations and links to print, roles, locks, erasing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

import streamlit as st

from dashboard import admin_tables, components, markup, paging
from dashboard.resources import current_desk, errors_in_words, words_of_errors
from dashboard.wording import admin as wording
from dashboard.wording import shell
from matching.accounts.people import IssuedLink
from matching.corporate.access import ROLES, Role
from matching.corporate.accounts import Account, NewAccount
from matching.corporate.firm_views import FirmRole
from matching.desk import Desk

_LINK = components.SECRET


def show() -> None:
    """The page, top to bottom."""
    with errors_in_words():
        desk = current_desk()
        components.header(wording.USERS, wording.USERS_ABOUT, wording.USERS_HELP)
        _link()
        _invite(desk)
        _list(desk)


def _link() -> None:
    """The link that was just made, to be printed; it is nowhere else."""
    made: IssuedLink | None = st.session_state.get(_LINK)
    if made is None:
        return
    with st.container(border=True):
        st.html(admin_tables.letter(made))
        with st.container(horizontal=True):
            components.print_button("admin_link_print")
            st.button(wording.LINK_DONE, key="admin_link_done", on_click=_forget_link)


def _show_link(made: IssuedLink) -> None:
    """It is nowhere else: also who pressed twice gets to see it."""
    components.unbroken(lambda: st.session_state.update({_LINK: made}))
    st.rerun()


def _invited() -> int:
    made: IssuedLink | None = st.session_state.get(_LINK)
    return made.account.id if made else 0


def _forget_link() -> None:
    st.session_state.pop(_LINK, None)


def _invite(desk: Desk) -> None:
    # No form: which firm is meant is said as its number is typed, before anything is made.
    with st.expander(wording.INVITE, icon=":material/person_add:"):
        name = st.text_input(wording.NAME, key="invite_name", max_chars=200)
        login = st.text_input(wording.LOGIN, key="invite_login", max_chars=200)
        email = st.text_input(wording.EMAIL, key="invite_email", max_chars=200)
        roles = st.multiselect(
            wording.ROLES, list(ROLES), key="invite_roles", format_func=_role, placeholder=shell.CHOOSE
        )
        supplier = st.text_input(wording.SUPPLIER_NUMBER, key="invite_supplier")
        _meant(desk, "supplier", supplier, asked="supplier" in roles)
        buyer = st.text_input(wording.BUYER_NUMBER, key="invite_buyer")
        _meant(desk, "buyer", buyer)
        mail = bool(desk.office.settings.smtp_url) and st.checkbox(wording.MAIL_TOO, key="invite_mail")
        # By who was invited last: a second press doesn't invite the same person again.
        if st.button(wording.MAKE_INVITATION, type="primary", key=f"invite_make_{_invited()}"):
            with words_of_errors():
                firms = _firm_ids(desk, supplier, buyer)
                new = NewAccount(name, roles, login, email, *firms)
                _show_link(desk.accounts.invite(new, mail=mail))


def _meant(desk: Desk, role: FirmRole, typed: str, *, asked: bool = False) -> None:
    """The firm that a number names; where a supplier's is left blank (`asked`), what that means."""
    with words_of_errors():
        firm = desk.accounts.firm(role, typed)
        if firm is not None:
            st.caption(markup.plain(wording.meant(firm.source_id, firm.name)))
        elif asked:
            st.info(wording.NEW_FIRM)


def _firm_ids(desk: Desk, supplier: str, buyer: str) -> tuple[int | None, int | None]:
    making, ordering = desk.accounts.firm("supplier", supplier), desk.accounts.firm("buyer", buyer)
    return making.id if making else None, ordering.id if ordering else None


def _role(role: str) -> str:
    return ROLES[cast("Role", role)]


def _list(desk: Desk) -> None:
    users = desk.accounts.users()
    sought = st.text_input(wording.FIND, key="users_find")
    found = [one for one in users if admin_tables.is_sought(one, sought)]
    if not found:
        components.empty_state(wording.NO_USERS, wording.NO_USERS_TODO)
        return
    shown = paging.begun("users", found, asked=sought)
    shut = desk.accounts.shut(shown)
    rows = (admin_tables.user(one, shut.get(one.id, 0)) for one in shown)
    st.html(markup.table(wording.USERS, wording.COLUMNS_USERS, rows))
    paging.more("users", found)
    chosen = _chosen(shown)
    if chosen is not None and chosen.active:
        _one(desk, chosen, shut.get(chosen.id, 0))
    elif chosen is not None and chosen.name:
        # The name that a closed account leaves on record has to go too where its person asks for that.
        with words_of_errors():
            _erase(desk, chosen)


def _chosen(shown: Sequence[Account]) -> Account | None:
    known = {one.id: one for one in shown}
    if st.session_state.get("users_chosen") in known:
        # Set in every run: a person's label changes with the state, and the box would forget who was chosen.
        st.session_state["users_chosen"] = st.session_state["users_chosen"]
    else:
        st.session_state.pop("users_chosen", None)
    number = st.selectbox(
        wording.CHOOSE_USER,
        list(known),
        index=None,
        placeholder=shell.CHOOSE,
        format_func=lambda key: admin_tables.user_label(known[key]),
        key="users_chosen",
    )
    return None if number is None else known[number]


def _one(desk: Desk, user: Account, wait: int) -> None:
    with st.container(border=True), words_of_errors():
        if wait and not user.locked:
            _open_again(desk, user, wait)
        roles = st.multiselect(
            wording.ROLES,
            list(ROLES),
            sorted(user.roles),
            format_func=_role,
            placeholder=shell.CHOOSE,
            key=f"roles_{user.id}_{user.version}",
        )
        supplier = st.text_input(
            wording.SUPPLIER_NUMBER, str(user.supplier_id or ""), key=f"supplier_{user.id}_{user.version}"
        )
        _meant(desk, "supplier", supplier, asked="supplier" in roles)
        buyer = st.text_input(
            wording.BUYER_NUMBER, str(user.buyer_id or ""), key=f"buyer_{user.id}_{user.version}"
        )
        _meant(desk, "buyer", buyer)
        with st.container(horizontal=True):
            if st.button(wording.CHANGE_ROLES, key="users_roles", type="primary"):
                firms = _firm_ids(desk, supplier, buyer)
                changed = desk.accounts.set_roles(user.id, roles, *firms, expected=user.version)
                components.done(
                    wording.roles_changed(user.name),
                    partial(_roles_back, before=user, version=changed.version),
                )
                st.rerun()
            _lock(desk, user)
            if st.button(wording.RESET, key="users_reset"):
                _show_link(desk.accounts.reset_link(user.id))
            _close(desk, user)
        _erase(desk, user)


def _roles_back(desk: Desk, before: Account, version: int) -> None:
    desk.accounts.set_roles(before.id, before.roles, before.supplier_id, before.buyer_id, expected=version)


def _lock(desk: Desk, user: Account) -> None:
    if user.locked:
        if st.button(wording.UNLOCK, key="users_unlock"):
            desk.accounts.unlock(user.id, user.version)
            components.done(wording.unlocked(user.name))
            st.rerun()
    elif st.button(wording.LOCK, key="users_lock"):
        locked = desk.accounts.lock(user.id, user.version)
        components.done(wording.locked(user.name), lambda desk: desk.accounts.unlock(user.id, locked.version))
        st.rerun()


def _open_again(desk: Desk, user: Account, wait: int) -> None:
    """Too many failed tries have shut the account for a while: say so, with a button that opens it now."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(admin_tables.state(user, wait), width="stretch")
        if st.button(wording.OPEN_NOW, key="users_open_now"):
            desk.accounts.unlock(user.id, user.version)
            components.done(wording.unlocked(user.name))
            st.rerun()


def _close(desk: Desk, user: Account) -> None:
    """It can't be taken back, and stands among buttons that can: it is asked for twice."""
    with st.popover(wording.CLOSE_ACCOUNT):
        st.text(wording.close_words(user.name))
        if st.button(wording.CLOSE_FOR_GOOD, key="users_close"):
            desk.accounts.close(user.id, user.version)
            _forget_link()  # it may be this person's, and opens nothing any more
            components.done(wording.closed(user.name))
            st.rerun()


def _erase(desk: Desk, user: Account) -> None:
    with st.expander(wording.ERASE):
        typed = st.text_input(wording.ERASE_WORDS, key=f"erase_{user.id}")
        if st.button(wording.ERASE, key="users_erase"):
            if typed.strip() != user.login:
                st.error(wording.WRONG_LOGIN)
                return
            desk.accounts.erase(user.id, user.version)
            _forget_link()
            components.done(wording.ERASED)
            st.rerun()


show()
