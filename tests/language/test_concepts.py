import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.language.concepts import read_mentions
from matching.language.lexicon import load_lexicon
from matching.language.normalise import trace
from matching.language.reading import LONGEST, Reader


def concepts(reader: Reader, text: str) -> list[str]:
    return [u.concept for u in reader.enquiry(text).understood if not u.everyday]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The longest form wins, and nothing inside it counts again.
        ("無電解ニッケルめっき", ["P.PLATE.ENI"]),
        ("ショットブラスト", ["P.BLAST.SHOTBLASTING"]),
        ("MCナイロン", ["M.MCN"]),
        # Grades: neighbours are other materials, and an unlisted grade names only its family.
        ("SUS316L", ["M.SUS316L"]),
        ("SUS316", ["M.SUS316"]),
        ("SUS316Ti", ["M.SUS"]),
        ("SUS304", ["M.SUS304"]),
        ("A5052P", ["M.A5052"]),
        ("A5999", ["M.AL"]),
        ("FCD999", ["M.FCD"]),
        ("XSUS304", []),
        ("SUS304とSUS316L", ["M.SUS304", "M.SUS316L"]),
        # False hits that a greedy match gives.
        ("革新的な技術", []),
        ("事業の継続", []),
        ("事業を継続したい", []),
        ("継続的に月500個", ["L.REPEAT"]),
        ("デジタルトランスフォーメーション", []),
        ("トランスの製造", ["F.MOTOR.TRANSFORMERS"]),
        ("ブラスト処理", ["P.BLAST"]),
        ("ブラスの部品", ["M.BRASS"]),
        ("技術を磨き上げ", []),
        ("鏡面に磨き上げる", ["P.POLISH.MIR", "P.POLISH"]),
        ("BNCT用の装置", []),
        ("NCT加工", ["P.TURRETP"]),
        ("https://www.printing.co.jp", []),
        ("http://www.ps.com/pc を見て", []),
        ("PSのシート", ["M.PS"]),
        ("地下鉄", []),
        ("ジグザグ", []),
    ],
)  # fmt: skip
def test_what_a_text_names(reader: Reader, text: str, expected: list[str]) -> None:
    assert concepts(reader, text) == expected


@pytest.mark.parametrize(
    "variants",
    [
        ("マシニングセンタ", "マシニングセンター", "ﾏｼﾆﾝｸﾞｾﾝﾀ", "マシニングセンタ－", "マシニング センタ"),
        ("めっき", "メッキ", "鍍金", "ﾒｯｷ"),
        ("焼入れ", "焼き入れ", "焼入", "焼きいれ"),
        ("治具", "冶具", "ジグ"),
        ("ステンレス", "ｽﾃﾝﾚｽ"),
        ("SUS304", "ＳＵＳ３０４", "sus304", "SUS-304", "SUS 304", "サス304"),
        ("レーザー切断", "レーザ切断"),
        ("ワイヤーカット", "ワイヤカット", "ワイヤ一カット"),
        ("溶接", "熔接"),
        ("板金", "鈑金"),
        ("はんだ付け", "半田付け", "ハンダ付け"),
        ("ろう付け", "ロー付け", "ロウ付け", "ろう付"),
        ("真鍮", "真ちゅう", "しんちゅう"),
        ("バフ研磨", "バフ研摩"),
        ("5軸加工", "５軸加工", "五軸加工"),
    ],
)
def test_spellings_of_one_thing_name_one_concept(reader: Reader, variants: tuple[str, ...]) -> None:
    found = {variant: concepts(reader, variant) for variant in variants}
    assert len({tuple(one) for one in found.values()}) == 1, found
    assert len(found[variants[0]]) == 1


@pytest.mark.parametrize("variants", [("治具の製作", "冶具の製作"), ("めっき加工", "鍍金加工", "ﾒｯｷ加工")])
def test_spellings_read_alike_throughout(reader: Reader, variants: tuple[str, ...]) -> None:
    readings = [reader.enquiry(variant) for variant in variants]
    assert len({r.canonical for r in readings}) == 1
    assert len({r.terms for r in readings}) == 1


def test_places_are_those_of_the_text_as_given(reader: Reader) -> None:
    text = "①ｽﾃﾝﾚｽに、Φ２０の鍍金（ﾏｼﾆﾝｸﾞｾﾝﾀｰ）"
    read = {u.concept: (u.text, text[u.start : u.end]) for u in reader.enquiry(text).understood}
    assert read["M.SUS"] == ("ｽﾃﾝﾚｽ", "ｽﾃﾝﾚｽ")
    assert read["P.PLATE"] == ("鍍金", "鍍金")
    assert read["E.MC"] == ("ﾏｼﾆﾝｸﾞｾﾝﾀｰ", "ﾏｼﾆﾝｸﾞｾﾝﾀｰ")


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_read(reader: Reader, text: str) -> None:
    enquiry = reader.enquiry(text)
    assert all(
        0 <= u.start < u.end <= len(text) and u.text == text[u.start : u.end] for u in enquiry.understood
    )
    assert not enquiry.stated.keys() & enquiry.unwanted
    reader.profile({"processes": text, "limits": text})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(load_lexicon().forms)[::40]), max_size=6), st.sampled_from("、 。は\n")
)
def test_mentions_stand_in_order_without_overlap(reader: Reader, forms: list[str], between: str) -> None:
    text = reader.lexicon.spell(trace(between.join(forms))).text
    _, mentions = read_mentions(text, reader.words, reader._finder)
    assert all(a.end <= b.start for a, b in itertools.pairwise(mentions))


