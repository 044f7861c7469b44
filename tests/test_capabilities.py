"""Statements of profiles: any words can be read, places are right, and what was kept equals what is read anew."""

import sqlite3
import time
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.language.capabilities import DOES, LONGEST_FIELD, LONGEST_QUOTE, OUTSIDE, REFUSES
from matching.language.reading import Reader
from matching.ranking.evidence import Judge
from matching.ranking.statements import Statements
from matching.records import PROFILE_TEXT_FIELDS, Capability, Supplier

PIECES = [
    "旋削加工", "めっき", "塗装は外注", "溶接不可", "SUS304", "ステンレス全般", "φ3〜60", "φ300を超えるものは不可", "1000×600", "80t〜300t", "±0.01",
    "月産1000個まで", "1個から", "NC旋盤 3台", "ISO9001", "、", "。", "\n", "　",
    " ", "×", "は", "まで", "（", ")", "①", "㎜", "ｶﾞ", "Ⅲ", "１０", "~", "−", "\u3099", "\u200b",
    "\x00", "🏭", "𠮷", "\ud800", "ﾟ", "㍉", "½", "İ", "ß", "ﷺ",
]  # fmt: skip
words = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map("".join)
profiles = st.dictionaries(st.sampled_from(sorted(PROFILE_TEXT_FIELDS)), words, max_size=5)
few = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
PROFILE = {
    "processes": "旋削加工、塗装は外注",
    "sizes": "φ3〜60、1000×600",
    "limits": "溶接不可",
    "lots": "1個〜500個",
}


LENGTHY = [
    ("limits", "めっき不可、"),
    ("limits", "ホゲ不可、"),
    ("equipment", "プレス 200t、"),
    ("notes", "溶接不可"),
]


