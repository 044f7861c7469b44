"""What is said on the telephone, as a coordinator would note it down: worked out by hand."""

import pytest

from matching.language.reading import Reader
from matching.records import Requirement


def read(reader: Reader, said: str) -> tuple[Requirement, ...]:
    return reader.enquiry(said).requirements


def noted(reader: Reader, said: str) -> list[tuple[str, str]]:
    """Words and how they count: must, wish, not (must not be) or needless."""
    names = {(True, False): "must", (False, False): "wish", (True, True): "not", (False, True): "needless"}
    return [(r.text, names[r.must, r.negated]) for r in read(reader, said)]


@pytest.mark.parametrize(
    "said",
    [
        "溶接はしない会社",
        "溶接をやらない会社でお願いします",
        "溶接はやってない会社がいい",
        "溶接は扱っていない工場でも大丈夫です",
        "溶接はやってなくて構いません",
        "溶接はいいんだけど、",
        "溶接は別で頼むから入れなくていい",
        "溶接は含めないで見積もってください",
        "溶接は無理でもいい",
        "溶接はどちらでも",
        "溶接はしてもらわなくていい",
    ],
)
def test_what_a_firm_need_not_do_is_no_wish_for_it(reader: Reader, said: str) -> None:
    assert noted(reader, said) == [("溶接", "needless")]


@pytest.mark.parametrize("said", ["溶接はしない会社でいい", "溶接はやってなくて構いません"])
def test_nor_do_firms_that_do_it_rank_before_others(reader: Reader, said: str) -> None:
    enquiry = reader.enquiry(said)
    assert enquiry.stated == {}
    assert enquiry.unwanted == {"P.WELD"}


def test_a_firm_for_one_material_alone_is_asked_for_that_material(reader: Reader) -> None:
    assert noted(reader, "アルミ以外は受けないところでいい") == [("アルミ", "must")]


def test_the_rest_of_such_a_sentence_is_asked(reader: Reader) -> None:
    said = "溶接はしない会社でいいんですが、板金はやってほしい"
    assert noted(reader, said) == [("溶接", "needless"), ("板金", "must")]


@pytest.mark.parametrize("said", ["自社で塗装できる会社", "自社で塗装までできないところは困る"])
def test_own_work_of_the_firm_that_is_looked_for_is_asked(reader: Reader, said: str) -> None:
    assert ("塗装", "must") in noted(reader, said)


def test_own_work_of_the_buyer_is_not_asked(reader: Reader) -> None:
    assert noted(reader, "塗装は自社で行います") == []


def test_what_goes_elsewhere_leaves_the_rest(reader: Reader) -> None:
    said = "真鍮の削り出しで、メッキは別の会社に頼んでいます"
    assert noted(reader, said) == [("真鍮", "must"), ("削り出し", "must")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("外注に出す会社は避けたい", "外注に出す会社は避けたい"),
        ("丸投げするところはいやだ", "丸投げするところはいやだ"),
    ],
)
def test_firms_that_pass_work_on_are_refused(reader: Reader, said: str, words: str) -> None:
    assert noted(reader, said) == [(words, "not")]


def test_a_prefecture_that_is_too_far_is_left_out(reader: Reader) -> None:
    (area,) = read(reader, "千葉は遠いから嫌")
    assert (area.label, area.negated) == ("千葉県以外", True)


def test_near_a_town_is_shown_as_near_it(reader: Reader) -> None:
    assert [(r.label, r.must) for r in read(reader, "水戸の近くがいいね")] == [("水戸市の近く", False)]
    assert [r.label for r in read(reader, "水戸の近所で")] == ["水戸市の近く"]
    assert [r.label for r in read(reader, "水戸市で")] == ["水戸市"]


def test_a_trade_near_a_town_is_looked_for_and_a_shop_of_a_town_looks(reader: Reader) -> None:
    assert "水戸市の近く" in [r.label for r in read(reader, "水戸の近くで板金屋さん")]
    assert [r for r in read(reader, "笠間の焼き物屋さんから電話") if r.kind == "area"] == []


