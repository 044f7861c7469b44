import pytest

from matching.language.lexicon import Lexicon, load_lexicon
from matching.language.reading import Capabilities, Enquiry
from matching.ranking.signals import LABELS, Importance, covering, document, refusals
from matching.records import Place


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


def has(offered: dict[str, float], lexicon: Lexicon) -> dict[str, float]:
    return dict(document(1, Capabilities((), offered, frozenset(), ""), [], lexicon, None).concepts)


def covered(wanted: dict[str, float], offered: dict[str, float], lexicon: Lexicon) -> float:
    weights = covering(wanted, Importance(lexicon, {}))
    owned = has(offered, lexicon)
    return sum(weight * owned.get(concept, 0.0) for concept, weight in weights.items())


def test_who_has_all_that_is_wanted_gets_one(lexicon: Lexicon) -> None:
    for wanted in (["P.TURN"], ["P.TURN", "M.SUS304"], ["P.PLATE.ENI", "P.WELD", "C.ISO9001"]):
        known = [c for c in wanted if c in lexicon.concepts]
        assert covered(dict.fromkeys(known, 1.0), dict.fromkeys(known, 1.0), lexicon) == pytest.approx(1.0)


def test_who_has_a_narrower_concept_has_the_wider_one(lexicon: Lexicon) -> None:
    assert covered({"M.SUS": 1.0}, {"M.SUS304": 1.0}, lexicon) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("offered", "credit"),
    [
        # 無電解ニッケルめっき < 無電解めっき < めっき < 表面処理
        ("P.PLATE.ENI", 1.0),
        ("P.PLATE.ELL", 0.35),
        ("P.PLATE", 0.12),
        ("P.SURF", 0.05),
        ("P.WELD", 0.0),
    ],
)
def test_the_credit_of_a_broader_concept_falls_by_step(lexicon: Lexicon, offered: str, credit: float) -> None:
    assert covered({"P.PLATE.ENI": 1.0}, {offered: 1.0}, lexicon) == pytest.approx(credit)


def test_a_sibling_gets_what_its_parent_gets(lexicon: Lexicon) -> None:
    """SUS304L is no SUS304, but both are austenitic."""
    assert covered({"M.SUS304": 1.0}, {"M.SUS316": 1.0}, lexicon) == pytest.approx(0.35)


def test_shares_follow_kind_and_weight(lexicon: Lexicon) -> None:
    """Process 1.0 and material 0.7: who turns but has no stainless steel covers 1 / 1.7; then 0.7 / (0.7 + 2.1)."""
    assert covered({"P.TURN": 1.0, "M.SUS": 1.0}, {"P.TURN": 1.0}, lexicon) == pytest.approx(1 / 1.7)
    assert covered({"P.TURN": 0.7, "M.SUS": 3.0}, {"P.TURN": 1.0}, lexicon) == pytest.approx(0.25)


def test_common_concepts_count_less(lexicon: Lexicon) -> None:
    importance = Importance(lexicon, {"P.TURN": 0.2, "M.SUS": 0.5})
    weights = covering({"P.TURN": 1.0, "M.SUS": 1.0}, importance)
    owned = has({"M.SUS": 1.0}, lexicon)
    assert sum(w * owned.get(c, 0.0) for c, w in weights.items()) == pytest.approx(0.35 / 0.55)


def test_every_concept_s_weights_add_up(lexicon: Lexicon) -> None:
    for concept in lexicon.concepts:
        assert covered({concept: 1.0}, {concept: 1.0}, lexicon) == pytest.approx(1.0), concept


def test_nothing_wanted_weighs_nothing(lexicon: Lexicon) -> None:
    assert covering({}, Importance(lexicon, {})) == {}


def enquiry(*stated: str) -> Enquiry:
    return Enquiry((), dict.fromkeys(stated, 1.0), {}, frozenset(), "")


def test_a_refusal_counts_for_its_share_of_what_is_wanted(lexicon: Lexicon) -> None:
    """Two wanted: each refused one is 1/2, its parent refused half of that."""
    marks = refusals(enquiry("P.TURN", "P.WELD"), lexicon)
    assert marks["!P.TURN"] == marks["!P.WELD"] == 0.5
    parent = lexicon.concepts["P.TURN"].parents[0]
    assert marks[f"!{parent}"] == 0.25


def test_papers_and_fields_are_not_refused(lexicon: Lexicon) -> None:
    papers = [c.id for c in lexicon.concepts.values() if c.kind in ("cert", "field", "cad", "lot", "trade")]
    assert refusals(enquiry(*papers[:5]), lexicon) == {}


def test_a_supplier_s_features(lexicon: Lexicon) -> None:
    read = Capabilities(("旋盤", "旋盤", "=旋盤"), {"P.TURN": 0.8}, frozenset({"P.CAST"}), "旋盤")
    made = document(3, read, ["@茨城県", "@県北"], lexicon, None)
    assert made.terms == {"旋盤": 2, "=旋盤": 1}
    assert made.concepts["P.TURN"] == made.concepts["P.CUT"] == 0.8
    assert made.concepts["!P.CAST"] == made.concepts["@県北"] == 1.0
    assert Place().city not in made.concepts


def test_every_signal_has_a_label() -> None:
    assert all(LABELS.values())
    assert len(set(LABELS.values())) == len(LABELS)
