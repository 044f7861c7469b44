"""Verdicts on small invented profiles: what a coordinator who has both papers side by side would say."""

from typing import NamedTuple

import pytest

from matching.language.capabilities import LONGEST_QUOTE
from matching.language.reading import Reader
from matching.places import find_place
from matching.ranking.evidence import FAILED, MET, UNKNOWN, Judge
from matching.records import Place, Requirement, Supplier, Verdict

HITACHI = find_place("茨城県", "日立市")
KOGA = find_place("茨城県", "古河市")


class Look(NamedTuple):
    """The verdicts on an enquiry, by the words that ask; `asked` are all requirements, remarks included."""

    asked: tuple[Requirement, ...]
    verdicts: tuple[Verdict, ...]

    def on(self, words: str) -> Verdict:
        ids = [r.id for r in self.asked if r.text == words]
        assert len(ids) == 1, [r.text for r in self.asked]
        return next(v for v in self.verdicts if v.requirement == ids[0])

    def said(self, words: str) -> tuple[str, str, str] | str:
        """(verdict, field, quotation), or the verdict alone where nothing is quoted."""
        v = self.on(words)
        return (v.verdict, v.evidence.field, v.evidence.quote) if v.evidence else v.verdict


def look(reader: Reader, enquiry: str, place: Place = HITACHI, /, **texts: str) -> Look:
    asked = reader.enquiry(enquiry).requirements
    supplier = Supplier(1, "A-1", "架空工業", place, texts=texts)
    verdicts = Judge(reader.lexicon).verdicts(asked, supplier, reader.capabilities(texts))
    for verdict in verdicts:
        if verdict.evidence and verdict.evidence.field in texts:
            assert verdict.evidence.quote in texts[verdict.evidence.field]
            assert 0 < len(verdict.evidence.quote) <= LONGEST_QUOTE
    return Look(asked, verdicts)


