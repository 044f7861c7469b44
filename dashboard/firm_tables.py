"""Firms and their forms as HTML for st.html, worked out without Streamlit. Every word is escaped here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from urllib.parse import urlencode

from dashboard.contacts import reach_html
from dashboard.markup import pairs, table
from dashboard.wording import firms as wording
from dashboard.wording import shell
from matching.casework.registrations import PreviewedOrder, ReadAbility
from matching.corporate import Fact, StoredStatus
from matching.corporate.case_rows import Difference, DraftView, NamingConsentView, Step
from matching.corporate.fields import Entity, Field, fields
from matching.corporate.firm_views import Contact, FirmView
from matching.corporate.introduction_states import REASONS
from matching.records import Gap

_ROWS = {"equipment_rows": "equipment", "certification_rows": "certifications"}
_SUMMARY = 60


def draft_lines(draft: DraftView, when: str) -> str:
    """A registration in the list: whose, and below how far it is."""
    told = f"{draft.state}・{draft.source}・{when}"
    return f'<p><strong>{escape(draft.name)}</strong><br><span class="jf-sub">{escape(told)}</span></p>'


def link(address: str, text: str) -> str:
    """A link to a page of the dashboard in the same window."""
    return f'<a href="{escape(address)}" target="_self">{escape(text)}</a>'


def firm_address(firm: FirmView, search: Mapping[str, str]) -> str:
    """Where a firm's page is; search: the address of the list that leads there, to which its way back leads."""
    return "/firms?" + urlencode({"firm" if firm.role == "supplier" else "buyer": firm.id, **search})


def place(values: Mapping[str, object]) -> str:
    """茨城県日立市; says so where nothing is known."""
    return f"{values.get('prefecture', '')}{values.get('city', '')}" or wording.NO_PLACE


def summary(values: Mapping[str, object]) -> str:
    """What a firm does or wants, on one line."""
    text = " ".join(
        str(values.get("processes") or values.get("wants") or values.get("industry") or "").split()
    )
    return text if len(text) <= _SUMMARY else text[: _SUMMARY - 1] + "…"


def cards(firms: Sequence[FirmView], search: Mapping[str, str]) -> str:
    """Firms as cards, each with a link to its page."""
    return f'<div class="jf-cards">{"".join(_card(firm, search) for firm in firms)}</div>'


def _card(firm: FirmView, search: Mapping[str, str]) -> str:
    values = firm.fields
    where = place(values)
    if "employees" in values:
        where += f"・{wording.employees(values['employees'])}"
    warn = f'<p class="jf-warn">{escape(wording.barred(firm.barred))}</p>' if firm.barred else ""
    note = f'<p class="jf-warn">{escape(firm.note)}</p>' if firm.note else ""
    return (
        f'<article class="jf-card"><h3>{link(firm_address(firm, search), str(values.get("name", "")))}</h3>'
        f'<p class="jf-sub">{escape(where)}</p><p>{escape(summary(values))}</p>{warn}{note}</article>'
    )


def firm_table(firms: Sequence[FirmView], caption: str, search: Mapping[str, str]) -> str:
    """Firms as a table."""
    rows = [
        (
            link(firm_address(firm, search), str(firm.fields.get("name", ""))),
            escape(place(firm.fields)),
            escape(str(firm.fields.get("industry", ""))),
            escape(summary(firm.fields)),
            escape(str(firm.fields.get("employees", ""))),
        )
        for firm in firms
    ]
    return table(caption, wording.COLUMNS, rows, raw=True)


def field_of(fact: Fact) -> str:
    """The field of the form that a recorded value belongs to."""
    return _ROWS.get(fact.field, fact.field.removeprefix("buyer."))


def sources(history: Sequence[Fact]) -> dict[str, Fact]:
    """The value that stands of each field, with where it was read and when."""
    return {field_of(fact): fact for fact in history if fact.stands and fact.value}


def source(fact: Fact | None, names: Mapping[str, str]) -> str:
    """Where a value comes from: a file's cell, or a person's typing."""
    if fact is None:
        return ""
    if fact.file:
        return wording.source(fact.file, fact.sheet, fact.cell)
    return "・".join(part for part in (wording.TYPED_IN, names.get(fact.person, fact.person)) if part)


def profile(
    role: Entity, values: Mapping[str, object], history: Sequence[Fact], names: Mapping[str, str]
) -> str:
    """Everything that is shown of a firm; with its source and day where the viewer may know its history."""
    shown = [(one, written(one, values[key])) for key, one in fields(role).items() if key in values]
    if not history:
        return pairs([(one.label, text) for one, text in shown])
    facts = sources(history)
    rows = [(one.label, text, _origin(facts.get(one.key), names)) for one, text in shown]
    return table(wording.PROFILE, wording.FIELD_COLUMNS, rows, "jf-profile")


def written(field: Field, value: object) -> str:
    """A value of a firm as it is written for people: yen, people, days."""
    if field.type == "yen":
        return shell.yen(int(str(value)))
    if field.key == "employees":
        return wording.employees(shell.number(int(str(value))))
    if field.type == "date":
        try:
            return shell.date_ja(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)  # as it stood in a file
    return str(value)


def _origin(fact: Fact | None, names: Mapping[str, str]) -> str:
    return f"{source(fact, names)}\n{shell.day_ja(fact.recorded_at)}" if fact else ""


def not_stated(role: Entity, values: Mapping[str, object]) -> list[str]:
    """Labels of the searched fields that are blank."""
    return [one.label for key, one in fields(role).items() if one.searched and key not in values]


