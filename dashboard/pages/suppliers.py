"""案件→企業: paste an enquiry or open an order, correct what was understood, see which suppliers suit it and why, and go on with them."""

from __future__ import annotations

import streamlit as st

from dashboard import components, matching_casework, matching_edits, matching_results
from dashboard.matching_asked import Found, Search, filters_of, still_valid
from dashboard.matching_look import STYLE
from dashboard.resources import current_desk, errors_in_words
from dashboard.wording import matching as wording
from matching.desk import Desk
from matching.errors import JuhatchuError
from matching.records import Order

_COUNTS = (10, 20, 50)
# How many searches this person has begun: each folds the enquiry away.
_SEARCHES = "searches"
# Set where an order was chosen by its name: it is opened in the run that follows, where the session has been asked and errors are told.
_CHOSEN = "chosen"
# Set where an enquiry was parted from the order over whose words it was written: it is searched anew by itself.
_PARTED = "parted"
# What stands in the fields: an enquiry is there again for whoever looked something up on another page.
_FIELDS = ("number", "count", "origin", "strict", *(f"filter_{key}" for key in wording.FILTER_LABELS))


def show() -> None:
    """The page, top to bottom."""
    st.html(STYLE)
    with errors_in_words():
        desk = current_desk()
        components.kept("enquiry", "enquiry", *_FIELDS)
        _follow_link(desk)
        asked = _is_asked()
        components.header(wording.TITLE, "" if asked else wording.ABOUT, wording.HELP)
        with st.container(horizontal=True, gap="small", key="jm-tools"):
            _ask(desk, folded=asked)
            if asked:
                matching_edits.adding(desk)
                matching_results.filters(desk, _search(desk), _order(desk))
        if asked:
            _answer()
            return
        blank = "searched" in st.session_state and not st.session_state["enquiry"].strip()
        _forget()
        st.info(_what_to_do(pressed=blank))
        st.caption(wording.registered(desk.enquiries.registered()))


def _is_asked() -> bool:
    """Whether the text that stands in the field is the one that was searched for."""
    text = st.session_state.get("enquiry", "")
    return bool(text.strip()) and st.session_state.get("searched") == text


@st.fragment
def _answer() -> None:
    """What was understood and found. A changed condition runs this part alone, so that it is answered at once."""
    with errors_in_words():
        desk = current_desk(part=True)
        if not _is_asked():  # another text, or another person, since the page was shown
            st.rerun()
        # Until another enquiry is answered, the firms of the last one are off the screen: their place is emptied, then filled.
        # A changed condition of the same one leaves them standing for that moment, so that nothing jumps.
        place = st.container() if "found" in st.session_state else st.empty().container()
        with place:
            found = _found(desk, _search(desk))
            if found is not None:
                _show(desk, found)


def _follow_link(desk: Desk) -> None:
    """Open the order that was chosen, or the order (?order=H26-001) or enquiry's shortlist (?shortlist=3) that the address names, once."""
    if st.session_state.pop(_CHOSEN, False) and not _opened(desk, st.session_state["number"]):
        _fill("")
    if st.session_state.pop(_PARTED, False):
        _begin(st.session_state["enquiry"])
    _follow_shortlist(desk)
    if st.query_params.pop("example", "") and not st.session_state.get("enquiry", "").strip():
        _fill(wording.EXAMPLE)
        _begin(wording.EXAMPLE)
    number = st.query_params.get("order", "")
    if number and number != st.session_state.get("linked"):
        st.session_state["linked"] = number
        _opened(desk, number)


def _follow_shortlist(desk: Desk) -> None:
    named = st.query_params.get(matching_casework.LINK, "")
    if named == st.session_state.get("linked_shortlist", ""):
        return
    st.session_state["linked_shortlist"] = named
    held = matching_casework.linked_shortlist(desk) if named else None
    if held is not None and st.session_state.get("searched") != held.text:
        st.session_state["number"] = st.session_state["linked"] = ""
        edits = matching_casework.edits_of(desk, held)
        st.session_state["enquiry"] = held.text
        _begin(held.text)
        st.session_state["edits"] = edits
    elif named and held is None:
        st.warning(wording.NO_SHORTLIST)


