"""The measure of reading: which marks agree, worked out by hand, and what is counted."""

from typing import Any

import pytest

from benchmarks.marks import Mark, Tally, agree, by_hand, matched, of_capabilities, related, same_value
from benchmarks.reading import Capabilities, Requirements, Verdicts
from matching.records import Capability, Evidence, Requirement, Value, Verdict


class SmallLexicon:
    """work > cutting > milling > face milling > fine face milling; a lathe performs cutting."""

    chain = ("work", "cutting", "milling", "face milling", "fine face milling")
    performs = {"lathe": ("cutting",)}  # noqa: RUF012
    forms = {"切削": "cutting", "フライス": "milling", "旋盤": "lathe"}  # noqa: RUF012

    def key(self, form: str) -> str:
        return form

    def ancestors(self, concept: str) -> dict[str, int]:
        if concept not in self.chain:
            return {concept: 0}
        place = self.chain.index(concept)
        return {one: place - i for i, one in enumerate(self.chain[: place + 1])}


LEXICON: Any = SmallLexicon()


def process(start: int, end: int, concept: str | None = "milling", **more: Any) -> Mark:
    return Mark("process", start, end, concept, **more)


def number(low: float | None, high: float | None, **more: Any) -> Value:
    return Value("box", low, high, "mm", **more)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("milling", "milling", True),
        ("fine face milling", "milling", True),  # two steps down
        ("milling", "fine face milling", True),  # and up
        ("fine face milling", "cutting", False),  # three
        ("lathe", "cutting", True),  # a machine and its process
        ("cutting", "lathe", True),
        ("lathe", "milling", False),
    ],
)
def test_concepts_are_related_over_two_steps_or_machine_and_process(one: str, other: str, are: bool) -> None:
    assert related(one, other, LEXICON) is are


@pytest.mark.parametrize(
    ("gold", "read", "same"),
    [
        (None, number(1, 2), True),  # nothing marked: the place decides
        (number(1, 2), None, False),
        (number(None, 400), number(None, 400.0000001), True),
        (number(None, 400), number(None, 401), False),
        (number(None, 400), number(400, 400), False),
        (number(0.05, None), number(0.05, None), True),
        (number(300, 300, per="month"), number(300, 300), False),
        (number(None, None, sides=(300, 200)), number(None, 300, sides=(200.0, 300.0)), True),
        (number(None, None, sides=(300, 200)), number(None, None, sides=(300, 200, 100)), False),
        (number(None, None, sides=(300, 200)), number(None, 300), False),
        (number(None, 300), number(None, 300, sides=(300, 200)), False),
        (number(None, None, date="02-20"), number(None, None, date="2026-02-20"), True),
        (number(None, None, date="02-20"), number(None, None, date="02-21"), False),
    ],
)
def test_values_are_the_same_by_ends_period_sides_and_date(
    gold: Value | None, read: Value | None, same: bool
) -> None:
    assert same_value(gold, read) is same


def test_a_profile_s_bare_number_may_be_read_as_up_to_it() -> None:
    bare, up_to = number(400, 400), number(None, 400)
    assert same_value(bare, up_to, stated=True)
    assert not same_value(bare, up_to)
    assert not same_value(up_to, bare, stated=True)


def test_marks_agree_where_kind_place_and_concept_do() -> None:
    mark = process(0, 4)
    assert agree(mark, process(3, 8), LEXICON)
    assert not agree(mark, process(4, 8), LEXICON)  # they touch, and share nothing
    assert not agree(mark, process(0, 4, "lathe"), LEXICON)
    assert agree(process(0, 4, None), process(0, 4, "lathe"), LEXICON)  # the lexicon lacks the name
    assert not agree(mark, Mark("material", 0, 4, "milling"), LEXICON)
    assert not agree(process(0, 4, field="processes"), process(0, 4, field="strengths"), LEXICON)


def test_a_mark_is_matched_once_and_with_what_overlaps_most() -> None:
    gold = [process(0, 6), process(2, 6), process(20, 24)]
    read = [process(0, 2), process(1, 6), process(30, 34)]
    # The first takes the longer one (5 characters against 2); nothing that overlaps is left for the second.
    assert matched(gold, read, LEXICON) == {0: 1}
    assert matched([process(0, 4)], [process(0, 4), process(0, 4)], LEXICON) == {0: 0}


def test_figures_of_a_tally() -> None:
    tally = Tally()
    gold = [process(0, 2), process(4, 6), Mark("size", 8, 10, value=number(1, 1))]
    read = [process(0, 2), Mark("size", 8, 10, value=number(2, 2)), process(20, 22), process(30, 32)]
    tally.add(gold, read, matched(gold, read, LEXICON))
    # One hit, two misses (a process, the size), three extras (two processes, the size).
    figures = tally.figures()
    assert (figures["marked"], figures["read"]) == (3, 4)
    assert (figures["precision"], figures["recall"]) == (0.25, 0.3333)
    assert figures["f1"] == round(2 / 7, 4)
    assert figures["by_kind"]["process"]["precision"] == 0.3333
    assert figures["by_kind"]["size"]["f1"] == 0.0


