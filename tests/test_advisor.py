"""What the answers around a match promise comes true: why not, gaps, questions, teams."""

import json
import random
import warnings
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest import demo, pipeline
from matching.advisor import Advisor, _gap, _unstated
from matching.corporate import CorporateDatabase, SupplierRow
from matching.corporate.rows import StoredOrder
from matching.errors import InputError, NotFound
from matching.matcher import Choice, Matcher
from matching.ranking.evidence import MET, Judge
from matching.ranking.whynot import _FIELDS, _saying, with_facts
from matching.records import Order, Requirement, Supplier, Verdict
from matching.settings import DATA, Settings

QUERIES = DATA / "evaluation" / "tune" / "queries.jsonl"
PAIRS = 16
CHAINS = (
    "SUS304のシャフト。旋削加工のあと焼入れ、円筒研削、硬質クロムめっき。月100本",
    "鋼板の曲げ加工、溶接、粉体塗装まで",
    "射出成形とパッド印刷、組立",
)
# Kind of requirement -> words of the question that asks for it.
ASKS = {
    "material": "材質",
    "quantity": "数量",
    "size": "大きさ",
    "tolerance": "精度",
    "certification": "認証",
    "due": "納期",
    "document": "図面",
    "supply": "支給",
}
ANSWERS = {
    "材質": "材質はアルミです。",
    "数量": "数量は月20000個です。",
    "大きさ": "大きさはφ10です。",
    "精度": "公差±0.003。",
    "認証": "ISO9001必須。",
    "納期": "納期3日。",
    "図面": "図面なし、現物のみ。",
    "支給": "材料支給。",
    "加工": "旋削加工をお願いします。",
}