# enquiry, the words that ask, field, profile, verdict, quotation ("" for none)
NUMBERS = [
    ("φ20のピンの旋削加工", "φ20", "sizes", "φ3〜60", MET, "φ3〜60"),
    ("φ3のピンの旋削加工", "φ3", "sizes", "φ3〜60", MET, "φ3〜60"),
    ("φ60のピンの旋削加工", "φ60", "sizes", "φ3〜60", MET, "φ3〜60"),
    ("φ80のピンの旋削加工", "φ80", "sizes", "φ3〜60", FAILED, "φ3〜60"),
    ("φ2のピンの旋削加工", "φ2", "sizes", "φ3〜60", FAILED, "φ3〜60"),
    ("φ20のピンの旋削加工", "φ20", "sizes", "φ60まで", MET, "φ60まで"),
    ("φ400のシャフト", "φ400", "sizes", "φ300を超えるものは不可", FAILED, "φ300を超えるものは不可"),
    ("φ20のピンの旋削加工", "φ20", "sizes", "板厚6mmまで", UNKNOWN, ""),
    ("型締力450tの射出成形", "型締力450t", "equipment", "射出成形機 80t〜300t", FAILED, "80t〜300t"),
    (
        "型締力450t以上の射出成形",
        "型締力450t以上",
        "equipment",
        "射出成形機 80t〜300t 5台",
        FAILED,
        "80t〜300t",
    ),
    ("型締力250t以上の射出成形", "型締力250t以上", "equipment", "射出成形機 80t〜300t 5台", MET, "80t〜300t"),
    ("型締力250tの射出成形", "型締力250t", "equipment", "プレス 300t", UNKNOWN, ""),
    ("公差±0.01の旋削", "公差±0.01", "accuracy", "±0.005", MET, "±0.005"),
    ("公差±0.01の旋削", "公差±0.01", "accuracy", "±0.05", FAILED, "±0.05"),
    ("Ra0.8の研削", "Ra0.8", "accuracy", "Ra0.4", MET, "Ra0.4"),
    ("Ra0.8の研削", "Ra0.8", "accuracy", "±0.005", UNKNOWN, ""),
    ("月500本の旋削", "月500本", "lots", "月産1000個まで", MET, "月産1000個まで"),
    ("月5000本の旋削", "月5000本", "lots", "月産1000個まで", FAILED, "月産1000個まで"),
    ("500×300の板の溶接", "500×300", "sizes", "1000×600", MET, "1000×600"),
    ("300×500の板の溶接", "300×500", "sizes", "1000×600", MET, "1000×600"),
    ("1200×300の板の溶接", "1200×300", "sizes", "1000×600", FAILED, "1000×600"),
    ("700×700の板の溶接", "700×700", "sizes", "1000×600", FAILED, "1000×600"),
    ("20kgの品物の溶接", "20kg", "sizes", "重量50kgまで", MET, "重量50kgまで"),
    ("100kgの品物の溶接", "100kg", "sizes", "重量50kgまで", FAILED, "重量50kgまで"),
    ("納期3日の旋削", "納期3日", "terms", "納期：最短2日", MET, "納期：最短2日"),
    ("納期3日の旋削", "納期3日", "terms", "納期：2週間", UNKNOWN, ""),
    # Who takes single pieces needn't make thousands a month.
    ("月3000個の旋削", "月3000個", "lots", "1個から", UNKNOWN, ""),
    ("月3000個の旋削", "月3000個", "lots", "1個", UNKNOWN, ""),
    ("月50個の旋削", "月50個", "lots", "1個から", MET, "1個から"),
    # A bare number may be an example; pieces aren't kilograms.
    ("100個の旋削", "100個", "lots", "1000個", UNKNOWN, ""),
    ("月300kgの旋削", "月300kg", "lots", "月産1000個まで", UNKNOWN, ""),
    ("月3000kgの旋削", "月3000kg", "lots", "月産1000個まで", UNKNOWN, ""),
    # Round with round; a round piece in a box.
    ("長さ50の旋削", "長さ50", "sizes", "φ3〜60", UNKNOWN, ""),
    ("φ50のピンの旋削", "φ50", "sizes", "1000×600", MET, "1000×600"),
    # A clamping force is that of an injection machine.
    ("型締力100tの射出成形", "型締力100t", "equipment", "射出成形機 300t", MET, "300t"),
    ("型締力100tの射出成形", "型締力100t", "equipment", "万能試験機 300t", UNKNOWN, ""),
    ("型締力100tの射出成形", "型締力100t", "equipment", "射出成形機 5台、圧縮試験装置 300t", UNKNOWN, ""),
]


@pytest.mark.parametrize(("enquiry", "words", "field", "profile", "verdict", "quote"), NUMBERS)
def test_numbers_are_compared_as_ranges(
    reader: Reader, enquiry: str, words: str, field: str, profile: str, verdict: str, quote: str
) -> None:
    said = look(reader, enquiry, **{field: profile}).said(words)
    assert said == ((verdict, field, quote) if quote else verdict)


