"""How many tries to sign in have failed with one login or from one address, and until when it is shut.

A login is shut for the address from which the failures came, so that nobody shuts others out; for all addresses only after many more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from matching.corporate.account_tables import Tries

# So many failures within the window shut what they are counted under; each further time it stays shut twice as long. FAILURES: of a login from
# one address (or where that isn't known); a whole office may share an address.
FAILURES, ADDRESS_FAILURES = 5, 50
_LOGIN_FAILURES = 50
WINDOW = timedelta(minutes=15)
LONGEST_SHUT = timedelta(hours=8)
_FORGOTTEN = timedelta(hours=24)


def of_sign_in(login: str, address: str) -> dict[str, int]:
    """What a try to sign in is counted under and how often that may fail, for `begin`. login, address: digests, address "" if unknown."""
    if not address:
        return {login: FAILURES} if login else {}
    shared = {address: ADDRESS_FAILURES}
    return {_both(login, address): FAILURES, login: _LOGIN_FAILURES} | shared if login else shared


def begin(connection: Connection, limits: Mapping[str, int], now: datetime) -> int:
    """Count a try under some keys (key -> failures that shut it); or, if one is shut, the seconds until all are open."""
    connection.execute(delete(Tries).where(Tries.last_at < now - _FORGOTTEN))
    shut = [_shut_until(connection, key, now) for key in limits]
    if until := max((one for one in shut if one), default=None):
        return max(1, round((until - now).total_seconds()))
    for key, limit in limits.items():
        _count(connection, key, limit, now)
    return 0


def succeeded(connection: Connection, login: str, address: str) -> None:
    """The try turned out right: nothing is held against the login from there any more, and this try not against what others share."""
    for key, limit in of_sign_in(login, address).items():
        if limit == FAILURES:
            connection.execute(delete(Tries).where(Tries.key == key))
        else:
            _count_back(connection, key, limit)


def forget(connection: Connection, login: str) -> None:
    """Nothing is held against a login (its digest) any more, wherever it was tried from."""
    anywhere = Tries.key.startswith(_both(login, ""), autoescape=True)
    connection.execute(delete(Tries).where(or_(Tries.key == login, anywhere)))


def shut(connection: Connection, now: datetime) -> dict[str, int]:
    """Logins (their digests) that are shut, from one address or from all: the seconds until all of that is open."""
    rows = connection.execute(select(Tries.__table__).where(Tries.shut_until > now))
    waits: dict[str, int] = {}
    for row in rows:
        login, wait = row.key.partition("@")[0], round((row.shut_until - now).total_seconds())
        waits[login] = max(waits.get(login, 1), wait)
    return waits


def _both(login: str, address: str) -> str:
    return f"{login}@{address}"


def _count_back(connection: Connection, key: str, limit: int) -> None:
    mine = select(Tries.failures, Tries.rounds).where(Tries.key == key, Tries.failures > 0)
    row = connection.execute(mine.with_for_update()).one_or_none()
    if row is not None:
        values: dict[str, Any] = {"failures": row.failures - 1}
        if row.failures == limit:  # it was this try that shut it
            values |= {"shut_until": None, "rounds": row.rounds - 1}
        connection.execute(update(Tries).where(Tries.key == key).values(**values))


def _shut_until(connection: Connection, key: str, now: datetime) -> datetime | None:
    until = connection.scalar(select(Tries.shut_until).where(Tries.key == key))
    return until if until is not None and until > now else None


def _count(connection: Connection, key: str, limit: int, now: datetime) -> None:
    """One more try that may turn out a failure; the last of the window's shuts from now on."""
    row = connection.execute(select(Tries.__table__).where(Tries.key == key).with_for_update()).one_or_none()
    if row is None:
        values: dict[str, Any] = {"failures": 1, "rounds": 0, "first_at": now, "last_at": now}
        connection.execute(insert(Tries).values(key=key, shut_until=None, **values))
        return
    goes_on = row.shut_until is None and now - row.first_at < WINDOW
    failures, first_at = (row.failures + 1, row.first_at) if goes_on else (1, now)
    values = {"failures": failures, "first_at": first_at, "last_at": now, "shut_until": None}
    if failures >= limit:
        wait = min(WINDOW * 2**row.rounds, LONGEST_SHUT)
        values |= {"rounds": min(row.rounds + 1, 10), "shut_until": now + wait}
    connection.execute(update(Tries).where(Tries.key == key).values(**values))
