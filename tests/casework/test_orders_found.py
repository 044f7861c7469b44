"""Orders found by words: nobody finds one, or learns of one, by what isn't shown to it."""

import pytest

from matching.corporate import OrderRow, opening
from matching.corporate.order_views import OrderSearch, _rows

from .conftest import Casework


@pytest.fixture
def hidden(office: Casework) -> Casework:
    """Of K-1 the turner may see more than others; K-2 is withdrawn."""
    db = office.db
    with db.writing("試験") as writer:
        slip = OrderRow(
            "K-3", "架空発注", texts={"item": "軸", "processes": "旋削加工", "payment": "手形なし"}
        )
        writer.upsert_order(slip)
    db.introductions.begin(office.coordinator, "K-1", office.turner, state="紹介")
    db.naming.give(office.coordinator, office.buyer)
    db.move_order("K-2", "取下げ", "u1")
    return office


@pytest.mark.parametrize(
    ("who", "words", "found"),
    [
        ("turner", "", ["K-3", "K-1"]),
        ("plater", "", ["K-3", "K-1"]),
        ("turner", "架空発注", ["K-1"]),
        ("turner", "旋削加工", ["K-3", "K-1"]),
        ("plater", "架空発注", []),
        ("plater", "カクウハッチュウ", []),
        ("plater", "旋削加工 軸", ["K-3"]),
        ("buyer", "架空発注", ["K-3", "K-2", "K-1"]),
    ],
)
def test_an_order_is_found_by_what_is_shown_of_it(
    hidden: Casework, who: str, words: str, found: list[str]
) -> None:
    page = hidden.db.order_views.page(hidden.of[who], OrderSearch(words))
    assert [one.number for one in page.orders] == found
    with opening.reading(hidden.db._engine) as connection:
        read = _rows(connection, hidden.of[who], OrderSearch(words), None, 50)
    assert [row["number"] for row in read] == found  # nothing else is even looked through