@pytest.mark.parametrize(
    ("said", "both"),
    [
        ("鉄でもステンレスでもいい", ["鉄", "ステンレス"]),
        ("レーザーでもタレパンでも構わない", ["レーザー", "タレパン"]),
        ("プリント、シルクでもインクジェットでも可", ["シルク", "インクジェット"]),
    ],
)
def test_the_one_or_the_other_must_be(reader: Reader, said: str, both: list[str]) -> None:
    found = [r for r in read(reader, said) if r.any_of]
    assert [r.text for r in found] == both
    assert all(r.must for r in found)
    assert len({r.any_of for r in found}) == 1


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("1ミリくらいの鉄板", "板厚1 mm"),
        ("ステン2ミリを曲げて", "板厚2 mm"),
        ("鉄板の1ミリ", "板厚1 mm"),
        ("1.5ミリのステンを曲げる", "板厚1.5 mm"),
        ("10ミリの鉄の丸棒", "φ10 mm"),
        ("25ミリの鉄のパイプ", "φ25 mm"),
        ("パイプの25ミリ", "φ25 mm"),
        ("鉄のパイプを3メートル", "長さ3,000 mm"),
        ("500ミリのシャフト", "長さ500 mm"),
        ("SUS304で、2ミリ、レーザーで切って", "板厚2 mm"),
        ("30ミリの角パイプ", "□30×30 mm"),
        ("ステンの角パイプ30ミリ", "□30×30 mm"),
        ("大きさはみかん箱くらい", "300×400 mm"),
        ("5ミリの穴が3個ある板", "φ5 mm"),
        ("10個の穴あけ品", "ロット10 個"),
        ("つくばから車で1時間ぐらいまで", "つくば市から車で1時間"),
        ("うちで材料出すから加工だけ", "材料支給"),
        ("検査の紙つけてくれるとこ", "検査成績書"),
        ("材料の証明書もつけて", "ミルシート"),
        ("写真見て作れるとこ", "現物・見本からの対応"),
        ("個人でやってるとこは困る", "法人に限る（個人を除く）"),
        ("株式会社じゃないと困る", "法人に限る（個人を除く）"),
        ("中国で作ってるのはだめ", "国産限定"),
        ("前は中国で作ってたけど国内に戻したい", "国産限定"),
        ("SCM415の浸炭、深さ0.8", "硬化深さ0.8 mm"),
        ("予算は型代込みで300万円以内", "予算3,000,000 円 以下"),
        ("0.01の精度で", "精度±0.01 mm"),
        ("2,3個作って", "ロット2～3 個"),
        ("毎月決まって200個", "数量200 個／月"),
        ("高くても5万", "単価50,000 円 以下"),
        ("高周波焼入れ HRC50以上 深さ2ミリ", "硬化深さ2 mm"),
    ],
)
def test_figures_as_they_are_said(reader: Reader, said: str, label: str) -> None:
    assert label in [r.label for r in read(reader, said)]


def test_how_long_a_thing_keeps_is_no_time_of_delivery(reader: Reader) -> None:
    assert noted(reader, "賞味期限半年") == []
    assert noted(reader, "月100本を半年") == [("月100本", "must")]


@pytest.mark.parametrize("said", ["急いでる", "急いでます", "なるはやで"])
def test_a_hurry_is_heard(reader: Reader, said: str) -> None:
    assert [r.kind for r in read(reader, said)] == ["due"]


def test_a_trial_is_asked_once(reader: Reader) -> None:
    assert [r.label for r in read(reader, "まず試作、試作がよければ続けて") if r.label == "試作"] == ["試作"]