@pytest.mark.parametrize(("field", "words"), LENGTHY)
def test_an_endless_profile_stops_nobody(reader: Reader, field: str, words: str) -> None:
    started = time.process_time()
    found = reader.capabilities({field: words * (40_000 // len(words))})
    assert time.process_time() - started < 10, "151 s where what is read is looked through again and again"
    assert 0 < len(found) <= LONGEST_FIELD
    assert max(c.end for c in found) <= LONGEST_FIELD


def test_each_refusal_is_read_once(reader: Reader) -> None:
    found = reader.capabilities({"limits": "めっき不可、" * 50})
    assert [(c.concept, c.modality) for c in found] == [("P.PLATE", REFUSES)] * 50


def test_a_narrower_thing_is_refused_in_its_own_words(reader: Reader) -> None:
    text = "クロム酸アルマイト不可、塗装は対応できません"
    found = reader.capabilities({"limits": text})
    said = [(c.concept, c.modality, text[c.start : c.end]) for c in found]
    assert said == [
        (None, REFUSES, "クロム酸アルマイト不可"),
        ("P.PAINT", REFUSES, "塗装は対応できません"),
    ]


def firm(texts: Mapping[str, str], number: int = 1) -> Supplier:
    return Supplier(number, f"A-{number}", "架空工業", texts=texts)


@given(texts=profiles)
@few
def test_any_words_can_be_read_and_places_are_in_them(reader: Reader, texts: dict[str, str]) -> None:
    for c in reader.capabilities(texts):
        assert 0 <= c.start < c.end <= len(texts[c.field]), c
        assert texts[c.field][c.start : c.end].strip(), c
        assert c.modality in (DOES, OUTSIDE, REFUSES)


@given(texts=profiles, enquiry=words)
@few
def test_any_enquiry_can_be_judged_against_any_profile(
    reader: Reader, texts: dict[str, str], enquiry: str
) -> None:
    asked = reader.enquiry(enquiry).requirements
    for r in asked:
        assert enquiry[r.start : r.end] == r.text != ""
    verdicts = Judge(reader.lexicon).verdicts(asked, firm(texts), reader.capabilities(texts))
    assert [v.requirement for v in verdicts] == [r.id for r in asked if not r.silent]
    for v in verdicts:
        if v.evidence is not None:
            assert v.evidence.quote in texts[v.evidence.field]
            assert 0 < len(v.evidence.quote) <= LONGEST_QUOTE


@given(several=st.lists(profiles, min_size=1, max_size=3))
@settings(few, max_examples=40)
def test_what_is_kept_equals_what_is_read(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory, several: list[dict[str, str]]
) -> None:
    home = tmp_path_factory.mktemp("statements")
    expected = [reader.capabilities(texts) for texts in several]
    for _ in range(2):  # the second time from the files
        store = Statements.open(home, reader)
        assert [store.of(firm(texts, i)) for i, texts in enumerate(several)] == expected
        assert [store.of(firm(texts, i)) for i, texts in enumerate(several)] == expected
        store.close()


def test_another_profile_is_read_anew(reader: Reader, tmp_path: Path) -> None:
    store = Statements.open(tmp_path, reader)
    store.of(firm(PROFILE))
    changed = {**PROFILE, "sizes": "φ3〜90"}
    assert store.of(firm(changed)) == reader.capabilities(changed)
    assert store.of(firm(PROFILE)) == reader.capabilities(PROFILE)
    store.close()


def filled(reader: Reader, home: Path) -> tuple[Capability, ...]:
    store = Statements.open(home, reader)
    expected = store.of(firm(PROFILE))
    store.close()
    return expected


ENTRIES = [
    '{"a": 1}',
    "[[1]]",
    "7",
    "null",
    "[]x",
    "",
    '[["sizes", "size", null, [1], "does", 0, 2, null]]',
]


@pytest.mark.parametrize("value", ENTRIES)
def test_an_entry_that_was_tampered_with_is_read_anew(reader: Reader, tmp_path: Path, value: str) -> None:
    expected = filled(reader, tmp_path)
    with sqlite3.connect(tmp_path / "statements" / "cache.db") as files:
        files.execute(
            "UPDATE Cache SET value = ?, filename = NULL, mode = 1", (zlib.compress(value.encode()),)
        )
    store = Statements.open(tmp_path, reader)
    assert store.of(firm(PROFILE)) == expected
    store.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 5_000,
        b"not a database " * 400,
    ],
)
def test_a_damaged_file_costs_only_a_second_reading(reader: Reader, tmp_path: Path, content: bytes) -> None:
    expected = filled(reader, tmp_path)
    folder = tmp_path / "statements"
    for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
        if name == "cache.db" or (folder / name).exists():
            (folder / name).write_bytes(content)
    store = Statements.open(tmp_path, reader)
    assert store.of(firm(PROFILE)) == expected
    assert store.of(firm({"processes": "溶接"})) == reader.capabilities({"processes": "溶接"})
    store.close()


def test_a_file_that_is_cut_while_it_is_open(reader: Reader, tmp_path: Path) -> None:
    store = Statements.open(tmp_path, reader)
    expected = store.of(firm(PROFILE))
    path = tmp_path / "statements" / "cache.db"
    path.write_bytes(b"\xff" * path.stat().st_size)
    assert store.of(firm(PROFILE)) == expected
    other = {"processes": "溶接、塗装は外注"}
    assert store.of(firm(other)) == reader.capabilities(other)
    store.close()


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("strengths", "当社では塗装はしません。", [("塗装はしません", "P.PAINT", REFUSES)]),
        ("strengths", "木型・金型は社外に依頼", [("木型", "P.WOODP", OUTSIDE), ("金型は社外に", "P.MOLD", OUTSIDE)]),
        ("strengths", "茨城・栃木なら伺います", [("茨城", None, DOES), ("栃木", None, DOES)]),
        ("limits", "φ10以下の小物は不得意", [("φ10以下の小物は不得意", None, REFUSES)]),
        ("certifications", "ISO9001取得、ISO14001は2019年に返上しました", [("ISO9001", "C.ISO9001", DOES)]),
        ("materials", "Co-Cr", [("Co-Cr", "M.CO.COCRALLOY", DOES)]),
        ("processes", "金属焼付ゴム", [("金属焼付ゴム", "P.RUBBER.VULCBOND", DOES)]),
        ("limits", "六価不可", [("六価不可", "P.PLATE.CR6", REFUSES)]),
        ("limits", "水性不可", [("水性不可", "P.PAINT.WATERB", REFUSES)]),
    ],
)  # fmt: skip
def test_what_a_firm_says_of_itself(
    reader: Reader, field: str, text: str, said: list[tuple[str, str | None, str]]
) -> None:
    found = reader.capabilities({field: text})
    assert [(text[c.start : c.end], c.concept, c.modality) for c in found] == said