@pytest.fixture(scope="session")
def enquiries() -> list[str]:
    return [json.loads(line)["text"] for line in QUERIES.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def advisor(sample: Matcher) -> Advisor:
    return Advisor(sample)


@pytest.fixture(scope="module")
def open_office(
    sample: Matcher,
    home: Path,
    tmp_path_factory: pytest.TempPathFactory,
    shared_database_at: Callable[[Path], str],
) -> Iterator[Advisor]:
    """data/sample in a database of its own, to be written in."""
    url = shared_database_at(tmp_path_factory.mktemp("advisor") / "office.db")
    with CorporateDatabase.open(url) as db, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in demo.SAMPLE_FILES:
            assert pipeline.run(DATA / "sample" / name, db, person="試験").error is None
    matcher = Matcher.open(Settings(url, home))
    matcher.index.follow()
    yield Advisor(matcher)
    matcher.close()


def write(matcher: Matcher, s: Supplier) -> None:
    row = SupplierRow(
        s.name, s.source_id, prefecture=s.place.prefecture, city=s.place.city, texts=dict(s.texts)
    )
    with matcher.db.writing("試験") as writer:
        assert writer.upsert_supplier(row).id == s.id


def ids(matcher: Matcher, order: Order, k: int, choice: Choice = Choice()) -> list[int]:  # noqa: B008
    return [m.supplier.id for m in matcher.match(order, k, choice).matches]


def test_facts_written_into_the_database_bring_the_firm_into_the_first_ten(
    open_office: Advisor, enquiries: list[str]
) -> None:
    matcher, chance = open_office.matcher, random.Random(20)
    free = [s for s in sorted(matcher.db.select_ids({})) if s not in matcher.db.unavailable(date.today())]
    promised = 0
    for _ in range(PAIRS):
        order = Order(chance.choice(enquiries))
        behind = [one for one in ids(matcher, order, 40)[10:] if one in free]
        chosen = chance.choice([*behind, *chance.sample(free, 5)])
        free.remove(chosen)
        supplier = next(iter(matcher.db.suppliers([chosen])))
        why = open_office.why(order, supplier.source_id)
        first = ids(matcher, order, 15)
        if why.rank is not None and why.rank <= 15:
            assert first[why.rank - 1] == chosen
        else:
            assert chosen not in first
        if why.rank is not None and why.rank <= 10:
            assert why.facts == ()
        if why.facts:
            promised += 1
            assert why.rank_with_facts is not None
            assert why.rank_with_facts <= 10
            assert len({(f.field, f.text) for f in why.facts}) == len(why.facts) <= 3
            kinds = {r.id: r.kind for r in why.requirements}
            assert sum(kinds[f.requirement] == "process" for f in why.facts) <= 1
            for fact in why.facts:
                assert fact.replaces in supplier.texts.get(fact.field, "")
            write(matcher, with_facts(supplier, why.facts))
            assert chosen in ids(matcher, order, 10), (order.text, supplier.source_id, why.facts)
    assert promised > PAIRS // 3


def test_a_firm_among_the_first_ten_needs_no_facts(advisor: Advisor, enquiries: list[str]) -> None:
    for text in enquiries[:8]:
        for m in advisor.matcher.match(Order(text), 10).matches[::4]:
            why = advisor.why(Order(text), m.supplier.source_id)
            assert (why.rank, why.rank_with_facts, why.facts) == (m.rank, m.rank, ())
            assert why.verdicts == m.verdicts
            assert (why.score, why.contributions) == (m.score, m.contributions)


def test_why_shows_what_match_shows_of_a_firm_that_contradicts(advisor: Advisor) -> None:
    order = Order("SUS304のシャフトの旋削加工、φ800、県内")
    held = [m for m in advisor.matcher.match(order, 10).matches if m.contributions[-1].signal == "placed"]
    for m in held[:2]:
        assert advisor.why(order, m.supplier.source_id).contributions == m.contributions


def test_a_count_of_gaps_out_of_range_is_an_error(advisor: Advisor) -> None:
    for k in (0, -1, 1_001):
        with pytest.raises(InputError):
            advisor.gaps("1", k)


def test_nobody_in_a_team_contradicts_another_condition(advisor: Advisor) -> None:
    result = advisor.team(Order("シャフトを旋盤→焼入れ→めっき。SUS304、外注不可、茨城県内の会社に限る"))
    assert result.teams
    conditions = {r.id for r in result.requirements if r.kind in ("area", "other", "material") and r.must}
    fields = {"processes", "equipment", "strengths", "products"}
    for team in result.teams:
        for member in team.members:
            given = {v.requirement: v for v in member.verdicts}
            assert not [one for one in conditions if given[one].verdict == "fails"]
            assert all(given[task].evidence.field in fields for task in member.tasks)  # type: ignore[union-attr]


def test_why_under_strict_ranks_as_strict_does(advisor: Advisor) -> None:
    order, strict = Order("SUS304のシャフトの旋削加工、φ800、県内"), Choice(strict=True)
    result = advisor.matcher.match(order, 10, strict)
    for m in result.matches[:5]:
        assert advisor.why(order, m.supplier.source_id, strict).rank == m.rank
    for e in result.excluded:
        if e.reason.startswith("必須条件に反する"):
            assert advisor.why(order, e.supplier.source_id, strict).rank is None


def test_no_facts_help_a_firm_that_the_filters_leave_out(advisor: Advisor) -> None:
    order = Order("SUS304のシャフトの旋削加工")
    choice = Choice({"city": "つくば市"})
    inside = set(advisor.matcher.db.select_ids({"city": "つくば市"}))
    outside = next(
        s
        for s in advisor.matcher.db.suppliers(sorted(advisor.matcher.db.select_ids({})))
        if s.id not in inside
    )
    why = advisor.why(order, outside.source_id, choice)
    assert (why.rank, why.facts) == (None, ())


def test_why_of_an_unknown_supplier(advisor: Advisor) -> None:
    with pytest.raises(NotFound):
        advisor.why(Order("旋削加工"), "どこにもない")


def test_blockers_are_what_is_not_met(advisor: Advisor, enquiries: list[str]) -> None:
    for text in enquiries[:5]:
        why = advisor.why(Order(text), "1")
        assert all(v.verdict != MET for v in why.blockers)
        assert {v.requirement for v in why.blockers} <= {r.id for r in why.requirements}
        verdicts = [v.verdict for v in why.blockers]
        assert verdicts == sorted(verdicts), "fails come before unknown"


@pytest.mark.parametrize(
    ("kind", "label", "asked"),
    [
        ("process", "はね上げ", ["案件に「はね上げ」とあります。対応できますか"]),
        ("process", "型を彫る", ["案件に「型を彫る」とあります。対応できますか"]),
        ("certification", "クリーンな環境", ["案件に「クリーンな環境」とあります。対応できますか"]),
        ("tolerance", "H9", ["H9の精度で加工できますか"]),
        ("process", "へ出す", []),
        ("process", "型から", []),
        ("area", "つくば市", []),
    ],
)
def test_words_that_the_lexicon_does_not_know_are_asked_as_the_order_has_them(
    kind: str, label: str, asked: list[str]
) -> None:
    stored = StoredOrder(1, "H26-001", "受付")
    requirement = Requirement("r1", kind, label, None, True, False, None, label, 0, len(label))
    gaps = _unstated([requirement], [Verdict("r1", "unknown")])
    assert [_gap(kind, [(stored, r)], set()).question for (kind, _), r in gaps] == asked


def test_what_a_firm_lacks_is_told_from_orders_that_were_read_before_anybody_asked(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    matcher = advisor.matcher
    matcher.read_orders()
    monkeypatch.setattr(matcher.engine.reader, "enquiry", lambda text: pytest.fail(f"read anew: {text}"))
    assert advisor.gaps("A-0237", 5).orders_read > 50
    assert matcher.reverse("A-0237", 5).matches


def test_a_gap_that_is_filled_decides_its_orders(advisor: Advisor) -> None:
    matcher = advisor.matcher
    judge, reader = Judge(matcher.engine.reader.lexicon), matcher.engine.reader
    tried = decided = 0
    for supplier in list(matcher.db.suppliers(sorted(matcher.db.select_ids({}))))[:60:20]:
        result = advisor.gaps(supplier.source_id, 5)
        assert [len(g.orders) for g in result.gaps] == sorted(
            (len(g.orders) for g in result.gaps), reverse=True
        )
        for gap in result.gaps:
            assert 0 <= gap.open_orders <= len(gap.orders) == len(set(gap.orders)) >= 1
            assert gap.question
            assert "\n" not in gap.question
            for number in gap.orders[:2]:
                requirements = reader.enquiry(matcher.order(number).text).requirements
                before = judge.verdicts(requirements, supplier, reader.capabilities(supplier.texts))
                unknown = {v.requirement for v in before if v.verdict == "unknown"}
                about = [r for r in requirements if r.id in unknown and r.kind == gap.kind and r.must]
                assert about, (supplier.source_id, gap, number)
                for r in about[:1]:
                    texts = dict(supplier.texts)
                    texts[_FIELDS[r.kind]] = f"{texts.get(_FIELDS[r.kind], '')}、{_saying(r)}"
                    changed = Supplier(
                        supplier.id, supplier.source_id, supplier.name, supplier.place, texts=texts
                    )
                    after = judge.verdicts(requirements, changed, reader.capabilities(texts))
                    tried += 1
                    decided += next(v.verdict for v in after if v.requirement == r.id) == MET
    assert tried >= 5
    assert decided >= 0.8 * tried


def test_questions_are_few_short_and_not_already_answered(sample: Matcher, enquiries: list[str]) -> None:
    changed = asked = 0
    for text in enquiries[::2]:
        result = sample.match(Order(text), 10)
        assert len(result.ask) <= 4
        assert len(set(result.ask)) == len(result.ask)
        known = {r.kind for r in result.requirements}
        for question in result.ask:
            assert question.endswith(("か", "か）", "）")), question
            assert "\n" not in question
            assert len(question) <= 40
            assert not any(word in question for kind, word in ASKS.items() if kind in known), (text, question)
        if result.ask:
            asked += 1
            answer = next(said for word, said in ANSWERS.items() if word in result.ask[0])
            before = [m.supplier.id for m in result.matches]
            changed += ids(sample, Order(f"{text}\n{answer}"), 10) != before
    assert asked >= 10
    assert changed >= 0.7 * asked


@pytest.mark.parametrize("text", CHAINS)
def test_each_member_of_a_team_is_shown_to_do_its_tasks(advisor: Advisor, text: str) -> None:
    result = advisor.team(Order(text))
    assert 1 <= len(result.teams) <= 3, result.notices
    assert [t.rank for t in result.teams] == list(range(1, len(result.teams) + 1))
    processes = {r.id for r in result.requirements if r.kind == "process" and r.must and not r.negated}
    for team in result.teams:
        done = [task for m in team.members for task in m.tasks]
        assert set(done) | set(team.open) >= processes
        assert not set(done) & set(team.open)
        met = {}
        for m in team.members:
            met[m.supplier.id] = {v.requirement for v in m.verdicts if v.verdict == MET}
            assert m.tasks
            assert set(m.tasks) <= met[m.supplier.id]
        for m in team.members:
            others = set().union(*(met[o.supplier.id] for o in team.members if o is not m))
            assert not set(m.tasks) <= others, "without this member the rest would do as much"
        assert (team.spread_km == 0) >= (len(team.members) == 1)


@pytest.mark.parametrize("text", ["旋削加工をお願いします", "SUS304", "", "こんにちは"])
def test_a_chain_of_one_makes_no_team_and_says_so(advisor: Advisor, text: str) -> None:
    result = advisor.team(Order(text))
    assert result.teams == ()
    assert result.notices
    assert all("\n" not in notice for notice in result.notices)
