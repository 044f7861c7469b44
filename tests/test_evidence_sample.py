"""What must hold for every enquiry and supplier: quotations stand in the profile, silence is no ability, points add up."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from matching.corporate import CorporateDatabase, SupplierRow
from matching.language.capabilities import LONGEST_QUOTE
from matching.matcher import Choice, Matcher
from matching.ranking.evidence import FAILED, MET, UNKNOWN, Judge
from matching.ranking.examination import Asked
from matching.records import Capability, Match, MatchResult, Order, Requirement, Supplier
from matching.settings import DATA, Settings

QUERIES = DATA / "evaluation" / "tune" / "queries.jsonl"
# Enquiries that ask for what some firms refuse or can't hold, so that the rules for contradictions are put to the test.
STRICT = (
    "ブラケットの溶接と塗装。外注不可、県内の会社",
    "SUS304のシャフトの旋削加工、φ800、県内",
    "型締力850t以上の射出成形、月500個",
    "鋼板の曲げ加工と溶接、板厚40mm、日立市の会社限定",
    "亜鉛めっき、長さ5mの鋼材、茨城県内",
    "アルミの切削加工、公差±0.001、試作1個から",
)
# Sizes that are said without a number (手のひらサイズ, 名刺くらい).
SIZE_WORDS = re.compile("サイズ|大きさ|くらい|ぐらい|大")


class Profile(NamedTuple):
    supplier: Supplier
    statements: tuple[Capability, ...]


@pytest.fixture(scope="session")
def enquiries() -> list[str]:
    return [json.loads(line)["text"] for line in QUERIES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def profiles(sample: Matcher) -> list[Profile]:
    """All suppliers of data/sample, read once."""
    ids = sorted(sample.db.select_ids({}))
    return [Profile(s, sample.engine.reader.capabilities(s.texts)) for s in sample.db.suppliers(ids)]


@pytest.fixture(scope="session")
def read(sample: Matcher, enquiries: list[str]) -> list[tuple[Requirement, ...]]:
    return [sample.engine.reader.enquiry(text).requirements for text in [*enquiries, *STRICT]]


@pytest.fixture(scope="session")
def results(sample: Matcher, enquiries: list[str]) -> list[MatchResult]:
    return [sample.match(Order(text), 30) for text in [*enquiries, *STRICT]]


def fields_of(supplier: Supplier) -> Mapping[str, str]:
    return {**supplier.texts, "prefecture": supplier.place.prefecture, "city": supplier.place.city}


def test_the_whole_sample_is_read(profiles: list[Profile], enquiries: list[str]) -> None:
    assert len(profiles) >= 400
    assert len(enquiries) >= 50


def test_every_meets_has_a_quotation_that_stands_in_the_named_field(
    sample: Matcher, profiles: list[Profile], read: list[tuple[Requirement, ...]]
) -> None:
    judge = Judge(sample.engine.reader.lexicon)
    met = 0
    for requirements in read:
        asked = [r for r in requirements if not r.silent]
        for supplier, statements in profiles:
            verdicts = judge.verdicts(requirements, supplier, statements)
            assert [v.requirement for v in verdicts] == [r.id for r in asked]
            fields = fields_of(supplier)
            for r, v in zip(asked, verdicts, strict=True):
                where = (supplier.source_id, r.text, v)
                assert v.verdict in (MET, UNKNOWN, FAILED), where
                assert 0 <= v.credit <= 1, where
                if v.evidence is None:
                    assert v.verdict != MET, where
                    continue
                assert v.evidence.quote in fields[v.evidence.field], where
                assert 0 < len(v.evidence.quote) <= LONGEST_QUOTE, where
                assert (v.evidence.field in ("prefecture", "city")) == (r.kind == "area"), where
                met += v.verdict == MET
    assert met > 1_000


def test_a_number_that_decides_is_in_the_quotation(
    sample: Matcher, profiles: list[Profile], read: list[tuple[Requirement, ...]]
) -> None:
    judge = Judge(sample.engine.reader.lexicon)
    numbers = ("size", "mass", "force", "tolerance", "roughness", "hardness")
    for requirements in read:
        measured = {r.id for r in requirements if r.kind in numbers and r.value is not None}
        for supplier, statements in profiles if measured else ():
            for v in judge.verdicts(requirements, supplier, statements):
                if v.requirement in measured and v.evidence:
                    said = v.evidence.quote
                    assert any(c.isnumeric() for c in said) or SIZE_WORDS.search(said), (
                        supplier.source_id,
                        v,
                    )


def test_an_empty_profile_meets_nothing_but_an_area(
    sample: Matcher, read: list[tuple[Requirement, ...]]
) -> None:
    judge = Judge(sample.engine.reader.lexicon)
    empty = Supplier(1, "A-1", "架空切削溶接塗装めっき工業", sample.db.supplier_by_key("1").place)
    for requirements in read:
        kinds = {r.id: r.kind for r in requirements}
        for v in judge.verdicts(requirements, empty, ()):
            assert v.verdict == UNKNOWN or kinds[v.requirement] == "area", v


def test_contributions_add_up(results: list[MatchResult]) -> None:
    for result in results:
        for m in result.matches:
            assert sum(c.points for c in m.contributions) == pytest.approx(m.score, abs=1e-6)
            assert [v.requirement for v in m.verdicts] == [r.id for r in result.requirements if not r.silent]


def test_scores_fall_and_ranks_count(results: list[MatchResult]) -> None:
    for result in results:
        scores = [m.score for m in result.matches]
        assert scores == sorted(scores, reverse=True)
        assert [m.rank for m in result.matches] == list(range(1, len(scores) + 1))


class Standing(NamedTuple):
    """What the rule of order says about a match, found from its verdicts alone."""

    contradicts: bool
    does_the_main_process: bool


def standing(matcher: Matcher, result: MatchResult, match: Match) -> Standing:
    given = {v.requirement: v.verdict for v in match.verdicts}
    groups: dict[str, list[Requirement]] = {}
    for r in result.requirements:
        if r.must:
            groups.setdefault(r.any_of or r.id, []).append(r)
    contradicts = any(all(given[r.id] == FAILED for r in group) for group in groups.values())
    main = Asked.of(result.requirements, matcher.engine.catalogue.rarity).main
    return Standing(contradicts, any(given[r.id] == MET for r in main))


def test_who_contradicts_a_must_stands_below_all_who_do_the_work(
    sample: Matcher, results: list[MatchResult]
) -> None:
    contradicting = 0
    for result in results:
        seen = [standing(sample, result, m) for m in result.matches]
        clean = [i for i, one in enumerate(seen) if one == (False, True)]
        against = [i for i, one in enumerate(seen) if one.contradicts]
        contradicting += len(against)
        assert not clean or not against or max(clean) < min(against), result.order.text
    assert contradicting > 50


def test_a_contradiction_costs_stated_points(sample: Matcher, results: list[MatchResult]) -> None:
    for result in results:
        for m in result.matches:
            signals = {c.signal: c.points for c in m.contributions}
            against = standing(sample, result, m).contradicts
            assert signals.get("contradicted", 0.0) <= 0
            assert signals.get("placed", 0.0) <= 0
            assert ("contradicted" in signals or "placed" in signals) <= against, (
                result.order.text,
                m.supplier.name,
            )


def test_strict_moves_exactly_those_who_contradict(sample: Matcher, results: list[MatchResult]) -> None:
    moved = 0
    for result in results:
        loose = sample.match(result.order, 15)
        strict = sample.match(result.order, 15, Choice(strict=True))
        clean = [m.supplier.id for m in loose.matches if not standing(sample, loose, m).contradicts]
        against = {m.supplier.id for m in loose.matches if standing(sample, loose, m).contradicts}
        kept = [m.supplier.id for m in strict.matches]
        assert [one for one in kept if one in clean] == [one for one in clean if one in kept], "order is kept"
        assert len(kept) >= len(clean)
        assert not against & set(kept)
        assert not any(standing(sample, strict, m).contradicts for m in strict.matches)
        reasons = {e.supplier.id: e.reason for e in strict.excluded}
        number = strict.excluded_total.get("必須条件に反する", 0)
        assert number >= len(against)
        if len(strict.excluded) < 15:
            assert against <= reasons.keys()
        for reason in reasons.values():
            if reason.startswith("必須条件に反する"):
                assert "に合いません" in reason
                assert "「" in reason
                assert "\n" not in reason
        assert loose.excluded_total.get("必須条件に反する", 0) == 0
        moved += len(against)
    assert moved > 20


@pytest.fixture(scope="module")
def with_empty(
    sample_url: str,
    home: object,
    tmp_path_factory: pytest.TempPathFactory,
    shared_database_at: Callable[[Path], str],
) -> Iterator[Matcher]:
    """A small office of firms of the sample and one that gave only its name and address."""
    url = shared_database_at(tmp_path_factory.mktemp("empty") / "office.db")
    with CorporateDatabase.open(sample_url) as db:
        some = list(db.suppliers(sorted(db.select_ids({}))))[::5]
    with CorporateDatabase.open(url) as db, db.writing("試験") as writer:
        for s in some:
            texts = dict(s.texts)
            writer.upsert_supplier(
                SupplierRow(
                    s.name, s.source_id, prefecture=s.place.prefecture, city=s.place.city, texts=texts
                )
            )
        writer.upsert_supplier(SupplierRow("架空名だけ工業", "EMPTY", prefecture="茨城県", city="日立市"))
    matcher = Matcher.open(Settings(url, home))  # type: ignore[arg-type]
    matcher.index.follow()
    yield matcher
    matcher.close()


def test_an_empty_profile_ranks_below_all_who_do_the_work(with_empty: Matcher, enquiries: list[str]) -> None:
    for text in [*enquiries, *STRICT]:
        result = with_empty.match(Order(text), 100)
        for m in result.matches:
            if m.supplier.source_id == "EMPTY":
                better = [o for o in result.matches if standing(with_empty, result, o) == (False, True)]
                assert all(o.score > m.score for o in better), text
                kinds = {r.id: r.kind for r in result.requirements}
                assert all(kinds[v.requirement] == "area" for v in m.verdicts if v.verdict == MET)