NAMED = [
    # A child shows its parent; the parent leaves the child open.
    ("ステンレスの旋削", "ステンレス", {"materials": "SUS304、アルミ"}, (MET, "materials", "SUS304")),
    ("SUS304の旋削", "SUS304", {"materials": "アルミ、ステンレス"}, UNKNOWN),
    ("SUS304の旋削", "SUS304", {"materials": "SUS304、SUS316"}, (MET, "materials", "SUS304")),
    ("SUS304の旋削", "SUS304", {"materials": "SUS316"}, UNKNOWN),
    ("めっきをお願いします", "めっき", {"processes": "無電解ニッケルめっき"}, (MET, "processes", "無電解ニッケルめっき")),
    ("無電解ニッケルめっき", "無電解ニッケルめっき", {"processes": "めっき"}, UNKNOWN),
    # A machine performs its processes.
    ("旋削加工をお願いします", "旋削加工", {"equipment": "NC旋盤 3台"}, (MET, "equipment", "NC旋盤")),
    ("5軸マシニングセンタ", "5軸マシニングセンタ", {"equipment": "立形マシニングセンタ"}, UNKNOWN),
    # What is refused fails, in the words that refuse.
    ("塗装をお願いします", "塗装", {"processes": "板金", "limits": "塗装は不可"}, (FAILED, "limits", "塗装は不可")),
    ("塗装をお願いします", "塗装", {"processes": "板金。塗装は対応できません"}, (FAILED, "processes", "塗装は対応できません")),
    ("亜鉛めっき", "亜鉛めっき", {"processes": "無電解ニッケルめっき", "limits": "めっきは不可"}, (FAILED, "limits", "めっきは不可")),
    ("無電解ニッケルめっき", "無電解ニッケルめっき", {"limits": "硬質クロムめっきは不可"}, UNKNOWN),
    # What is bought in is open.
    ("溶接と塗装をお願いします", "塗装", {"processes": "溶接。塗装は外注"}, (UNKNOWN, "processes", "塗装は外注")),
    ("溶接と塗装をお願いします", "溶接", {"processes": "溶接。塗装は外注"}, (MET, "processes", "溶接")),
    # A list of certificates needn't be complete.
    ("溶接。JIS Q 9100必須", "JIS Q 9100", {"certifications": "ISO9001、ISO14001"}, UNKNOWN),
    ("溶接。ISO9001必須", "ISO9001", {"certifications": "ISO9001、ISO14001"}, (MET, "certifications", "ISO9001")),
    # A name inside another name is another thing.
    ("アルミの切削", "アルミ", {"materials": "アルミナ"}, UNKNOWN),
    ("ガラスの切削", "ガラス", {"materials": "ガラスエポキシ"}, UNKNOWN),
    # Refusing something narrower refuses nothing else.
    ("アルマイト", "アルマイト", {"processes": "アルマイト", "limits": "クロム酸アルマイト不可"}, (MET, "processes", "アルマイト")),
    ("アルマイト", "アルマイト", {"limits": "クロム酸アルマイト不可"}, UNKNOWN),
    ("塗装をお願いします", "塗装", {"processes": "塗装", "limits": "樹脂塗装不可"}, (MET, "processes", "塗装")),
    ("鋳物をお願いします", "鋳物", {"processes": "鋳物", "limits": "大型鋳物は不可"}, (MET, "processes", "鋳物")),
    ("溶接をお願いします", "溶接", {"processes": "溶接", "limits": "SUS溶接不可、量産溶接不可"}, (MET, "processes", "溶接")),
    ("鋳物をお願いします", "鋳物", {"limits": "塗装、鋳物不可"}, (FAILED, "limits", "鋳物不可")),
    # What only begins like a process.
    ("焼入れをお願いします", "焼入れ", {"materials": "焼入鋼、焼入棒"}, UNKNOWN),
    ("焼付塗装", "焼付塗装", {"processes": "焼付防止処理"}, UNKNOWN),
    ("熱処理をお願いします", "熱処理", {"processes": "熱処理スケール落とし"}, UNKNOWN),
    ("塗装をお願いします", "塗装", {"processes": "塗装剥離"}, UNKNOWN),
    ("溶接をお願いします", "溶接", {"processes": "溶接検査"}, UNKNOWN),
    ("溶接をお願いします", "溶接", {"equipment": "溶接機 3台"}, (MET, "equipment", "溶接機")),
    ("鍛造をお願いします", "鍛造", {"materials": "支給の鍛造材"}, UNKNOWN),
    ("溶接をお願いします", "溶接", {"strengths": "昔は溶接をしていた。"}, UNKNOWN),
    ("溶接をお願いします", "溶接", {"strengths": "昔は塗装をしていましたが今は溶接専門です。"}, (MET, "strengths", "溶接")),
    # A certificate that is still to come.
    ("溶接。ISO9001必須", "ISO9001", {"certifications": "ISO9001（取得予定）"}, UNKNOWN),
    ("溶接。ISO9001必須", "ISO9001", {"certifications": "ISO9001準備中、ISO14001"}, UNKNOWN),
    ("溶接。ISO9001必須", "ISO9001", {"certifications": "ISO9001準拠の品質管理"}, UNKNOWN),
    ("溶接。ISO9001必須", "ISO9001", {"certifications": "ISO9001（更新予定）"}, (MET, "certifications", "ISO9001")),
    ("溶接。ISO9001必須", "ISO9001", {"certifications": "ISO9001、ISO14001取得予定"}, (MET, "certifications", "ISO9001")),
    # What is bought in is so in every field.
    ("アルマイト", "アルマイト", {"processes": "切削、アルマイト", "notes": "アルマイトは協力工場"}, (UNKNOWN, "notes", "アルマイトは協力工場")),
    ("アルマイト", "アルマイト", {"processes": "切削、アルマイト（自社）", "notes": "アルマイトは協力工場"}, (MET, "processes", "アルマイト")),
    ("塗装をお願いします", "塗装", {"processes": "塗装", "notes": "大物の塗装は協力工場"}, (MET, "processes", "塗装")),
    # Conditions.
    ("材料支給で旋削", "材料支給", {"terms": "材料支給可"}, (MET, "terms", "材料支給")),
    ("材料支給で旋削", "材料支給", {"terms": "材料支給は不可"}, (FAILED, "terms", "材料支給は不可")),
]  # fmt: skip