def test_every_form_in_the_lexicon_is_found_on_its_own(reader: Reader) -> None:
    """But those whose spelling another concept took first."""
    lost = []
    for concept in reader.lexicon.concepts.values():
        for form in concept.forms:
            if reader.lexicon.forms.get(reader.lexicon.key(form)) != concept.id:
                continue
            spelled = reader.lexicon.spell(trace(form)).text
            found = reader._finder.find(spelled, reader.words.short_units(spelled))
            if concept.id not in {m.concept for m in found}:
                lost.append((concept.id, form))
    assert lost == []


def test_broader_concepts_come_with_their_distance() -> None:
    """By hand from concepts.tsv: 無電解ニッケルめっき < 無電解めっき < めっき < 表面処理."""
    distances = load_lexicon().ancestors("P.PLATE.ENI")
    assert {c: distances[c] for c in ("P.PLATE.ENI", "P.PLATE.ELL", "P.PLATE", "P.SURF")} == {
        "P.PLATE.ENI": 0,
        "P.PLATE.ELL": 1,
        "P.PLATE": 2,
        "P.SURF": 3,
    }


def test_the_lexicon_s_tables_fit_together() -> None:
    lexicon = load_lexicon()
    known = lexicon.concepts.keys()
    assert all(p in known for c in lexicon.concepts.values() for p in c.parents)
    assert all(a in known and b in known for a, many in lexicon.performs.items() for b in many)
    assert all(0 < p <= 1 for entry in lexicon.everyday for _, p in entry.concepts)


def test_a_text_past_the_limit_is_cut_and_says_so(reader: Reader) -> None:
    assert not reader.enquiry("旋盤" * (LONGEST // 2)).cut
    enquiry = reader.enquiry("旋盤" * (LONGEST // 2) + "溶接")
    assert enquiry.cut
    assert "P.WELD" not in enquiry.stated


def test_limits_state_no_ability(reader: Reader) -> None:
    read = reader.profile({"processes": "旋盤加工。溶接は不可", "limits": "めっき、鋳造"}, "架空研磨工業")
    assert read.offered["P.TURN"] == 1.0
    assert read.offered["P.POLISH"] == 0.6  # from the name
    assert {"P.WELD", "P.PLATE", "P.CAST"} <= read.refused
    assert not {"P.WELD", "P.PLATE", "P.CAST"} & read.offered.keys()
    assert "めっき" not in read.canonical
    assert "鍍金" not in read.terms


def test_a_machine_offers_what_it_performs(reader: Reader) -> None:
    """0.9 for a mention under equipment, 0.8 of it for the process."""
    offered = reader.profile({"equipment": "NC旋盤 3台"}).offered
    assert offered["E.LATHE.NC"] == 0.9
    assert offered["P.TURN.NC"] == pytest.approx(0.72)


def test_an_offer_outweighs_a_refusal_elsewhere(reader: Reader) -> None:
    read = reader.profile({"processes": "溶接", "limits": "アルミの溶接"})
    assert "P.WELD" in read.offered
    assert "P.WELD" not in read.refused


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("亜鉛めっき三価クロメート、バレルで月2t", "P.PLATE.BARREL"),
        ("プレス後のバリはバレルで", "P.POLISH.BAR"),
        ("A4チラシ、コート90kg、1万部", "M.PAPER.COATED"),
        ("NBRのパッキンの成形", "P.RUBBER"),
        ("ABSのケースの成形、型締150t", "P.INJ"),
        ("φ25h6のシャフト、研磨仕上", "P.GRIND.CYL"),
        ("ステンレスの棚の研磨", "P.POLISH"),
    ],
)
def test_what_a_short_word_means_the_rest_of_the_text_decides(
    reader: Reader, text: str, concept: str
) -> None:
    assert concept in concepts(reader, text)


def test_a_word_that_the_rest_does_not_explain_names_nothing(reader: Reader) -> None:
    assert concepts(reader, "バレルの写真を送ります") == []


def test_senses_name_known_concepts(reader: Reader) -> None:
    lexicon = reader.lexicon
    assert all(c in lexicon.concepts for rows in lexicon.senses.values() for _, c in rows)
