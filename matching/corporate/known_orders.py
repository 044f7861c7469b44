"""Which stored orders a row without a number may be about: those of its buyer and 品名, by what they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select

from matching.corporate.names import name_key
from matching.corporate.projection import order_values_of
from matching.corporate.tables import OrderSlip
from matching.corporate.values import REMARKS, nothing_new

_Key = tuple[str, str]
_REMEMBERED = 20_000  # orders kept in memory


class _Group:
    """Orders of one buyer and 品名."""

    def __init__(self) -> None:
        self.values: dict[int, dict[str, str]] = {}
        self.saying: dict[tuple[str, str], set[int]] = {}

    def put(self, order_id: int, values: Mapping[str, str]) -> None:
        self.drop(order_id)
        self.values[order_id] = dict(values)
        for said in values.items():
            self.saying.setdefault(said, set()).add(order_id)

    def drop(self, order_id: int) -> None:
        for said in self.values.pop(order_id, {}).items():
            self.saying[said].discard(order_id)


class KnownOrders:
    """The orders of a transaction's buyers; each group is read once and kept up by the writer of orders."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._groups: dict[_Key, _Group] = {}
        self._key_of: dict[int, _Key] = {}

    def saying_all(self, said: Mapping[str, str]) -> int | None:
        """The first order that says all that a row says (its state apart)."""
        group = self._group(said)
        told = {key: value for key, value in said.items() if key != "state"}
        sets = [group.saying.get(one, set()) for one in told.items() if one[0] != REMARKS]
        # The rarest value first: rows of one buyer differ in something.
        found = set.intersection(*sorted(sets, key=len)) if sets else set()
        return next((one for one in sorted(found) if nothing_new(told, group.values[one])), None)

    def alike(self, said: Mapping[str, str], among: Collection[int]) -> set[int]:
        """Orders of the same buyer and 品名 (加工内容 where a row has none) that are among these."""
        group = self._group(said)
        same = group.values if "item" in said else group.saying.get(("processes", said["processes"]), set())
        return {one for one in same if one in among}

    def learn(self, order_id: int, values: Mapping[str, str]) -> None:
        """An order was stored or changed."""
        key = _key(values)
        old = self._key_of.pop(order_id, key)
        if old in self._groups:
            self._groups[old].drop(order_id)
        if key in self._groups:
            self._groups[key].put(order_id, values)
            self._key_of[order_id] = key

    def _group(self, said: Mapping[str, str]) -> _Group:
        key = _key(said)
        if key not in self._groups:
            if len(self._key_of) + len(self._groups) > _REMEMBERED:
                self._groups, self._key_of = {}, {}
            self._groups[key] = group = _Group()
            here = (OrderSlip.buyer_key == key[0]) & (OrderSlip.item == key[1])
            rows = select(OrderSlip.__table__).where(here, OrderSlip.withdrawn.is_(False))
            for row in self._connection.execute(rows.order_by(OrderSlip.id)).mappings():
                group.put(row["id"], order_values_of(row))
                self._key_of[row["id"]] = key
        return self._groups[key]


def _key(values: Mapping[str, str]) -> _Key:
    return name_key(values.get("buyer", "")), values.get("item", "")
