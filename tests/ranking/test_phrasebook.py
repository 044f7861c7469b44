import json
from math import exp, log, sqrt
from pathlib import Path

import numpy as np
import pytest

from matching.language.reading import Enquiry, Reader
from matching.ranking.phrasebook import Phrasebook
from matching.settings import DATA

PAIRS = [("輪っかが漏れる", "ゴム成形"), ("棒を丸く", "旋削"), ("棒が曲がる", "鍛造")]
LAY = [["輪っか", "漏れる"], ["棒", "丸い"], ["棒", "曲がる"]]
CONCEPTS = [["P.RUB"], ["P.TURN", "M.FE"], ["P.FORGE"]]


def asked(*terms: str) -> Enquiry:
    return Enquiry(terms, {}, {}, frozenset(), "")


def unit(*values: float) -> np.ndarray:
    row = np.array(values, np.float32)
    return row / np.linalg.norm(row)


def test_votes_by_hand() -> None:
    """No term is common to more than 3 pairs. idf: 棒 ln(4/3)+1, others ln 2+1; cosines with the query 棒 丸い."""
    common, rare = log(4 / 3) + 1, log(4 / 2) + 1
    length = sqrt(common**2 + rare**2)
    closeness = [0.0, 1.0, common * common / (length * length)]
    votes = [exp((c - 1) / 0.1) for c in closeness]
    shares = [v / sum(votes) for v in votes]
    advice = Phrasebook.of(PAIRS, LAY, CONCEPTS, None, None).consult(asked("棒", "丸い", "=旋盤"), None)
    assert advice.concepts == {"P.TURN": pytest.approx(shares[1]), "M.FE": pytest.approx(shares[1])} | (
        {"P.FORGE": pytest.approx(shares[2])} if shares[2] >= 0.04 else {}
    )
    assert advice.vector is None
    assert advice.examples[0] == PAIRS[1]


def test_vectors_add_their_cosines_and_give_the_trade_s_side() -> None:
    lay = np.stack([unit(1, 0, 0), unit(0, 1, 0), unit(0, 0, 1)])
    trade = np.stack([unit(0, 0, 1), unit(1, 0, 0), unit(0, 1, 0)])
    advice = Phrasebook.of(PAIRS, LAY, CONCEPTS, lay, trade).consult(asked(), unit(1, 0, 0))
    # Closeness 1, 1, 0: the first two share the votes, the third gets e^-10 of one.
    assert advice.concepts == {
        "P.RUB": pytest.approx(0.5, abs=1e-4),
        "P.TURN": pytest.approx(0.5, abs=1e-4),
        "M.FE": pytest.approx(0.5, abs=1e-4),
    }
    assert advice.vector is not None
    np.testing.assert_allclose(advice.vector, unit(1, 0, 1), atol=1e-4)


def test_an_enquiry_like_no_pair_gets_no_advice() -> None:
    """A lone letter or digit is like no pair, even if one holds it."""
    book = Phrasebook.of(PAIRS, [*LAY[:2], ["5", "b"]], CONCEPTS, None, None)
    for enquiry in (asked(), asked("宇宙"), asked("5", "b")):
        advice = book.consult(enquiry, None)
        assert (advice.concepts, advice.vector, advice.examples, advice.confidence) == ({}, None, (), 0.0)


def test_confidence_is_full_for_a_known_pair_and_lies_between_0_and_1() -> None:
    book = Phrasebook.of(PAIRS, LAY, CONCEPTS, None, None)
    assert book.consult(asked("輪っか", "漏れる"), None).confidence == 1.0
    assert 0 <= book.consult(asked("棒"), None).confidence <= 1


def test_an_empty_phrasebook_gives_no_advice() -> None:
    assert Phrasebook.of([], [], [], None, None).consult(asked("棒"), None).concepts == {}


def test_it_is_read_once_and_a_damaged_file_again(reader: Reader, tmp_path: Path) -> None:

    home = tmp_path
    first = Phrasebook.open(home, reader, None).consult(reader.enquiry("水筒のふたの輪っか"), None)
    (path,) = home.glob("phrasebook-*.json")
    written = path.stat().st_mtime_ns
    second = Phrasebook.open(home, reader, None).consult(reader.enquiry("水筒のふたの輪っか"), None)
    assert path.stat().st_mtime_ns == written
    path.write_text("{", encoding="utf-8")
    third = Phrasebook.open(home, reader, None).consult(reader.enquiry("水筒のふたの輪っか"), None)
    assert first == second == third


def test_the_product_s_pairs_are_whole() -> None:
    """The real file, not the tests' thinned one."""
    lines = (DATA / "training" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()
    pairs = [json.loads(line) for line in lines]
    assert len(pairs) > 1_000
    assert all(p["text"].strip() and p["trade"].strip() for p in pairs)
