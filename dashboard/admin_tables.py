"""What the pages of administrators show, worked out without Streamlit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time, timedelta, timezone
from html import escape
from typing import Any
from urllib.parse import urlencode

from dashboard.wording import admin as wording
from dashboard.wording import shell
from matching.accounts.people import IssuedLink
from matching.casework.backups import Backup
from matching.casework.trail import DEEDS, SUBJECTS
from matching.corporate.access import ROLES
from matching.corporate.accounts import ERASED, Account
from matching.corporate.audit import Entry, Wanted
from matching.corporate.credentials import StoredSession, StoredToken
from matching.corporate.fields import Entity
from matching.corporate.fields import fields as fields_of
from matching.corporate.jobs import Job
from matching.errors import InputError
from matching.settings import Settings, variable

_JAPAN = timezone(timedelta(hours=9))
# The number of a ranking, of an upload, of a file's content.
_LONG_NUMBER = re.compile(r"\b[0-9a-f]{32,64}\b")
_SHOWN = 8
_WORDS = ("who", "deed", "subject", "key")
_ENTITIES: tuple[Entity, ...] = ("order", "buyer", "supplier")
# Fields and roles by what people call them.
_CALLED: Mapping[str, str] = {
    **{key: one.label for entity in _ENTITIES for key, one in fields_of(entity).items()},
    **{role: label for role, label in ROLES.items()},  # noqa: C416 (their keys are a narrower type)
}


def wanted(who: str, deed: str, subject: str, key: str, first: date | None, last: date | None) -> Wanted:
    """What an administrator searches on the trail; "" and None are no condition, `last` is included (days of Japan)."""
    return Wanted(
        who=who.strip() or None,
        deed=deed or None,
        subject=subject or None,
        key=key.strip() or None,
        first=_midnight(first) if first else None,
        last=_midnight(last + timedelta(days=1)) if last else None,
    )


def asked_by(query: Mapping[str, str]) -> Wanted:
    """What an address asks of the trail, as `address_of` wrote it. Raises InputError for a day that isn't one."""
    try:
        first, last = (_moment(query.get(key, "")) for key in ("first", "last"))
    except ValueError:
        raise InputError("日付を確かめてください。") from None
    return Wanted(**{key: query.get(key) or None for key in _WORDS}, first=first, last=last)


def address_of(wanted: Wanted) -> str:
    """What is searched on the trail as an address asks for it."""
    words = {key: getattr(wanted, key) for key in _WORDS}
    days = {"first": wanted.first, "last": wanted.last}
    told = words | {key: moment.isoformat() for key, moment in days.items() if moment}
    return urlencode({key: text for key, text in told.items() if text})


def _moment(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text) if text else None
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _JAPAN).astimezone(UTC)


def entry(one: Entry, names: Mapping[str, str]) -> tuple[str, ...]:
    """An entry of the trail as a row of HTML: when, who, did what, with what, its number, more; long numbers shortened."""
    return (
        shell.moment_ja(one.at),
        escape(names.get(one.who) or one.who),
        escape(DEEDS.get(one.deed, one.deed)),
        escape(SUBJECTS.get(one.subject, one.subject)),
        _shortened(one.key),
        _shortened(details(one.details)),
    )


def _shortened(words: str) -> str:
    """Words as HTML; of a long number its beginning, the whole when it is pointed at."""
    return _LONG_NUMBER.sub(
        lambda found: f'<abbr title="{found[0]}">{found[0][:_SHOWN]}…</abbr>', escape(words)
    )


def details(said: Mapping[str, Any]) -> str:
    """What else the trail says of a deed, on one line; what it leaves open is left out."""
    told = [(key, _plain(value)) for key, value in said.items() if value not in (None, "", [], {})]
    return "、".join(f"{wording.DETAILS.get(key, key)}：{text}" for key, text in told)


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "・".join(f"{wording.DETAIL_PARTS.get(key, key)} {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return "・".join(map(_plain, value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if {*text.split(",")} <= ROLES.keys():
        return "・".join(ROLES[role] for role in ROLES if role in text.split(","))
    return wording.DETAIL_WORDS.get(text) or _CALLED.get(text, text)


def settings_rows(settings: Settings) -> list[tuple[str, str, str]]:
    """(setting with its name in a settings file, value, variable of the environment) as HTML; secrets only as there or not."""
    return [
        (
            f"{escape(wording.SETTING_NAMES[one.name])}<br><small>{one.name}</small>",
            escape(_shown(settings, one.name, one.repr)),
            f"<small>{variable(one.name)}</small>",
        )
        for one in fields(settings)
    ]


def _shown(settings: Settings, name: str, public: bool) -> str:
    value = str(getattr(settings, name))
    if not value:
        return wording.NOT_SET
    return value if public else wording.SECRET_SET


def size(octets: int) -> str:
    """A file's size: 1.2 MB."""
    for unit, step in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if octets >= step:
            return f"{octets / step:.1f} {unit}"
    return f"{octets} バイト"


def letter(made: IssuedLink) -> str:
    """A link as it is printed for its person."""
    mailed = f"<p>{escape(wording.MAILED)}</p>" if made.mailed else ""
    return (
        f"<h2>{escape(made.letter.subject)}</h2><p>{escape(wording.LINK_MADE)}</p>{mailed}"
        f'<p class="jh-secret">{escape(made.letter.address)}</p><pre class="jh-letter">{escape(made.letter.text)}</pre>'
    )


def state(one: Account, wait: int) -> str:
    """Whether somebody can sign in; `wait`: for how many more seconds failed tries keep the account shut."""
    return wording.shut(-(-wait // 60)) if wait and one.active and not one.locked else one.state


def user(one: Account, wait: int = 0) -> tuple[str, ...]:
    """An account as a row; `wait` as in `state`."""
    roles = "・".join(label for role, label in ROLES.items() if role in one.roles)
    firms = "、".join(filter(None, (one.supplier, one.buyer)))
    seen = shell.moment_ja(one.signed_in_at) if one.signed_in_at else wording.NEVER
    return (one.name or ERASED, one.login, roles, firms, state(one, wait), seen)


def user_label(one: Account) -> str:
    """What to choose an account by."""
    return f"{one.name or ERASED}（{one.login or one.key}、{one.state}）"


def is_sought(one: Account, words: str) -> bool:
    """Whether all words stand in the account's name, login or firms."""
    text = " ".join((one.name, one.login, one.email, one.supplier, one.buyer)).casefold()
    return all(word in text for word in words.casefold().split())


def session(one: StoredSession) -> str:
    """Where somebody is signed in, on one line."""
    moments = map(shell.moment_ja, (one.made_at, one.seen_at, one.expires_at))
    return wording.session(one.way, *moments)


def token(one: StoredToken) -> str:
    """A token on one line."""
    used = shell.moment_ja(one.used_at) if one.used_at else wording.NEVER
    return wording.token(one.label, shell.moment_ja(one.expires_at), used)


def job(one: Job, names: Mapping[str, str]) -> tuple[str, ...]:
    """A piece of long work as a row."""
    return (
        str(one.id),
        one.kind,
        names.get(one.owner) or one.owner,
        shell.moment_ja(one.made_at),
        one.state,
        f"{100 * one.progress:.0f}%",
        one.message,
    )


def backup_rows(found: Iterable[Backup]) -> list[tuple[str, str, str]]:
    """Backups as rows: file, when, size."""
    return [(one.name, shell.moment_ja(one.made_at), size(one.size)) for one in found]