@pytest.mark.parametrize(("enquiry", "words", "texts", "expected"), NAMED)
def test_what_is_named(
    reader: Reader, enquiry: str, words: str, texts: dict[str, str], expected: tuple[str, str, str] | str
) -> None:
    assert look(reader, enquiry, **texts).said(words) == expected


def test_a_condition_that_the_lexicon_does_not_know_is_left_open(reader: Reader) -> None:
    asked = Requirement(
        "r1", "certification", "溶接技能者", "C.WELDQ", True, False, None, "溶接技能者", 0, 5,
        accepts={"C.WELDQ": 1.0, "X.UNHEARD": 0.5},
    )  # fmt: skip
    texts = {"processes": "溶接", "materials": "鉄全般", "certifications": "ISO9001", "limits": "塗装不可"}
    supplier = Supplier(1, "A-1", "架空工業", HITACHI, texts=texts)
    verdicts = Judge(reader.lexicon).verdicts([asked], supplier, reader.capabilities(texts))
    assert [v.verdict for v in verdicts] == [UNKNOWN]


def test_the_family_of_a_grade_gives_credit_but_no_verdict(reader: Reader) -> None:
    family = look(reader, "SUS304の旋削", materials="ステンレス").on("SUS304")
    nothing = look(reader, "SUS304の旋削", materials="アルミ").on("SUS304")
    shown = look(reader, "SUS304の旋削", materials="SUS304").on("SUS304")
    assert (family.verdict, nothing.verdict, shown.verdict) == (UNKNOWN, UNKNOWN, MET)
    assert nothing.credit == 0 < family.credit < shown.credit == 1


def test_a_family_that_is_handled_wholly_holds_its_grades(reader: Reader) -> None:
    assert look(reader, "SUS304の旋削", materials="ステンレス全般").on("SUS304").verdict == MET


@pytest.mark.parametrize("words", ["外注不可", "内製のみ"])
def test_bought_in_fails_where_in_house_is_asked(reader: Reader, words: str) -> None:
    found = look(reader, f"溶接と塗装をお願いします。{words}", processes="溶接。塗装は外注")
    assert found.said("溶接") == (MET, "processes", "溶接")
    assert found.said("塗装") == (FAILED, "processes", "塗装は外注")
    assert found.said(words) == (FAILED, "processes", "塗装は外注")


