"""How many tries to sign in have failed with one login or from one address, and until when it is shut."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from matching.corporate.account_tables import Tries

# So many failures within the window shut a login; each further time it stays shut twice as long. A whole office may share an address.
LOGIN_FAILURES, ADDRESS_FAILURES = 5, 50
WINDOW = timedelta(minutes=15)
LONGEST_SHUT = timedelta(hours=8)
_FORGOTTEN = timedelta(hours=24)


def begin(connection: Connection, login: str, address: str, now: datetime) -> int:
    """Count a try of a login from an address (digests; "" isn't counted); or, if either is shut, the seconds until it opens."""
    connection.execute(delete(Tries).where(Tries.last_at < now - _FORGOTTEN))
    limits = [(key, limit) for key, limit in ((login, LOGIN_FAILURES), (address, ADDRESS_FAILURES)) if key]
    shut = [_shut_until(connection, key, now) for key, _ in limits]
    if until := max((one for one in shut if one), default=None):
        return max(1, round((until - now).total_seconds()))
    for key, limit in limits:
        _count(connection, key, limit, now)
    return 0


def succeeded(connection: Connection, login: str, address: str) -> None:
    """The try turned out right: nothing is held against the login any more, and this try not against the address."""
    connection.execute(delete(Tries).where(Tries.key == login))
    mine = select(Tries.failures, Tries.rounds).where(Tries.key == address, Tries.failures > 0)
    row = connection.execute(mine.with_for_update()).one_or_none()
    if row is not None:
        values: dict[str, Any] = {"failures": row.failures - 1}
        if row.failures == ADDRESS_FAILURES:  # it was this try that shut it
            values |= {"shut_until": None, "rounds": row.rounds - 1}
        connection.execute(update(Tries).where(Tries.key == address).values(**values))


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