def test_marks_by_hand_are_looked_up_by_name_then_by_words() -> None:
    row = {
        "kind": "process", "start": 0, "end": 2, "text": "切削", "name": "フライス", "value": None,
        "must": False, "negated": True, "group": "g1",
    }  # fmt: skip
    words = {**row, "name": None}
    unknown = {**row, "name": "謎の加工", "text": "謎"}
    assert [m.concept for m in by_hand([row, words, unknown], LEXICON)] == ["milling", "cutting", None]
    assert by_hand([row], LEXICON)[0] == process(0, 2, must=False, negated=True, group="g1", text="切削")
    sized = {**row, "kind": "size", "value": {"sides": [30, 20], "unit": "mm"}}
    assert by_hand([sized], LEXICON)[0].value == Value("", None, None, "mm", sides=(30, 20))


def test_requirements_count_strength_and_alternatives_of_matched_marks() -> None:
    counted = Requirements()
    gold = [process(0, 2, group="a"), process(4, 6, group="a"), process(8, 10, must=False), process(12, 14)]
    read = [process(0, 2, group="x"), process(4, 6), process(8, 10), process(12, 14, group="x")]
    counted.add(gold, read, LEXICON, lambda *_: None)
    figures = counted.figures()
    assert figures["must_and_negated"] == 0.75
    assert figures["alternatives"] == {"marked": 2, "found": 1, "extra": 1}


def test_a_refusal_is_found_where_one_of_any_kind_overlaps_it_in_its_field() -> None:
    counted = Capabilities()
    gold = [
        process(0, 4, field="limits", modality="refuses"),
        process(0, 4, field="strengths", modality="refuses"),
        process(0, 4, field="processes", modality="does"),
    ]
    texts = {"limits": "塗装は不可", "processes": "切削加工"}
    read = of_capabilities(
        [
            Capability("limits", "other", None, None, "refuses", 2, 5),
            Capability("processes", "process", "milling", None, "outside", 0, 4),
        ],
        texts,
    )
    assert read[0].text == "は不可"
    counted.add(gold, read, LEXICON, lambda *_: None)
    figures = counted.figures()
    assert figures["refusals"] == {"marked": 2, "found": 1, "recall": 0.5}
    assert figures["modality"] == 0.0
    assert (figures["recall"], figures["precision"]) == (0.3333, 0.5)


def test_verdicts_count_the_unread_as_unknown_and_see_wrong_fails() -> None:
    def mark(id_: str, start: int, **more: Any) -> dict[str, Any]:
        plain = {"kind": "process", "name": "フライス", "text": "", "value": None, "must": True}
        return {**plain, "id": id_, "start": start, "end": start + 2, "group": None, "negated": False, **more}

    def asked(id_: str, start: int) -> Requirement:
        return Requirement(id_, "process", "", "milling", True, False, None, "", start, start + 2)

    row = {
        "id": "E",
        "requirements": [mark("g1", 0), mark("g2", 4), mark("g3", 8)],
        "verdicts": [
            {"firm": firm, "requirement": g, "verdict": verdict}
            for firm, verdicts in {
                "A": ("meets", "fails", "unknown"),
                "B": ("fails", "unknown", "fails"),
            }.items()
            for g, verdict in zip(("g1", "g2", "g3"), verdicts, strict=True)
        ],
    }
    read = [asked("r1", 0), asked("r2", 4), asked("r3", 20)]  # g3 wasn't read, r3 nobody asked
    given = {
        "A": [Verdict("r1", "meets"), Verdict("r2", "fails"), Verdict("r3", "unknown")],
        "B": [
            Verdict("r1", "fails"),
            Verdict("r2", "unknown"),
            Verdict("r3", "fails", Evidence("lots", "-")),
        ],
    }
    counted = Verdicts()
    counted.add(row, read, given, {"A": 3, "B": 2}, LEXICON, lambda *_: None)
    figures = counted.figures()
    # Right: A's three (g3 unread, and unknown is right), B's first two; B's g3 is a contradiction that wasn't seen.
    assert (figures["verdicts"], figures["accuracy"]) == (6, round(5 / 6, 4))
    assert (figures["of_read_requirements"], figures["accuracy_of_read"]) == (4, 1.0)
    assert figures["confusion"] == {
        "fails as fails": 2,
        "fails as unknown": 1,
        "meets as meets": 1,
        "unknown as unknown": 2,
    }
    assert figures["must_contradictions"] == {"marked": 3, "found": 2, "recall": 0.6667}
    # B is failed for what nobody asked.
    assert figures["suppliers_of_grade_2_or_3"] == {"all": 2, "with_a_wrong_fail": 1, "share": 0.5}
