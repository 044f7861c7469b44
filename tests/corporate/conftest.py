"""A database in a folder of its own, and any supplier rows to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import strategies as st

from matching.corporate import CertificationRow, CorporateDatabase, EquipmentRow, SupplierRow
from matching.corporate.values import OTHER_FIELDS
from matching.records import PROFILE_TEXT_FIELDS


@pytest.fixture
def url(tmp_path: Path, database_at: Callable[[Path], str]) -> str:
    return database_at(tmp_path / "office" / "juhatchu.db")


@pytest.fixture
def db(url: str) -> Iterator[CorporateDatabase]:
    with CorporateDatabase.open(url, lock_wait=5) as opened:
        yield opened


@pytest.fixture(scope="session")
def any_supplier() -> st.SearchStrategy[SupplierRow]:
    """Rows of any text, which often name the same firm."""
    text = st.text(st.characters(), max_size=12)
    integer = st.none() | st.integers(0, 2**31 - 1)
    machine = st.builds(EquipmentRow, text, text, text, text, integer, integer)
    paper = st.builds(CertificationRow, text, text, st.none() | st.dates(), text)
    return st.builds(
        SupplierRow,
        name=text.filter(lambda name: bool(name.replace("\0", "").strip()))
        | st.sampled_from(["架空", "㈱架空"]),
        source_id=text | st.sampled_from(["1", "2", "S-000001"]),
        # The last one has a wrong check digit.
        corporate_number=st.sampled_from(["", "1180301018771", "4011001098993", "2180301018771"]),
        prefecture=st.sampled_from(["", "茨城", "茨城県", "火星県"]),
        city=st.sampled_from(["", "水戸", "友部町", "龍ヶ崎市", "どこか"]),
        phone=text,
        capital_yen=st.none() | st.integers(0, 2**63 - 1),
        employees=integer,
        texts=st.dictionaries(st.sampled_from(sorted(PROFILE_TEXT_FIELDS)), text, max_size=4),
        equipment=st.lists(machine, max_size=2).map(tuple),
        certifications=st.lists(paper, max_size=2).map(tuple),
        other=st.dictionaries(st.sampled_from(sorted(OTHER_FIELDS)), text, max_size=2),
    )