@pytest.mark.parametrize(
    ("said", "processes"),
    [
        ("金型のピン", ["金型のピン"]),
        ("プレスで1.6ミリの鉄板を抜く", ["プレス", "抜く"]),
        ("プレスで作った部品の溶接", ["溶接"]),
        ("金の箔押し", ["箔押し"]),
        ("金のめっき", ["金のめっき"]),
        ("厚さ0.5のステンの板を打ち抜きで", ["打ち抜き"]),
        ("大きさはみかん箱くらい", []),
        ("金型代はこっちで持つ", []),
        ("ビニールの袋", ["ビニールの袋"]),
        ("溶接のあとの歪み取り", ["歪み取り"]),
        ("溶接してある部品を塗って", ["部品を塗っ"]),
        ("ネジは切ってあるやつ", []),
        ("ボルトは付いてます", []),
        ("金型のピンを研削", ["研削"]),
        ("SUS440C焼入れ品に穴あけ", ["穴あけ"]),
        ("SCM440調質材を削る", ["削る"]),
        ("SKD11、焼入れ後ワイヤーカット", ["焼入れ", "ワイヤーカット"]),
        ("機械の修理部品", []),
        ("塗装は先方でやるので曲げだけ", ["曲げ"]),
        ("ワイヤーと型彫り両方できる会社", ["ワイヤー", "型彫り"]),
        ("インコネルを削れるところ", ["削れる"]),
        ("作業服に名前の刺しゅう", ["刺しゅう"]),
        ("シャフトを高周波で焼いて", ["高周波"]),
    ],
)
def test_what_is_to_be_done(reader: Reader, said: str, processes: list[str]) -> None:
    assert [r.text for r in read(reader, said) if r.kind == "process"] == processes


def test_a_machine_and_the_verb_for_it_are_one(reader: Reader) -> None:
    assert noted(reader, "シャフト1本を旋盤で挽いて") == [("1本", "must"), ("旋盤で挽い", "must")]


def test_a_form_in_one_line_keeps_the_words_before_its_first_label(reader: Reader) -> None:
    found = read(reader, "ﾌﾗｲｽ加工 材質:S50C 数量:30")
    assert [r.text for r in found] == ["ﾌﾗｲｽ加工", "S50C", "数量:30"]


def test_narrow_letters_are_shown_wide(reader: Reader) -> None:
    assert [r.label for r in read(reader, "ﾌﾗｲｽ加工")] == ["フライス加工"]
    assert [r.label for r in read(reader, "ｱﾙﾏｲﾄ")] == ["アルマイト"]


@pytest.mark.parametrize(
    "said", ["水戸に近いとこで", "水戸から近い会社がいい", "水戸あたりで", "水戸からあんまり遠くないとこ"]
)
def test_near_a_town_is_heard_as_people_say_it(reader: Reader, said: str) -> None:
    assert [r.label for r in read(reader, said)] == ["水戸市の近く"]


def test_firms_of_the_next_town_are_near_and_it_is_said_so(reader: Reader) -> None:
    (area,) = read(reader, "鉾田あたりで")
    assert area.label == "鉾田市の近く"
    assert dict(area.accepts)["@茨城県茨城町"] >= 0.5


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("IATFとってるとこ", "IATF16949"),
        ("9001持ってるところ", "ISO9001"),
        ("14001も取ってる会社", "ISO14001"),
        ("ISOは9001を持ってればいい", "ISO9001"),
        ("9001と14001を取ってる工場", "ISO14001"),
    ],
)
def test_standards_by_their_short_names(reader: Reader, said: str, label: str) -> None:
    assert label in [r.label for r in read(reader, said) if r.kind == "certification"]


def test_a_number_of_pieces_is_no_standard(reader: Reader) -> None:
    assert [r.kind for r in read(reader, "9001個作って")] == ["quantity"]


@pytest.mark.parametrize("said", ["ビニールハウスのパイプを曲げて", "名刺に金の箔押し", "銀の文字を印刷"])
def test_what_a_thing_is_called_after_or_looks_like_is_no_material(reader: Reader, said: str) -> None:
    assert [r.text for r in read(reader, said) if r.kind == "material"] == []


@pytest.mark.parametrize(
    "said",
    [
        "小さいロットでも嫌がらないところ",
        "小ロットでも嫌がらずにやってくれる会社",
        "数が少なくても嫌な顔しない会社",
    ],
)
def test_whoever_does_not_mind_small_lots_is_looked_for(reader: Reader, said: str) -> None:
    assert [(r.label, r.negated) for r in read(reader, said)] == [("小ロット", False)]


def test_what_is_not_on_a_board_needs_nobody_who_puts_it_there(reader: Reader) -> None:
    assert noted(reader, "基板の実装で、BGAは載ってません")[-1] == ("BGA", "needless")