def history_table(role: Entity, history: Sequence[Fact], names: Mapping[str, str]) -> str:
    """Every value ever said, newest first."""
    labels = {key: one.label for key, one in fields(role).items()}
    rows = [
        (
            shell.moment_ja(fact.recorded_at),
            _label(fact, labels),
            (fact.value or wording.BLANKED) + ("" if fact.stands else wording.TAKEN_BACK),
            wording.source(fact.file, fact.sheet, fact.cell) if fact.file else wording.TYPED_IN,
            names.get(fact.person, fact.person),
        )
        for fact in reversed(history)
        if fact.field not in _ROWS
    ]
    return table(wording.HISTORY_TAB, wording.HISTORY_COLUMNS, rows, "jf-lines")


def _label(fact: Fact, labels: Mapping[str, str]) -> str:
    if fact.field.startswith("status."):
        return f"{wording.STATE_TAB}：{fact.field.split('.')[1]}"
    return labels.get(field_of(fact), wording.KEPT_BY_OFFICE)


def state_line(state: StoredStatus) -> str:
    """A state on one line: what, from when to when, why."""
    start = shell.date_ja(state.start) if state.start else ""
    end = shell.date_ja(state.end) if state.end else ""
    return "　".join(part for part in (state.kind, wording.period(start, end), state.reason) if part)


def gaps(found: Sequence[Gap]) -> str:
    """Questions whose answers decide orders."""
    items = "".join(
        f"<li><p><strong>{escape(gap.question)}</strong></p>"
        f'<p class="jf-sub">{escape(wording.deciding(gap.open_orders, gap.orders))}</p></li>'
        for gap in found
    )
    return f'<ul class="jf-list">{items}</ul>'


def differences(found: Sequence[Difference]) -> str:
    """What a draft changes, beside what stands now; on a phone below each other."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in wording.DIFF_COLUMNS)
    body = "".join(map(_difference, found))
    return (
        f'<table class="jh-table jf-diff"><caption>{wording.DIFFERENCES}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def told(found: Sequence[Difference], *, new: bool) -> str:
    """What a form says: for a new firm plainly, for another one beside what stands now."""
    if not new:
        return differences(found)
    return pairs([(one.label, one.after) for one in found])


def _difference(one: Difference) -> str:
    warn = f'<br><span class="jf-warn">{wording.CONFLICT}</span>' if one.conflict else ""
    _, before, after = map(escape, wording.DIFF_COLUMNS)
    return (
        f'<tr><th scope="row">{escape(one.label)}{warn}</th>'
        f'<td data-label="{before}">{escape(one.before or wording.BLANK)}</td>'
        f'<td data-label="{after}"><ins>{escape(one.after or wording.BLANK)}</ins></td></tr>'
    )


def steps(taken: Sequence[Step], names: Mapping[str, str]) -> str:
    """What became of a draft or an introduction, oldest first, with why."""
    rows = [
        (
            shell.moment_ja(one.at),
            one.state,
            names.get(one.person, one.person),
            "　".join(part for part in (REASONS.get(one.reason, one.reason), one.note) if part),
        )
        for one in taken
    ]
    return table(wording.STEPS, wording.STEP_COLUMNS, rows)


def return_note(draft: DraftView) -> str:
    """What the office wrote when it last gave a draft back."""
    return next((one.note for one in reversed(draft.steps) if one.state == "差戻し"), "")


def chips(read: Sequence[ReadAbility]) -> str:
    """What a match reads in a profile, by kind; what the firm doesn't do itself is said so in words."""
    kinds: dict[str, list[str]] = {}
    for one in read:
        word = wording.MODALITIES.get(one.modality, "")
        text = f"{word}：{one.label}" if word else one.label
        item = f'<li class="{escape(one.modality)}">{escape(text)}</li>'
        found = kinds.setdefault(wording.READ_KINDS.get(one.kind, wording.READ_OTHER), [])
        if item not in found:
            found.append(item)
    parts = (
        f'<dt>{escape(kind)}</dt><dd><ul class="jf-chips">{"".join(items)}</ul></dd>'
        for kind, items in kinds.items()
    )
    return f'<dl class="jf-read">{"".join(parts)}</dl>'


def previewed(orders: Sequence[PreviewedOrder], words: Mapping[str, str]) -> str:
    """Orders of a preview: title, deadline, how many conditions are met. words: how to write these."""
    items = "".join(
        f"<li><p><strong>{escape(one.title)}</strong></p><p class='jf-sub'>"
        + escape(words["met"].format(met=one.met, of=one.conditions))
        + (escape(words["until"].format(day=shell.date_ja(one.deadline))) if one.deadline else "")
        + "</p></li>"
        for one in orders
    )
    return f'<ul class="jf-list">{items}</ul>'


def naming_line(consent: NamingConsentView, called: str = "") -> str:
    """A consent to be named on a line. called: the title of its order, where that is known."""
    until = shell.date_ja(consent.until) if consent.until else ""
    return wording.naming(f"{consent.order} {called}".strip(), shell.date_ja(consent.given_on), until)


def confirmation(firm_id: int, name: str, day: str, contact: Contact | None) -> str:
    """A firm that has to confirm its data, with when it last did and whom to call."""
    reach = reach_html(contact) if contact else ""
    return (
        f"<p><strong>{link(f'/firms?firm={firm_id}', name)}</strong>"
        f'　<span class="jf-sub">{escape(wording.LAST_CONFIRMED)}：{escape(day)}</span></p>{reach}'
    )