def test_in_house_is_open_where_nothing_is_said_of_it(reader: Reader) -> None:
    found = look(reader, "溶接をお願いします。外注不可", processes="溶接")
    assert found.said("外注不可") == UNKNOWN
    found = look(reader, "溶接をお願いします。外注不可", processes="溶接", limits="塗装は外注")
    assert found.said("外注不可") == UNKNOWN, "what is bought in isn't asked for"


@pytest.mark.parametrize(
    ("enquiry", "words", "place", "expected"),
    [
        ("溶接。県内の会社", "県内", HITACHI, (MET, "prefecture", "茨城県")),
        ("溶接。県内の会社", "県内", find_place("栃木県", "小山市"), FAILED),
        ("溶接。県内の会社", "県内", Place("栃木県"), FAILED),
        ("溶接。県内の会社", "県内", Place(), UNKNOWN),
        ("溶接。県北の会社", "県北", HITACHI, (MET, "city", "日立市")),
        ("溶接。県北の会社", "県北", Place("茨城県"), (UNKNOWN, "prefecture", "茨城県")),
        ("溶接。つくば近辺", "つくば近辺", find_place("茨城県", "笠間市"), (UNKNOWN, "city", "笠間市")),
        ("溶接。県北の会社", "県北", find_place("茨城県", "打ち間違い市"), UNKNOWN),
        ("溶接。県北の会社", "県北", KOGA, (FAILED, "city", "古河市")),
        ("溶接。日立市の会社限定", "日立市", HITACHI, (MET, "city", "日立市")),
        ("溶接。日立市の会社限定", "日立市", KOGA, (FAILED, "city", "古河市")),
        ("溶接。千葉か埼玉の会社", "千葉", find_place("千葉県", "柏市"), (MET, "prefecture", "千葉県")),
        ("溶接。千葉か埼玉の会社", "埼玉", find_place("千葉県", "柏市"), FAILED),
    ],
)
def test_an_area_fails_only_where_the_place_is_stated_and_outside(
    reader: Reader, enquiry: str, words: str, place: Place, expected: tuple[str, str, str] | str
) -> None:
    found = look(reader, enquiry, place, processes="溶接")
    if isinstance(expected, str):
        assert found.on(words).verdict == expected
    else:
        assert found.said(words) == expected


def test_silence_is_unknown_whatever_is_asked(reader: Reader) -> None:
    enquiry = (
        "SUS304のシャフトの旋削加工と焼入れ。φ20、公差±0.01、Ra0.8、月500本、5軸マシニングセンタ、型締力250t以上、"
        "ISO9001必須、材料支給、ミルシート、納期2週間、塗装は不可、外注不可"
    )
    found = look(reader, enquiry)
    assert len(found.verdicts) > 10
    assert {v.verdict for v in found.verdicts} == {UNKNOWN}
    assert all(v.evidence is None for v in found.verdicts)
    assert {v.verdict for v in look(reader, enquiry, notes="創業40年。").verdicts} == {UNKNOWN}


def test_a_remark_gives_no_verdict(reader: Reader) -> None:
    found = look(reader, "板金。塗装は不要", processes="板金、塗装")
    assert [r.text for r in found.asked if r.silent] == ["塗装"]
    assert [v.verdict for v in found.verdicts] == [MET]


@pytest.mark.parametrize(
    ("materials", "expected"),
    [
        ("樹脂", (FAILED, "materials", "樹脂")),
        ("樹脂、アルミ", UNKNOWN),
        ("アルミ", UNKNOWN),
        ("アルミ。樹脂は不可", (MET, "materials", "樹脂は不可")),
    ],
)
def test_what_must_not_be(reader: Reader, materials: str, expected: tuple[str, str, str] | str) -> None:
    found = look(reader, "板金部品。樹脂は不可", processes="板金", materials=materials)
    assert found.said("樹脂") == expected


