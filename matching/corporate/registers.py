"""Public registers in the reference table: the National Tax Agency's corporate numbers, gBizINFO.

A register's firms are never firms of ours: they are looked up by number or by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any, Literal, cast

from sqlalchemy import Connection, Table, bindparam, delete, func, select, update
from sqlalchemy.orm import aliased

from matching.corporate.names import name_key
from matching.corporate.rows import RegisterRow
from matching.corporate.side_tables import RegisterEntry
from matching.corporate.tables import insert_rows

_SAID = tuple(one.name for one in fields(RegisterRow))
_TABLE = cast(Table, RegisterEntry.__table__)
_REPLACE = update(_TABLE).where(_TABLE.c.id == bindparam("of")).values(replaced_by=bindparam("by"))
_CHUNK = 5000

# What becomes of a row; "older": a later state is there, so that nothing follows from this one.
Taken = Literal["accepted", "updated", "unchanged", "older"]


class RegisterWriter:
    """Takes a register in, a portion of rows at a time; memory does not grow with the file."""

    def __init__(self, connection: Connection, register: str, batch_id: int) -> None:
        self._connection = connection
        self._register = register
        self._batch = batch_id
        self.changed = False

    def put(self, rows: Sequence[RegisterRow]) -> list[Taken]:
        """Store rows; what became of each."""
        stored = self._stored(rows)
        outcomes: list[Taken] = []
        new: dict[str, RegisterRow] = {}
        gone: list[dict[str, int]] = []
        for row in rows:
            known = stored.get(row.number)
            if known is not None and (known[1] == row or row.updated_on < known[1].updated_on):
                outcomes.append("unchanged" if known[1] == row else "older")
                continue
            outcomes.append("accepted" if known is None else "updated")
            if known is not None and known[0]:
                gone.append({"of": known[0], "by": self._batch})
            stored[row.number] = (0, row)
            new[row.number] = row
        if gone:
            self._connection.execute(_REPLACE, gone)
        if new:
            self.changed = True
            insert_rows(self._connection, RegisterEntry, [self._columns(row) for row in new.values()])
        return outcomes

    def _stored(self, rows: Sequence[RegisterRow]) -> dict[str, tuple[int, RegisterRow]]:
        columns = (RegisterEntry.id, *(getattr(RegisterEntry, key) for key in _SAID))
        found: dict[str, tuple[int, RegisterRow]] = {}
        numbers = [row.number for row in rows]
        for start in range(0, len(numbers), _CHUNK):
            wanted = RegisterEntry.number.in_(numbers[start : start + _CHUNK])
            current = (RegisterEntry.register == self._register) & RegisterEntry.replaced_by.is_(None)
            for one, *said in self._connection.execute(select(*columns).where(wanted, current)):
                found[said[0]] = (one, RegisterRow(*said))
        return found

    def _columns(self, row: RegisterRow) -> dict[str, Any]:
        said: dict[str, Any] = {key: getattr(row, key) for key in _SAID}
        said["name_key"] = name_key(row.name)
        return said | {"register": self._register, "batch_id": self._batch, "replaced_by": None}


def take_back(connection: Connection, batch_id: int) -> bool:
    """Undo what a batch did to the reference table; whether it had done anything.

    What it had replaced is current again, or replaced by the later batch that had replaced what this one brought.
    """
    gone = aliased(RegisterEntry)
    same = (gone.register == RegisterEntry.register) & (gone.number == RegisterEntry.number)
    later = select(func.max(gone.replaced_by)).where(
        same, gone.batch_id == batch_id, gone.replaced_by != batch_id
    )
    old = update(RegisterEntry).where(RegisterEntry.replaced_by == batch_id)
    back = connection.execute(old.values(replaced_by=later.scalar_subquery())).rowcount
    return bool(
        back + connection.execute(delete(RegisterEntry).where(RegisterEntry.batch_id == batch_id)).rowcount
    )


def by_name(connection: Connection, register: str, keys: Iterable[str]) -> dict[str, list[RegisterRow]]:
    """The present entries of firms whose names have these keys (names.name_key)."""
    found: dict[str, list[RegisterRow]] = {}
    for row in _entries(connection, register, RegisterEntry.name_key, list(keys)):
        found.setdefault(name_key(row.name), []).append(row)
    return found


def _entries(connection: Connection, register: str, column: Any, wanted: list[str]) -> Iterable[RegisterRow]:
    columns = tuple(getattr(RegisterEntry, key) for key in _SAID)
    current = (RegisterEntry.register == register) & RegisterEntry.replaced_by.is_(None)
    for start in range(0, len(wanted), _CHUNK):
        statement = select(*columns).where(column.in_(wanted[start : start + _CHUNK]), current)
        for row in connection.execute(statement):
            yield RegisterRow(*row)
