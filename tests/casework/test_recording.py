"""Matches on record: replayed bit for bit, whatever became of data, index and weights; and the page that explains one."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from matching import fonts
from matching.casework.explanation import explanation
from matching.casework.recording import Recorded, ReplayedRanking, brief_json, replay_json
from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, SupplierRow
from matching.corporate.access import OPERATOR, Viewer
from matching.errors import AccessDenied
from matching.matcher import Choice, Matcher
from matching.ranking.ranker import Ranker
from matching.records import Edit, Order
from matching.settings import Settings

COORDINATOR = Viewer("u1", frozenset({"coordinator"}))
ENQUIRIES = (
    "SUS304の丸棒をNC旋盤で加工できる会社。月100個くらい。水戸の近くで",
    "アルミの板金とレーザー切断、曲げ、溶接まで。ISO9001が必要。塗装は不要",
    "無電解ニッケルめっきか硬質クロムめっき、長さ2m",
    "ふつうの相談です",
    "",
)
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def office(
    tmp_path_factory: pytest.TempPathFactory, home: Path, shared_database_at: Callable[[Path], str]
) -> Iterator[Matcher]:
    """An office whose firms stay as they are."""
    with opened(shared_database_at(tmp_path_factory.mktemp("recording") / "office.db"), home) as matcher:
        yield matcher


@contextmanager
def opened(url: str, home: Path) -> Iterator[Matcher]:
    """Forty firms of four kinds, one of them closed; LSA, so that the index changes with every firm."""
    kinds = (
        ("NC旋盤による旋削加工", "ステンレス、SUS304", "1～500個"),
        ("精密板金、レーザー切断、曲げ加工、溶接", "アルミ、A5052", "試作1個から"),
        ("無電解ニッケルめっき、硬質クロムめっき", "鉄、銅", "月産1万個"),
        ("樹脂切削、射出成形。金属は対応不可", "ABS、POM", ""),
    )
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        for number in range(40):
            processes, materials, lots = kinds[number % 4]
            texts = {"processes": f"{processes} {number}号機", "materials": materials, "lots": lots}
            row = SupplierRow(
                f"架空{number}工業", f"A-{number}", prefecture="茨城県", city="水戸市", texts=texts
            )
            stored = writer.upsert_supplier(row)
        writer.set_status(stored.id, "休業", "設備入替のため")
        writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市"))
        texts = {"item": "シャフト", "processes": "旋削加工", "materials": "SUS304"}
        writer.upsert_order(OrderRow("H26-001", "架空発注", texts=texts))
    matcher = Matcher.open(Settings(url, home, "lsa"))
    try:
        yield matcher
    finally:
        matcher.close()


def all_recorded(office: Matcher) -> dict[str, str]:
    """Rankings of every kind of choice: id -> what was shown, as text."""
    recorded, found = Recorded(office.db, COORDINATOR), {}
    for text in ENQUIRIES:
        for choice in (Choice(today=TODAY), Choice({"city": "水戸市"}, TODAY, strict=True)):
            result, ranking_id = recorded.match(office, Order(text), 7, choice)
            found[ranking_id] = repr(
                [(m.rank, m.supplier.id, m.score, m.contributions) for m in result.matches]
            )
    return found


def again(office: Matcher, ranking_id: str) -> tuple[ReplayedRanking, str]:
    replayed = Recorded(office.db, COORDINATOR).replay(ranking_id)
    return replayed, repr([(x.rank, x.id, x.score, x.contributions) for x in replayed.replayed.lines])


def test_rankings_replay_to_the_last_bit_after_data_index_and_weights_changed(
    tmp_path: Path, home: Path, database_at: Callable[[Path], str]
) -> None:
    with opened(database_at(tmp_path / "office.db"), home) as office:
        shown = all_recorded(office)
        assert sum(text != "[]" for text in shown.values()) >= 6
        with office.db.writing("試験") as writer:
            for number in range(0, 40, 2):
                texts = {"processes": "歯車の研削、放電加工", "materials": "チタン"}
                writer.upsert_supplier(SupplierRow(f"架空{number}工業", f"A-{number}", texts=texts))
            writer.upsert_supplier(SupplierRow("新顔旋盤", "N-1", texts={"processes": "NC旋盤 SUS304"}))
        office.index.rebuild()
        office.engine.ranker = Ranker({"lexical": 50, "stated": 50})
        changed = sum(
            repr(
                [
                    (m.rank, m.supplier.id, m.score, m.contributions)
                    for m in office.match(Order(text), 7).matches
                ]
            )
            not in shown.values()
            for text in ENQUIRIES[:3]
        )
        assert changed == 3  # today the same enquiries are answered otherwise
        for ranking_id, text in shown.items():
            replayed, lines = again(office, ranking_id)
            assert replayed.replayed.differences == ()
            assert lines == text


def test_a_record_tells_all_that_the_ranking_was_made_of(office: Matcher) -> None:
    result, ranking_id = Recorded(office.db, COORDINATOR).match(
        office, office.order("H26-001"), 3, Choice(today=TODAY)
    )
    record = Recorded(office.db, COORDINATOR).get(ranking_id).record
    assert record["revision"] == result.revision
    assert (record["order"], record["who"], record["id"], record["encoder"]) == (
        "H26-001",
        "u1",
        ranking_id,
        "lsa",
    )
    assert [m["id"] for m in record["matches"]] == [m.supplier.id for m in result.matches]
    first = next(c for c in record["candidates"] if c["id"] == result.matches[0].supplier.id)
    assert first["name"] == result.matches[0].supplier.name
    quoted = {(v[0], v[1], tuple(v[3:])) for v in first["verdicts"]}
    told = {
        (v.requirement, v.verdict, (v.evidence.field, v.evidence.quote) if v.evidence else ())
        for v in result.matches[0].verdicts
    }
    assert quoted == told
    assert {signal for signal, *_ in record["weights"]["signals"]} == set(office.engine.ranker.weights)
    assert json.dumps(record, allow_nan=False)


def test_a_recorded_match_is_the_very_match(office: Matcher) -> None:
    order = Order(ENQUIRIES[0])
    plain = office.match(order, 5, Choice(today=TODAY))
    kept, _ = Recorded(office.db, COORDINATOR).match(office, order, 5, Choice(today=TODAY))
    assert kept.matches == plain.matches
    assert kept.excluded == plain.excluded


def test_edits_of_the_coordinator_are_on_record_and_on_the_page(office: Matcher) -> None:
    order = Order(ENQUIRIES[0], edits=(Edit("drop", 0, 6), Edit("add", words="めっき")))
    recorded = Recorded(office.db, COORDINATOR)
    _, ranking_id = recorded.match(office, order, 5, Choice(today=TODAY))
    record = recorded.get(ranking_id).record
    assert record["edits"] == [
        {"deed": "drop", "start": 0, "end": 6, "words": ""},
        {"deed": "add", "start": 0, "end": 0, "words": "めっき"},
    ]
    assert recorded.replay(ranking_id).replayed.identical
    assert pages(recorded.explanation(ranking_id)) == 1


def pages(pdf: bytes) -> int:
    assert pdf.startswith(b"%PDF")
    return pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ")


def test_the_explanation_is_one_page_even_of_endless_texts(office: Matcher) -> None:
    recorded = Recorded(office.db, COORDINATOR)
    for text in (*ENQUIRIES, "".join(ENQUIRIES) * 60, "😀\0\x07" * 500):
        _, ranking_id = recorded.match(office, Order(text), 30, Choice(strict=True, today=TODAY))
        found = recorded.replay(ranking_id)
        assert pages(explanation(found.brief, found.record, found.replayed, "水戸 花子" * 30)) == 1


def test_a_page_that_is_made_twice_is_the_same(office: Matcher) -> None:
    recorded = Recorded(office.db, COORDINATOR)
    _, ranking_id = recorded.match(office, Order(ENQUIRIES[0]), 5, Choice(today=TODAY))
    assert recorded.explanation(ranking_id) == recorded.explanation(ranking_id)


def test_printing_is_on_the_trail_before_the_page_is_handed_over(office: Matcher) -> None:
    recorded = Recorded(office.db, COORDINATOR)
    _, ranking_id = recorded.match(office, Order(ENQUIRIES[0]), 5, Choice(today=TODAY))
    recorded.explanation(ranking_id, lambda key: {"u1": "水戸 花子"}[key])
    deeds = {(e.who, e.deed, e.subject, e.key) for e in office.db.trail.entries(OPERATOR)}
    assert ("u1", "print", "ranking", ranking_id) in deeds


def test_who_may_not_match_gets_no_ranking(office: Matcher) -> None:
    reader = Recorded(office.db, Viewer("u9", frozenset({"reader"})))
    with pytest.raises(AccessDenied):
        reader.match(office, Order(ENQUIRIES[0]), 5, Choice(today=TODAY))


def test_the_json_of_a_ranking_and_of_its_replay(office: Matcher) -> None:
    recorded = Recorded(office.db, COORDINATOR)
    result, ranking_id = recorded.match(office, Order(ENQUIRIES[0], id="X-1"), 2, Choice(today=TODAY))
    brief = brief_json(recorded.newest(1)[0])
    assert (brief["id"], brief["order"], brief["shown"], brief["erased"]) == (ranking_id, "X-1", 2, False)
    told = replay_json(recorded.replay(ranking_id))
    assert told["identical"] is True
    assert [m["supplier"]["name"] for m in told["matches"]] == [m.supplier.name for m in result.matches]


def test_lines_are_never_wider_than_the_paper_and_cut_text_says_so() -> None:
    text = "長い文章、とても長い文章。" * 20
    found = fonts.lines(text, 8.5, 200, 3)
    assert len(found) == 3
    assert found[-1].endswith("…")
    assert all(fonts.width(line, 8.5) <= 200 for line in found)
    assert not any(line.startswith(("、", "。")) for line in found)
    assert fonts.lines("短い", 8.5, 200, 3) == ["短い"]
    assert fonts.lines("  \n ", 8.5, 200, 3) == []


def test_what_the_font_lacks_is_printed_as_geta() -> None:
    assert fonts.printable("髙橋😀\n①") == "髙橋〓 ①"