def test_what_is_said_both_ways_is_left_open(reader: Reader) -> None:
    found = look(reader, "塗装をお願いします", processes="塗装", limits="塗装は不可")
    assert found.on("塗装").verdict == UNKNOWN


def test_a_narrower_ability_prevails_over_a_broad_refusal(reader: Reader) -> None:
    texts = {"processes": "無電解ニッケルめっき", "limits": "めっきは不可"}
    assert look(reader, "無電解ニッケルめっき", **texts).said("無電解ニッケルめっき") == (
        MET,
        "processes",
        "無電解ニッケルめっき",
    )


def test_the_shortest_passage_of_the_most_telling_field_is_quoted(reader: Reader) -> None:
    texts = {
        "strengths": "旋削加工一筋五十年の腕で、お客様のどのような図面にも誠実にお応えしてまいりました。",
        "processes": "切削、旋削加工、研磨",
        "products": "旋削加工部品",
    }
    assert look(reader, "旋削加工をお願いします", **texts).said("旋削加工") == (MET, "processes", "旋削加工")


def test_quotations_keep_the_writing_of_the_profile(reader: Reader) -> None:
    found = look(reader, "SUS304のφ20のピン", materials="ＳＵＳ３０４", sizes="Φ３～６０ｍｍ")
    assert found.said("SUS304") == (MET, "materials", "ＳＵＳ３０４")
    verdict = found.on("φ20")
    assert verdict.verdict == MET
    assert verdict.evidence is not None
    assert "Φ３～６０" in verdict.evidence.quote


def test_the_order_of_alternatives_and_of_verdicts_is_that_of_the_enquiry(reader: Reader) -> None:
    found = look(reader, "SUS304かSUS316の旋削", materials="SUS316")
    assert found.on("SUS304").verdict == UNKNOWN
    assert found.said("SUS316") == (MET, "materials", "SUS316")
    assert [v.requirement for v in found.verdicts] == [r.id for r in found.asked]


IN_SHORT = [
    ("FC250の鋳物", "FC250", "materials", "FC200～FC350", "FC200～FC350"),
    ("FC250の鋳物", "FC250", "materials", "鋳鉄（FC200〜350）", "FC200〜350"),
    ("A5052の切削", "A5052", "materials", "Ａ１０５０～Ａ７０７５", "Ａ１０５０～Ａ７０７５"),
    ("S45Cの切削", "S45C", "materials", "S10C～S55C、SUS304", "S10C～S55C"),
    ("黒アルマイトをお願いします", "黒アルマイト", "processes", "白・黒・カラーアルマイト", "白・黒・カラーアルマイト"),
    ("黒アルマイトをお願いします", "黒アルマイト", "processes", "アルマイト（白・黒）", "アルマイト（白・黒）"),
]  # fmt: skip


@pytest.mark.parametrize(("enquiry", "words", "field", "profile", "quote"), IN_SHORT)
def test_a_range_of_grades_and_a_list_with_one_head_are_judged_and_quoted(
    reader: Reader, enquiry: str, words: str, field: str, profile: str, quote: str
) -> None:
    assert look(reader, enquiry, **{field: profile}).said(words) == (MET, field, quote)