def _ask(desk: Desk, *, folded: bool) -> None:
    """What is looked for; folded into one line once it was searched for, to leave the screen to the firms."""
    # A search of its own key: whoever had unfolded the field sees it folded again.
    key = f"asking-{st.session_state.get(_SEARCHES, 0)}"
    with st.expander(wording.ASK_ANEW if folded else wording.ASKING, expanded=not folded, key=key):
        options = {order.number: order for order in desk.orders.open()}
        numbers = ["", *options]
        if (chosen := st.session_state.get("number", "")) not in numbers:
            numbers.append(chosen)  # a closed order, opened by its address
        orders, counts = st.columns([5, 1])
        orders.selectbox(
            wording.ORDER_LABEL,
            numbers,
            key="number",
            format_func=lambda n: wording.option_of(options[n].fields if n in options else {}, n),
            on_change=_choose,
        )
        counts.selectbox(wording.COUNT_LABEL, _COUNTS, key="count", format_func=wording.count)
        st.text_area(wording.ENQUIRY_LABEL, key="enquiry", height=110, placeholder=wording.ENQUIRY_HINT)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            st.button(wording.SEARCH, key="search", type="primary", width=200, on_click=_press)
            st.button(wording.INSERT_EXAMPLE, key="example", on_click=_fill, args=(wording.EXAMPLE,))
            st.button(wording.CLEAR, key="clear", on_click=_fill, args=("",))


def _press() -> None:
    _begin(st.session_state["enquiry"])


def _fill(text: str) -> None:
    _forget()
    st.session_state["enquiry"] = text
    _leave_order()


def _leave_order() -> None:
    st.session_state["number"] = st.session_state["linked"] = ""
    st.query_params.clear()


def _part() -> None:
    """What is searched is an enquiry of its own, not the order's over whose words it was written."""
    _forget()
    _leave_order()
    st.session_state[_PARTED] = True


def _choose() -> None:
    if st.session_state["number"]:
        st.session_state[_CHOSEN] = True
    else:
        _fill("")


def _opened(desk: Desk, number: str) -> bool:
    """Search for what a stored order says; where it can't be opened, why is told."""
    try:
        order = desk.enquiries.stored(number)
    except JuhatchuError as error:
        st.warning(str(error))
        return False
    st.session_state["number"] = order.id
    st.session_state["enquiry"] = st.session_state["orders_text"] = order.text
    st.session_state["linked"] = order.id
    st.query_params.from_dict({"order": order.id})  # in one step: each one is a page to go back through
    _begin(order.text)
    return True


def _begin(text: str) -> None:
    """A new search: nothing of the last one stays."""
    _forget()
    st.session_state["searched"] = text
    st.session_state[matching_results.NEW] = True
    if text.strip():
        st.session_state[_SEARCHES] = st.session_state.get(_SEARCHES, 0) + 1


def _forget() -> None:
    for key in ("found", "searched", "edits", "teams", "why", matching_results.WHICH):
        st.session_state.pop(key, None)


def _what_to_do(*, pressed: bool) -> str:
    if not st.session_state["enquiry"].strip():
        return wording.EMPTY if pressed else wording.START
    return wording.READY


def _search(desk: Desk) -> Search:
    values = {key: st.session_state.get(f"filter_{key}") for key in wording.FILTER_LABELS}
    return Search(
        viewer=desk.viewer.key,
        text=st.session_state["enquiry"],
        number=st.session_state["number"],
        edits=st.session_state.get("edits", ()),
        k=st.session_state["count"],
        filters=filters_of(values),
        origin=st.session_state.get("origin", ""),
        strict=st.session_state.get("strict", False),
    )


def _order(desk: Desk) -> Order:
    """What is searched for, without edits: the stored order with the text as it stands in the field, or the text alone."""
    number, text = st.session_state["number"], st.session_state["enquiry"]
    return desk.enquiries.stored(number, text) if number else Order(text)


def _found(desk: Desk, search: Search) -> Found | None:
    """The result of exactly this search: the kept one, or a new one."""
    if kept := still_valid(st.session_state.get("found"), search):
        return kept
    st.session_state.pop("found", None)  # should this search fail, nothing older stays
    order = search.edited(_order(desk))
    try:
        with st.spinner(wording.SEARCHING, show_time=False):
            result, ranking = desk.matching.match(order, search.k, search.choice())
    except JuhatchuError as error:
        st.warning(str(error))
        matching_edits.unfinished(order)
        return None
    found = Found(search, order, result, ranking)
    st.session_state["found"] = found
    return found


def _show(desk: Desk, found: Found) -> None:
    number, text = found.search.number, found.search.text
    if number and text.split() != st.session_state.get("orders_text", "").split():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.info(wording.rewritten(number))
            st.button(wording.PART, key="part", on_click=_part)
    matching_edits.show(found)
    for notice in found.result.notices:
        st.warning(notice)
    matching_results.results()
    matching_casework.shortlist(desk, found)
    matching_results.others(desk, found)


show()