@pytest.mark.parametrize("said", ["食品に触れる部品です", "食品に触れるトレー"])
def test_what_touches_food_should_be_fit_for_it(reader: Reader, said: str) -> None:
    assert [(r.label, r.must) for r in read(reader, said) if r.kind == "certification"] == [
        ("食品衛生法適合", False)
    ]


def test_what_would_be_good_is_a_wish(reader: Reader) -> None:
    assert noted(reader, "ISO14001も取ってるといい") == [("ISO14001", "wish")]


@pytest.mark.parametrize("said", ["穴4つあけて", "5ミリの穴が3個ある板", "4つの穴を", "一個いくらか知りたい"])
def test_holes_and_what_one_costs_are_no_lot(reader: Reader, said: str) -> None:
    assert [r.label for r in read(reader, said) if r.kind == "quantity"] == []


def test_no_hurry_is_none(reader: Reader) -> None:
    assert [r.label for r in read(reader, "急ぎじゃないけど年内には")] == ["納期 12月31日"]


def test_what_does_not_rust_is_asked_for(reader: Reader) -> None:
    assert noted(reader, "錆びないやつで") == [("錆びないやつ", "must")]


def test_a_machine_that_the_firm_must_have(reader: Reader) -> None:
    found = [(r.kind, r.label) for r in read(reader, "100トンくらいのプレス持ってるとこ")]
    assert found == [("force", "加圧力100 t"), ("equipment", "プレス機")]


def test_one_of_two_towns_is_near_enough(reader: Reader) -> None:
    found = read(reader, "石岡とか小美玉のあたり")
    assert [r.label for r in found] == ["石岡市の近く", "小美玉市の近く"]
    assert len({r.any_of for r in found}) == 1


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("SUS304の溶接を個別にお願いしたい", "溶接"),
        ("溶接を特別にお願いしたい", "溶接"),
        ("旋盤加工品を種類別に出荷してほしい", "旋盤加工"),
        ("熱処理部品の製作をお願いします", "熱処理"),
        ("めっき処理の部品を作ってほしい", "めっき"),
        ("社内で溶接ができなくて問題になっています", "溶接"),
        ("ロウ付けを扱っていない会社、つまり今の外注から移したい", "ロウ付け"),
        ("専用機5台以上の製作をお願いします", "5台以上"),
        ("検査機10台以上を作ってほしい", "10台以上"),
    ],
)
def test_what_only_sounds_like_going_without_is_asked_for_all_the_same(
    reader: Reader, said: str, word: str
) -> None:
    assert [weight for text, weight in noted(reader, said) if word in text] == ["must"]


def test_what_another_firm_does_well_is_not_said_to_be_needless(reader: Reader) -> None:
    assert noted(reader, "今の業者は溶接はいいんですが、値段が高い") == []


def test_soba_is_no_neighbourhood(reader: Reader) -> None:
    assert not [r for r in read(reader, "水戸のそば粉を入れる袋の印刷") if r.kind == "area"]
    assert [r.label for r in read(reader, "水戸のそばで溶接") if r.kind == "area"] == ["水戸市の近く"]


def test_a_place_that_would_do_too_is_not_left_out(reader: Reader) -> None:
    assert not [r.label for r in read(reader, "水戸がいいですが、栃木も結構です") if "以外" in r.label]


def test_the_drive_from_a_town_keeps_its_words(reader: Reader) -> None:
    assert "水戸市から車で1時間半" in [r.label for r in read(reader, "水戸から車で1時間半の会社で溶接")]
    either = [r for r in read(reader, "水戸市、つくばから車で30分の会社で溶接") if r.kind == "area"]
    assert len({r.any_of for r in either}) == 1
    assert either[0].any_of


@pytest.mark.parametrize("said", ["寸法は1,2mmです", "図面のA1,2枚"])
def test_a_comma_alone_makes_no_range(reader: Reader, said: str) -> None:
    assert not [r.label for r in read(reader, said) if "～" in r.label]


def test_many_blanks_behind_a_word_do_not_hold_the_reader_up(reader: Reader) -> None:
    text = "塗装" + " " * 2_000 + "x"
    # With a pattern that is cubic in blanks this would take minutes.
    assert [r.text for r in read(reader, text)] == ["塗装"]