@pytest.mark.parametrize(
    ("enquiry", "words", "profile"),
    [
        ("A5052の切削", "A5052", {"materials": "A6061～A7075"}),
        ("A5052の切削", "A5052", {"materials": "S10C～S55C"}),
        ("A5052の切削", "A5052", {"materials": "A1050～A7075は不可"}),
        ("黒アルマイトをお願いします", "黒アルマイト", {"processes": "アルマイト（黒・カラーは不可）"}),
        ("硬質アルマイトをお願いします", "硬質アルマイト", {"processes": "白・黒・カラーアルマイト"}),
    ],
)
def test_what_is_outside_a_range_or_a_list_is_not_met(
    reader: Reader, enquiry: str, words: str, profile: dict[str, str]
) -> None:
    assert look(reader, enquiry, **profile).on(words).verdict != MET


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ({"limits": "機械加工は粗まで"}, (UNKNOWN, "limits", "機械加工は粗まで")),
        (
            {"processes": "鋳造、機械加工", "limits": "機械加工は粗まで"},
            (UNKNOWN, "limits", "機械加工は粗まで"),
        ),
        ({"processes": "鋳造、機械加工", "limits": "加工は外注"}, (UNKNOWN, "limits", "加工は外注")),
        (
            {"processes": "鋳造、切削加工", "notes": "加工は協力工場です"},
            (UNKNOWN, "notes", "加工は協力工場"),
        ),
        ({"processes": "自社で機械加工", "notes": "溶接加工は外注"}, (MET, "processes", "機械加工")),
    ],
)
def test_machining_that_is_rough_only_or_bought_in_is_not_met(
    reader: Reader, profile: dict[str, str], said: tuple[str, str, str]
) -> None:
    assert look(reader, "機械加工をお願いします", **profile).said("機械加工") == said


def test_a_furnace_or_a_crane_does_not_say_that_a_light_piece_is_made(reader: Reader) -> None:
    heavy = "単重30kg～の鋳物が得意"
    asked = "重量25kgの鋳物"
    for machine in ("溶解炉 3t", "高周波溶解炉（3t）", "天井クレーン 3t"):
        assert look(reader, asked, equipment=machine, strengths=heavy).said("重量25kg") == UNKNOWN
    assert look(reader, asked, equipment="溶解炉 3t").said("重量25kg") == UNKNOWN
    assert (
        look(reader, "重量40kgの鋳物", equipment="溶解炉 3t", strengths=heavy).on("重量40kg").verdict == MET
    )


@pytest.mark.parametrize(
    ("enquiry", "city", "verdicts"),
    [
        ("ひたちなか市まで取りに行ける範囲で探しています", "水戸市", [(False, MET)]),
        ("ひたちなか市まで取りに行ける範囲で探しています", "古河市", [(False, FAILED)]),
        ("土浦かつくばの近くの会社で", "阿見町", [(True, MET), (True, MET)]),
        ("土浦かつくばの近くの会社で", "日立市", [(True, FAILED), (True, FAILED)]),
        ("土浦かつくばの会社で", "阿見町", [(True, FAILED), (True, FAILED)]),
    ],
)
def test_near_a_town_its_neighbours_are_not_ruled_out(
    reader: Reader, enquiry: str, city: str, verdicts: list[tuple[bool, str]]
) -> None:
    found = look(reader, enquiry, find_place("茨城県", city))
    assert [(r.must, v.verdict) for r, v in zip(found.asked, found.verdicts, strict=True)] == verdicts


@pytest.mark.parametrize(
    ("enquiry", "words", "number", "name", "expected"),
    [
        ("A-0001さんは外して、旋削", "A-0001さんは外して", "A-0001", "架空工業", (FAILED, "source_id", "A-0001")),
        ("A-0001さんは外して、旋削", "A-0001さんは外して", "A-0012", "架空工業", (MET, "name", "架空工業")),
        ("架空工業さん以外で、旋削", "架空工業さん以外", "A-0001", "株式会社架空工業", (FAILED, "name", "株式会社架空工業")),
        ("架空工業さん以外で、旋削", "架空工業さん以外", "A-0001", "新架空工業株式会社", (MET, "name", "新架空工業株式会社")),
    ],
)  # fmt: skip
def test_a_firm_that_the_buyer_leaves_out_fails_and_no_other_does(
    reader: Reader, enquiry: str, words: str, number: str, name: str, expected: tuple[str, str, str]
) -> None:
    asked = reader.enquiry(enquiry).requirements
    supplier = Supplier(1, number, name, HITACHI, texts={"processes": "旋削"})
    verdicts = Judge(reader.lexicon).verdicts(asked, supplier, reader.capabilities(supplier.texts))
    assert Look(asked, verdicts).said(words) == expected
