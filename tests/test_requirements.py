"""What a coordinator would note down from an enquiry, worked out by hand."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.language.reading import Reader
from matching.records import Requirement


def read(reader: Reader, text: str) -> tuple[Requirement, ...]:
    return reader.enquiry(text).requirements


def texts(reader: Reader, text: str, kind: str) -> list[str]:
    return [r.text for r in read(reader, text) if r.kind == kind and not r.negated]


def only(reader: Reader, text: str, passage: str) -> Requirement:
    """The requirement whose words hold `passage`."""
    found = [r for r in read(reader, text) if passage in r.text]
    assert len(found) == 1, [(r.kind, r.text) for r in read(reader, text)]
    return found[0]


# ---- what is asked


def test_a_short_note(reader: Reader) -> None:
    found = read(reader, "SUS304のフランジ、旋盤加工、φ80、月200個、Ra1.6、県内希望")
    assert [(r.kind, r.text, r.must) for r in found] == [
        ("material", "SUS304", True),
        ("process", "旋盤加工", True),
        ("size", "φ80", True),
        ("quantity", "月200個", True),
        ("roughness", "Ra1.6", True),
        ("area", "県内", False),
    ]


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("納期：試作3月", "納期 3月"),
        ("12/15までに欲しい", "納期 12月15日"),
        ("2027年3月5日までに欲しい", "納期 2027年3月5日"),
    ],
)
def test_a_day_is_shown_as_people_write_it(reader: Reader, said: str, label: str) -> None:
    found = read(reader, f"旋盤加工をお願いしたい。{said}")
    assert [r.label for r in found if r.kind == "due"] == [label]


@pytest.mark.parametrize("arrow", ["→", "⇒", " → ", "〜", "～"])
def test_each_link_of_a_chain_is_a_process(reader: Reader, arrow: str) -> None:
    text = arrow.join(["旋削", "焼入れ", "円筒研削", "硬質クロムめっき"]) + "、30本"
    assert texts(reader, text, "process") == ["旋削", "焼入れ", "円筒研削", "硬質クロムめっき"]


def test_a_machine_by_its_short_name_in_a_chain_is_its_work(reader: Reader) -> None:
    found = read(reader, "SPCC t1.6、タレパン→曲げ→スポット溶接。5軸加工機 必須")
    assert [r.text for r in found if r.kind == "process"] == ["タレパン", "曲げ", "スポット溶接"]
    assert [r.text for r in found if r.kind == "equipment"] == ["5軸加工機"]


def test_a_machine_with_its_full_name_in_a_chain_stays_one(reader: Reader) -> None:
    assert "三次元測定機" in texts(reader, "切削→焼入れ→三次元測定機", "equipment")


def test_an_unknown_word_in_a_chain_is_a_process_without_a_concept(reader: Reader) -> None:
    unknown = only(reader, "切削→ホニャラ処置→めっき", "ホニャラ")
    assert (unknown.kind, unknown.concept, unknown.accepts) == ("process", None, {})


def test_a_route_is_no_chain_of_work(reader: Reader) -> None:
    assert texts(reader, "水戸市→日立市、溶接した架台の輸送", "process") != ["水戸市", "日立市"]


@pytest.mark.parametrize(
    ("text", "kind", "passage"),
    [
        ("品名：カバー\n材質：ホニャラX7\n数量：10個", "material", "ホニャラX7"),
        ("【品名】カバー\n【材質】ホニャラX7\n【数量】10個", "material", "ホニャラX7"),
        ("◆材質: ホニャラX7 / 数量: 10個", "material", "ホニャラX7"),
        ("材　質；ホニャラX7\n工程：切削", "material", "ホニャラX7"),
        ("工程：切削・ホニャラ処置\n材質：SS400", "process", "ホニャラ処置"),
        ("設備：ホニャラ盤\n材質：SS400", "equipment", "ホニャラ盤"),
        ("資格：ホニャラ技能者\n材質：SS400", "certification", "ホニャラ技能者"),
    ],
)  # fmt: skip
def test_a_form_names_what_the_lexicon_lacks(reader: Reader, text: str, kind: str, passage: str) -> None:
    found = only(reader, text, passage)
    assert (found.kind, found.text, found.concept) == (kind, passage, None)


def test_a_forms_label_is_no_requirement(reader: Reader) -> None:
    assert texts(reader, "品名：軸\n熱処理：浸炭焼入れ\n検査：検査成績書添付", "process") == ["浸炭焼入れ"]


def test_a_yes_or_no_behind_the_label_is_one(reader: Reader) -> None:
    assert texts(reader, "切削：済\n塗装：要", "process") == ["塗装"]
    refused = only(reader, "工程：切削\n塗装：不要", "塗装")
    assert refused.silent


def test_a_products_name_asks_nothing_where_the_work_is_said(reader: Reader) -> None:
    assert texts(reader, "件名：制御盤製作の件\n工程：板金、溶接", "process") == ["板金", "溶接"]
    assert texts(reader, "架台の溶接をお願いします", "process") == ["溶接"]
    assert texts(reader, "架台を3台お願いします", "process") == ["架台"]


def test_a_general_word_beside_the_special_one_is_left_out(reader: Reader) -> None:
    assert texts(reader, "樹脂カバー、材質はPOM、切削", "material") == ["POM"]
    assert texts(reader, "樹脂カバーの切削", "material") == ["樹脂"]


def test_a_material_inside_another_word_is_none(reader: Reader) -> None:
    assert texts(reader, "鉛フリーはんだで実装", "material") == []


# ---- must, wish, negation


@pytest.mark.parametrize(
    ("text", "passage", "must"),
    [
        ("切削。ISO9001必須", "ISO9001", True),
        ("切削。ISO9001取得企業に限る", "ISO9001", True),
        ("切削。できればISO9001を取得している会社", "ISO9001", False),
        ("切削。ISO9001があればなお可", "ISO9001", False),
        ("切削。ISO9001取得企業を優先", "ISO9001", False),
        ("切削。ISO9001は必須ではありません", "ISO9001", False),
        ("切削。ISO9001取得が望ましい", "ISO9001", False),
        ("切削をお願いします。めっきもしてもらえると助かります", "切削", True),
        ("切削をお願いします。めっきもしてもらえると助かります", "めっき", False),
        ("なるべく県北で、切削は必須", "切削", True),
        ("Ra0.4。県内希望", "Ra0.4", True),
        ("旋盤加工。水戸の近くがいいね", "水戸の近く", False),
        ("納期は9月20日まで。切削", "9月20日", True),
    ],
)
def test_must_or_wish(reader: Reader, text: str, passage: str, must: bool) -> None:
    found = only(reader, text, passage)
    assert (found.must, found.negated) == (must, False)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("切削のみ、塗装は不要", "塗装"),
        ("切削のみ、塗装不要です", "塗装"),
        ("溶接まで。焼鈍は当方で済ませますので不要です", "焼鈍"),
        ("印刷のみ。箔押し無し(前回は有り)", "箔押し"),
        ("切削。手直しは不要", "手直し"),
        ("切削、めっきはしなくていいです", "めっき"),
    ],
)
def test_what_is_not_needed_is_a_silent_remark(reader: Reader, text: str, passage: str) -> None:
    assert only(reader, text, passage).silent


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("切削。再外注不可", "外注"),
        ("縫製。ポリエステルは暑いからだめ", "ポリエステル"),
        ("鍛造。自由鍛造は不可", "自由鍛造"),
        ("木工。釘は使わないで", "釘は使わないで"),
        ("鉛の入らない青銅で鋳造", "鉛"),
    ],
)
def test_what_must_not_be(reader: Reader, text: str, passage: str) -> None:
    found = only(reader, text, passage)
    assert (found.negated, found.must) == (True, True)


def test_what_may_be_is_not_refused(reader: Reader) -> None:
    assert not any(r.negated for r in read(reader, "切削。材質はSUS304、嵌合はきつくても構いません"))


# ---- alternatives


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("SUS304かSUS316、切削", "material", ["SUS304", "SUS316"]),
        ("SUS304か316、切削", "material", ["SUS304", "316"]),
        ("材質：NBR（EPDMも可）", "material", ["NBR", "EPDM"]),
        ("材料はABSまたはPC", "material", ["ABS", "PC"]),
        ("曲げまたはプレスで", "process", ["曲げ", "プレス"]),
        ("切削、千葉か埼玉の会社", "area", ["千葉", "埼玉"]),
        ("切削、県北もしくは県央", "area", ["県北", "県央"]),
    ],
)
def test_alternatives_share_a_group(reader: Reader, text: str, kind: str, words: list[str]) -> None:
    found = [r for r in read(reader, text) if r.any_of]
    assert [r.text for r in found] == words
    assert {r.kind for r in found} == {kind}
    assert len({r.any_of for r in found}) == 1


def test_what_is_listed_is_no_alternative(reader: Reader) -> None:
    assert not any(r.any_of for r in read(reader, "SUS304、SS400の切削と溶接と塗装"))


def test_two_pairs_are_two_groups(reader: Reader) -> None:
    found = read(reader, "SUS304かSUS316、県北か県央、切削")
    assert [r.any_of for r in found] == ["g1", "g1", "g2", "g2", None]


# ---- context


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        ("弊社は塗装業を営んでおります。SS400の切削をお願いします。", "塗装"),
        ("これまで頼んでいためっき業者が廃業しました。切削をお願いします。", "めっき"),
        ("切削をお願いします。焼入れは当社で行います。", "焼入れ"),
        ("切削をお願いします。溶接は別の会社に出しております。", "溶接"),
        ("焼入れ後の研磨をお願いします。", "焼入れ"),
        ("切削のみ。塗装は当社のラインで行うため。", "塗装"),
        ("洗浄機に使うブラケットの切削です。", "洗浄機"),
        ("プレス工場です。80tのプレスが9台あります。配線をお願いします。", "80t"),
        ("切削済みの品の研磨をお願いします。", "切削"),
    ],
)
def test_context_asks_for_nothing(reader: Reader, text: str, left_out: str) -> None:
    found = read(reader, text)
    assert found
    assert not any(left_out in r.text for r in found)


def test_what_shall_replace_the_old_is_asked_for(reader: Reader) -> None:
    assert "三価クロメート" in texts(reader, "現行の有色クロメートを三価クロメートへ切り替えたい", "process")


def test_a_greeting_is_no_frying(reader: Reader) -> None:
    assert texts(
        reader, "拝啓 時下ますますご清栄のこととお慶び申し上げます。切削をお願い申し上げます。", "process"
    ) == ["切削"]


# ---- conditions


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ミルシート添付", "document"),
        ("検査成績書を提出", "document"),
        ("図面なし、現物あり", "document"),
        ("材料は当方から支給します", "supply"),
        ("金型は弊社から貸与", "supply"),
        ("材料手配込みで", "supply"),
        ("秘密保持契約を結べること", "other"),
        ("一貫対応できる会社", "other"),
        ("溶接は有資格者に限る", "certification"),
    ],
)
def test_conditions(reader: Reader, text: str, kind: str) -> None:
    assert kind in {r.kind for r in read(reader, "切削。" + text)}


# ---- places


@pytest.mark.parametrize(
    "text",
    [
        "ＳＵＳ３０４　φ２０　月３００本　めっき",
        "ｽﾃﾝﾚｽのﾚｰｻﾞｰ切断、ﾒｯｷは不要",
        "材質：ｱﾙﾐ\n工程：ｱﾙﾏｲﾄ→ﾊﾞﾌ研磨",
        "㎜単位で500㎜、50㎏、切削",
        "メッキ→焼き入れ→熔接",
    ],
)
def test_each_passage_stands_in_the_text_as_given(reader: Reader, text: str) -> None:
    found = read(reader, text)
    assert found
    assert all(text[r.start : r.end] == r.text for r in found)


_WORDS = st.sampled_from(
    "切削 めっき SUS304 か または → 、 。 \n は 不要 不可 できれば 必須 県内 水戸 材質： 工程： 【品名】 ( ) φ20 月300本 t2.0 "
    "ISO9001 支給 当社で 行います タレパン 〜 ・ / ± ㎜ ㌔ ﾒｯｷ Ａ５０５２ も可 使わない 嫌 304 ( 廃業 組立 と の".split(
        " "
    )
)


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.lists(_WORDS, max_size=25).map("".join)))
def test_any_text_is_read(reader: Reader, text: str) -> None:
    found = read(reader, text)
    assert len({r.id for r in found}) == len(found)
    for r in found:
        assert r.text
        assert text[r.start : r.end] == r.text
        assert r.label
    assert [r.start for r in found] == sorted(r.start for r in found)


def test_notes_written_with_blanks(reader: Reader) -> None:
    """A wish at the end of a note speaks of what it stands at, not of the whole note."""
    text = "基板実装　両面　月産500　治具は貸与　ISO13485あれば尚可　納期2週　神奈川か東京"
    assert only(reader, text, "基板実装").must
    assert not only(reader, text, "ISO13485").must
    assert only(reader, text, "貸与").text == "治具は貸与"


def test_closing_a_lid_is_no_closing_down(reader: Reader) -> None:
    assert "箱に詰める" in texts(reader, "蓋を閉めて、箱に詰める仕事です。", "process")


# ---- conditions in the words that people use


@pytest.mark.parametrize(
    ("text", "kind", "passage"),
    [
        ("図面なんかないよ、作ってほしい", "document", "図面なんかない"),
        ("図面はもちろんありません。", "document", "図面はもちろんありません"),
        ("データはDXFで渡せます", "document", "DXF"),
        ("回路図あり。", "document", "回路図あり"),
        ("トルク記録を提出", "document", "トルク記録"),
        ("FAI提出", "document", "FAI"),
        ("ミル＋成績書", "document", "ミル"),
        ("糸は当方でそろえます", "supply", "糸は当方でそろえ"),
        ("ボルトは学校でまとめて買います", "supply", "買います"),
        ("切削 材支 10個", "supply", "材支"),
        ("治具は当社資産を貸与", "supply", "貸与"),
        ("金型有(2個取)", "supply", "金型有"),
        ("口の堅い会社へ頼みたい", "other", "口の堅い"),
        ("図面の持ち出しは禁止です", "other", "持ち出しは禁止"),
        ("反り無きこと", "other", "反り無きこと"),
        ("錆びにくい材料で", "other", "錆びにくい"),
        ("洗っても落ちないように", "other", "落ちない"),
        ("消費期限の表示もお願いします", "other", "消費期限の表示"),
        ("そばを扱う工場は不可", "other", "そばを扱う工場は不可"),
        ("足場はそちらで手配してください", "other", "足場はそちらで手配"),
        ("型費別途見積", "other", "型費別途見積"),
        ("AWG24の電線", "other", "AWG24"),
        ("木の台、1個から受けてくれる所", "quantity", "1個から"),
    ],
)
def test_conditions_in_many_words(reader: Reader, text: str, kind: str, passage: str) -> None:
    assert any(r.kind == kind and passage in r.text for r in read(reader, text)), read(reader, text)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("3月10日に間に合えば嬉しいです", "3月10日"),
        ("板金、40万円くらいまでに抑えたい", "40万円"),
        ("プレス、単価目標：18円", "18円"),
        ("曲げ、県内の会社様ですと引取りの都合上たいへん助かります", "県内"),
        ("ISO13485をお持ちであれば理想です", "ISO13485"),
    ],
)
def test_wishes_in_longer_words(reader: Reader, text: str, passage: str) -> None:
    assert not only(reader, text, passage).must


def test_a_part_that_is_not_needed_is_no_process(reader: Reader) -> None:
    button = only(reader, "エプロンの縫製、ボタンはいりません", "ボタン")
    assert (button.kind, button.must, button.negated) == ("other", False, True)


def test_a_trial_lot_is_no_work_of_its_own(reader: Reader) -> None:
    found = read(reader, "切削、試作5個、その後月200個")
    assert not [r.text for r in found if r.kind in ("process", "other") and r.text == "試作"]


# ---- what the buyer doesn't do, what he only tells, what will also do


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("切削をお願いします。溶接はしません", "溶接"),
        ("切削。溶接はやりません", "溶接"),
        ("旋盤加工はできない会社でよい。板金をお願いします", "旋盤加工"),
        ("溶接しません、切削のみ", "溶接"),
    ],
)
def test_what_the_buyer_does_without_is_never_a_must(reader: Reader, text: str, passage: str) -> None:
    assert only(reader, text, passage).silent


@pytest.mark.parametrize("text", ["切削、溶接はできませんか", "切削、溶接はしてもらえませんか"])
def test_a_polite_question_asks(reader: Reader, text: str) -> None:
    found = only(reader, text, "溶接")
    assert (found.must, found.negated) == (True, False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "弊社は普段、射出成形の金型を自社で製作しておりますが、今回はS45Cのシャフト(φ30×L250)の旋盤加工と高周波焼入れをお願いしたい",
            ["旋盤加工", "高周波焼入れ"],
        ),
        ("当社は普段アルミ切削をやっていますが、今回は鋳造をお願いします", ["鋳造"]),
        ("弊社では旋盤加工のできる会社を探しておりますが、対応可能でしょうか", ["旋盤加工"]),
    ],
)
def test_the_buyers_own_business_is_told_before_it_is_asked(
    reader: Reader, text: str, words: list[str]
) -> None:
    assert texts(reader, text, "process") == words


@pytest.mark.parametrize(
    "said",
    [
        "海外調達は不可",
        "中国製鋼材は不可",
        "中国製でないこと",
        "海外の工場で作るのはNG",
        "ベトナム製は避けてください",
        "中国で加工したものは困ります",
        "国産に限る",
        "海外製不可、国内で作れるところ",
    ],
)
def test_what_is_made_abroad_is_refused_as_one_must_for_what_is_made_at_home(
    reader: Reader, said: str
) -> None:
    found = [r for r in read(reader, f"歯車の切削。{said}") if r.kind == "other"]
    assert [(r.label, r.must, r.negated) for r in found] == [("国産限定", True, False)]


def test_what_may_be_made_abroad_asks_for_nothing(reader: Reader) -> None:
    assert not [r for r in read(reader, "切削。海外で作っても構いません") if r.kind == "other"]


@pytest.mark.parametrize(
    ("text", "passage", "kind"),
    [
        ("アルミの切削。鉄鋳物の会社は除いて", "鉄鋳物", "material"),
        ("曲げ加工。塗装屋さんは要りません", "塗装屋", "process"),
        ("樹脂の切削。ゴム成形の業者は外してもらえますか", "ゴム成形", "process"),
        ("切削。ダイカストの工場以外で", "ダイカスト", "process"),
        ("切削。熱処理業者はリストから抜いてください", "熱処理", "process"),
        ("切削。板金の会社はもう結構です", "板金", "process"),
        ("切削。栃木の会社は外してください", "栃木", "area"),
        ("切削。県外の業者は勘弁してください", "県外", "area"),
    ],
)
def test_firms_that_are_not_wanted_must_not_be(reader: Reader, text: str, passage: str, kind: str) -> None:
    found = only(reader, text, passage)
    assert (found.kind, found.must, found.negated) == (kind, True, True)


def test_a_firm_of_one_trade_alone_is_refused_and_not_the_trade(reader: Reader) -> None:
    found = read(reader, "塗装専門の会社は不要です。板金と塗装をお願いします")
    assert not [r for r in found if r.must and r.negated]
    assert [r.text for r in found if r.must] == ["板金", "塗装"]


@pytest.mark.parametrize(
    "permitted", ["栃木は可です", "栃木でもよい", "栃木までなら大丈夫", "栃木もあり", "栃木も候補に入れて"]
)
def test_a_place_that_would_do_too_is_no_must_and_widens_the_one_before(
    reader: Reader, permitted: str
) -> None:
    first, second = (r for r in read(reader, f"切削。群馬でお願いします。{permitted}") if r.kind == "area")
    assert first.must
    assert {"@群馬県", "@栃木県"} <= first.accepts.keys()
    assert not second.must


@pytest.mark.parametrize("permitted", ["隣県でもOK", "県外でもいい", "近隣県なら問題ありません"])
def test_where_any_place_would_do_none_is_a_must(reader: Reader, permitted: str) -> None:
    found = [r for r in read(reader, f"切削。県内の会社、{permitted}") if r.kind == "area"]
    assert found
    assert not any(r.must for r in found)


@pytest.mark.parametrize("said", ["県内でいい会社", "栃木で頼める会社"])
def test_a_place_where_a_firm_is_sought_stays_a_must(reader: Reader, said: str) -> None:
    assert [r.must for r in read(reader, f"切削。{said}はありますか") if r.kind == "area"] == [True]


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("金型は支給します", "型・治具の支給"),
        ("治具は当方で用意します", "型・治具の支給"),
        ("検査具は貸与します", "型・治具の支給"),
        ("溶接治具はうちのを使ってください", "型・治具の支給"),
        ("梱包材は弊社支給です", "材料支給"),
        ("材料はこちらで用意しますので", "材料支給"),
    ],
)
def test_what_the_buyer_supplies_is_not_asked_for(reader: Reader, said: str, label: str) -> None:
    found = read(reader, f"{said}、旋盤加工をお願いします")
    assert [(r.kind, r.label) for r in found] == [("supply", label), ("process", "旋削加工")]


@pytest.mark.parametrize("said", ["塗装は弊社手配", "塗装は別途当社で行います", "塗装は別の会社に頼むので"])
def test_work_that_the_buyer_has_done_elsewhere_is_not_asked_for(reader: Reader, said: str) -> None:
    found = read(reader, f"板金加工。{said}、そこまで。")
    assert [r.text for r in found if r.must] == ["板金加工"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("ネジ穴にマスキングして塗装してください", ["塗装"]),
        ("タップ穴を塞いで塗装", ["塗装"]),
        ("溶接部を塗装", ["塗装"]),
        ("溶接部分のバリ取り", ["バリ取り"]),
        ("ネジ穴のバリ取り", ["バリ取り"]),
        ("研削面に防錆処理", ["防錆処理"]),
        ("切削面を研磨", ["研磨"]),
        ("溶接して塗装", ["溶接", "塗装"]),
        ("タップ穴あけ", ["タップ穴", "あけ"]),
    ],
)
def test_a_place_named_by_work_is_not_asked_for(reader: Reader, text: str, asked: list[str]) -> None:
    assert texts(reader, text, "process") == asked


def test_a_threads_size_belongs_to_its_work(reader: Reader) -> None:
    found = only(reader, "SS400、M20のタップ加工", "M20")
    assert (found.kind, found.label, found.text) == ("process", "タップ加工（M20）", "M20のタップ加工")


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("個人の方は避けたい", "法人に限る（個人を除く）"),
        ("一人親方は外してください", "法人に限る（個人を除く）"),
        ("法人のみ", "法人に限る（個人を除く）"),
        ("従業員10人以上のところ", "従業員10人以上のところ"),
        ("20名以上の会社", "20名以上の会社"),
    ],
)
def test_what_the_firm_itself_must_be(reader: Reader, said: str, label: str) -> None:
    found = [r for r in read(reader, f"旋盤加工をお願いします。{said}。") if r.kind == "other"]
    assert [(r.label, r.must, r.negated) for r in found] == [(label, True, False)]


@pytest.mark.parametrize("said", ["うちは個人でやっていますが", "弊社は従業員10人以上の会社ですが"])
def test_what_the_buyer_is_himself_is_not_asked_of_the_firm(reader: Reader, said: str) -> None:
    assert [r.kind for r in read(reader, f"{said}、旋盤加工をお願いします")] == ["process"]


def test_what_would_do_instead_is_no_must(reader: Reader) -> None:
    text = "板金加工。ベンダーが無理なら溶接でつなぐのも可"
    assert only(reader, text, "板金加工").must
    assert not only(reader, text, "ベンダー").must
    assert not only(reader, text, "溶接").must


@pytest.mark.parametrize(
    ("text", "cities"),
    [
        ("切削、水戸市か、ひたちなか市", ["水戸市", "ひたちなか市"]),
        ("切削、日立市とひたちなか市の会社", ["日立市", "ひたちなか市"]),
        ("切削、日立市、水戸市の会社", ["日立市", "水戸市"]),
    ],
)
def test_no_firm_need_sit_in_two_cities(reader: Reader, text: str, cities: list[str]) -> None:
    found = [r for r in read(reader, text) if r.kind == "area"]
    assert [r.label for r in found] == cities
    assert [r.any_of for r in found] == ["g1", "g1"]


@pytest.mark.parametrize(
    "text",
    [
        "水筒を直してほしい",
        "水筒のふたを作りたい",
        "赤ちゃんの口に入るやわらかい輪っかを作ってほしい",
        "輪っかを100個",
        "SUS304で水筒を作りたい",
    ],
)
def test_a_guess_from_a_product_is_no_must(reader: Reader, text: str) -> None:
    assert not [r.text for r in read(reader, text) if r.kind == "process" and r.must]


def test_a_coat_and_its_passivation_are_both_asked_for(reader: Reader) -> None:
    text = "亜鉛めっきは三価クロメートで、六価は不可。月5000個、M8ボルト"
    assert texts(reader, text, "process") == ["亜鉛めっき", "三価クロメート"]
    refused = only(reader, text, "六価")
    assert (refused.must, refused.negated) == (True, True)


def test_a_general_word_that_says_of_what_is_left_out(reader: Reader) -> None:
    assert texts(reader, "TIG溶接、溶接は有資格者に限る", "process") == ["TIG溶接"]
    assert texts(reader, "めっきは亜鉛めっきで", "process") == ["亜鉛めっき"]


@pytest.mark.parametrize(
    ("text", "passage", "label"),
    [
        ("切削、穴φ12H7", "H7", "H7"),
        ("切削、穴φ12h7", "h7", "h7"),
        ("切削、同軸度0.02", "同軸度", "同軸度0.02 mm 以下"),
        ("切削、振れ0.02", "振れ", "振れ0.02 mm 以下"),
        ("材質：ホニャラX7\n工程：切削", "ホニャラX7", "ホニャラX7"),
        ("AWG24の電線の加工", "AWG24", "AWG24"),
        ("塗装、マンセルN7", "マンセルN7", "マンセルN7"),
        ("切削、データはSTEP", "STEP", "STEP"),
        ("切削、ミルシート添付", "ミルシート", "ミルシート"),
    ],
)
def test_labels_tell_what_was_asked(reader: Reader, text: str, passage: str, label: str) -> None:
    assert only(reader, text, passage).label == label


@pytest.mark.parametrize("link", ["旋削→研磨→", "旋削→ホニャラ処置→"])
def test_a_long_chain_is_read_in_time_that_grows_with_its_length(reader: Reader, link: str) -> None:
    def seconds(length: int) -> float:
        start = process_time()
        assert len(read(reader, link * (length // len(link)))) <= 1_000
        return process_time() - start

    seconds(1_000)
    short = seconds(10_000)
    assert seconds(40_000) < 10 * short + 1  # four times the length; quadratic would be sixteen times


@pytest.mark.parametrize(
    "text",
    ["3ミリの鉄板を曲げて", "鉄板3ミリを曲げて", "板厚、3ミリ", "板厚（3ミリ）です", "SUS304の3ミリ板"],
)
def test_a_boards_few_millimetres_are_its_thickness(reader: Reader, text: str) -> None:
    assert only(reader, text, "3ミリ").label == "板厚3 mm"


def test_a_boards_many_millimetres_and_a_pins_few_are_lengths(reader: Reader) -> None:
    assert only(reader, "300ミリの板", "300").label == "長さ300 mm"
    assert only(reader, "3ミリのピン", "3ミリ").label == "長さ3 mm"


@pytest.mark.parametrize(
    ("text", "words", "label"),
    [
        ("納期：来月15日", "納期：来月15日", "来月15日"),
        ("納期は来月15日です", "納期は来月15日", "来月15日"),
        ("来月の15日までに", "来月の15日までに", "来月の15日までに"),
        ("旋盤加工、15日まで", "15日まで", "15日まで"),
    ],
)
def test_a_day_without_a_date_is_shown_without_its_heading(
    reader: Reader, text: str, words: str, label: str
) -> None:
    found = only(reader, text, "15日")
    assert (found.kind, found.text, found.label) == ("due", words, label)


def test_places_to_be_worked_are_one_requirement(reader: Reader) -> None:
    assert texts(reader, "加工内容：M4タップ8か所", "process") == ["M4タップ8か所"]


def test_what_may_be_left_undone_is_no_requirement_to_be_judged(reader: Reader) -> None:
    assert only(reader, "溶接はしないでいいです。板金をお願いします", "溶接").silent
    assert not only(reader, "溶接はしないでください。板金をお願いします", "溶接").silent


# ---- words of the shop floor and of lay people


@pytest.mark.parametrize(
    ("said", "words", "label"),
    [
        ("亜鉛めっき。六価不可", "六価", "六価クロメート"),
        ("亜鉛めっき、六価クロムフリーで", "六価クロム", "六価クロメート"),
        ("塗装、水性塗料は不可", "水性塗料", "水性塗装"),
    ],
)
def test_what_kind_of_coat_must_not_be(reader: Reader, said: str, words: str, label: str) -> None:
    found = only(reader, said, words)
    assert (found.kind, found.text, found.label, found.must, found.negated) == (
        "process",
        words,
        label,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("said", "kind", "words", "label"),
    [
        ("亜鉛めっき、六価は不可、三価でお願いします", "process", "三価", "三価クロメート"),
        ("溶剤系のウレタンで半ツヤ黒", "process", "ウレタン", "ウレタン塗装"),
        ("Co-Crを削ってほしい", "material", "Co-Cr", "コバルトクロム合金"),
        ("金属焼付ゴムを10個", "process", "金属焼付ゴム", "ゴム焼付け"),
        ("ゴムのローラーを10本、巻き替えをお願いします", "process", "巻き替え", "ゴムロール製作"),
        ("板金、曲げ、タップ、10個", "process", "タップ", "タップ加工"),
        ("コネクタ圧着を500本", "process", "コネクタ圧着", "端子圧着"),
        ("耐圧試験もお願いします", "process", "耐圧試験", "耐圧試験"),
        ("手すりの製作、現場で取付まで", "process", "取付", "据付工事"),
        ("タップが折れ込んだので抜いてほしい", "process", "抜い", "折れタップ・折れボルト除去"),
        ("食品衛生法に適合したゴム", "certification", "食品衛生法に適合した", "食品衛生法適合"),
        ("アルミ6063の切削", "material", "アルミ6063", "A6063"),
        ("SPCC1.6tの曲げ", "material", "SPCC", "冷間圧延鋼板"),
        ("SPCC1.6tの曲げ", "size", "1.6t", "板厚1.6 mm"),
        ("SUS304-2.0tの曲げ", "size", "2.0t", "板厚2 mm"),
        ("SS400t9の溶断", "material", "SS400", "SS400"),
        ("SS400t9の溶断", "size", "t9", "板厚9 mm"),
    ],
)
def test_words_of_the_trade(reader: Reader, said: str, kind: str, words: str, label: str) -> None:
    found = [r for r in read(reader, said) if r.kind == kind and words in r.text]
    assert [(r.label, r.must, r.negated) for r in found] == [(label, True, False)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("アクリルの箱を20個、透明でお願いします", "透明で"),
        ("塗装は不要、生地のままで納品", "生地のまま"),
        ("錆びない金属で棚を作る", "錆びない金属"),
        ("粉体塗装、日塗工の5Y7/1", "日塗工の5Y7/1"),
        ("トラックで取りに来てくれる会社。製缶", "トラックで取りに来てくれる"),
        ("柵が壊れたので溶接で直しに来てほしい", "直しに来てほしい"),
    ],
)
def test_what_is_asked_in_its_own_words(reader: Reader, said: str, words: str) -> None:
    found = only(reader, said, words)
    assert (found.kind, found.label, found.must, found.negated) == ("other", words, True, False)


def test_who_handles_an_allergen_is_left_out(reader: Reader) -> None:
    found = only(reader, "そば・落花生を扱わない工場でお願いします。クッキーの製造", "落花生")
    assert (found.text, found.label) == ("そば・落花生を扱わない工場", "アレルゲン管理")


def test_material_that_the_firm_buys(reader: Reader) -> None:
    assert only(reader, "ハーネス加工、線材は御社手配でお願いします", "線材").label == "材料手配込み"


@pytest.mark.parametrize(
    ("said", "processes"),
    [
        ("鉄の板を曲げて溶接して、最後に青く塗ってください", ["曲げ", "溶接", "最後に青く塗っ"]),
        ("鍬の刃を焼入れして研いでほしい", ["焼入れ", "研い"]),
        ("鋳物でFCD450、木型から作ってほしい", ["鋳物", "木型"]),
        ("治具1台、設計からお願いしたい", ["治具", "設計"]),
        ("A4のチラシ、2000部、データ入稿", ["チラシ"]),
        ("お弁当のふたに貼るシールを3000枚", ["シール"]),
        ("穴加工のバリ取りだけお願いしたい", ["バリ取り"]),
        ("当社では塗装はしません。板金をお願いします", ["板金"]),
    ],
)
def test_all_the_work_that_is_asked_for_and_no_more(reader: Reader, said: str, processes: list[str]) -> None:
    assert texts(reader, said, "process") == processes


def test_a_buyer_who_does_not_paint_has_not_said_that_no_paint_is_needed(reader: Reader) -> None:
    found = only(reader, "当社では塗装はできないので、塗装までお願いします", "塗装")
    assert (found.must, found.negated) == (True, False)


def test_a_certificate_that_needs_not_be(reader: Reader) -> None:
    assert only(reader, "IATF16949は取得していなくてもいいです。切削", "IATF").silent


def test_what_the_buyer_does_not_want_made_must_not_be(reader: Reader) -> None:
    found = only(reader, "発泡スチロールを形に抜いてほしい。型は作りたくない", "型は作り")
    assert (found.must, found.negated) == (True, True)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("A-0001さんは外して、他の会社で真鍮の挽物をお願いします。", "A-0001さんは外して"),
        ("常陸精工さん以外で、旋盤加工", "常陸精工さん以外"),
        ("株式会社那珂製作所は今回は外してください。切削", "株式会社那珂製作所は今回は外して"),
    ],
)
def test_a_firm_that_the_buyer_leaves_out(reader: Reader, said: str, words: str) -> None:
    found = only(reader, said, words[:4])
    assert (found.kind, found.label, found.must, found.negated) == ("other", words, True, True)


@pytest.mark.parametrize("said", ["A5052は不可。切削", "鋳物の会社は外して。切削", "B-100は不要。切削"])
def test_a_grade_or_a_part_that_is_not_wanted_is_no_firm(reader: Reader, said: str) -> None:
    assert "X.FIRM" not in {r.concept for r in read(reader, said)}


@pytest.mark.parametrize(
    ("said", "kind", "words", "label"),
    [
        ("アルミ鋳物AC4C、X線検査", "material", "アルミ鋳物AC4C", "AC4C"),
        ("AC4C、T6処理", "process", "T6処理", "T6処理"),
        ("板厚2.3、プラズマかレーザーで切断", "process", "プラズマ", "プラズマ切断"),
        ("紫外線で黄ばまない樹脂のカバー", "other", "紫外線で黄ばまない", "紫外線で黄ばまない"),
        ("1400度に耐えるセラミック", "other", "1400度に耐える", "1400度に耐える"),
        ("Oリング、黒以外の色で", "other", "黒以外の色", "黒以外の色"),
        ("プレート、両面テープ付き", "other", "両面テープ付き", "両面テープ付き"),
        ("現行のS45C高周波をやめて、SCM415の浸炭焼入れに変更", "material", "SCM415", "SCM415"),
    ],
)
def test_more_words_of_the_trade(reader: Reader, said: str, kind: str, words: str, label: str) -> None:
    found = [r for r in read(reader, said) if r.kind == kind and words in r.text]
    assert [(r.label, r.must, r.negated) for r in found] == [(label, True, False)]


@pytest.mark.parametrize(
    ("said", "processes"),
    [
        ("鍛造品の外観検査と磁粉探傷だけ頼みたい", ["外観検査", "磁粉探傷"]),
        ("ダイカスト品の塗装です", ["塗装"]),
    ],
)
def test_how_a_thing_was_made_is_not_asked_for(reader: Reader, said: str, processes: list[str]) -> None:
    assert texts(reader, said, "process") == processes


def test_what_a_thing_is_used_in_is_no_machine_of_the_firm(reader: Reader) -> None:
    assert texts(reader, "電気炉で使うセラミックの板", "equipment") == []


def test_firms_of_one_trade_alone_are_left_out_not_the_trade(reader: Reader) -> None:
    found = read(reader, "旋盤だけの会社はご遠慮ください。マシニングと旋盤の両方を持っているところ")
    assert [(r.text, r.must, r.negated) for r in found if r.kind == "equipment" and not r.silent] == [
        ("旋盤", True, False)
    ]


@pytest.mark.parametrize(
    ("said", "processes"),
    [
        ("溶接の歪み取りをお願いします", ["歪み取り"]),
        ("架台を作って塗装まで", ["架台", "塗装"]),
    ],
)
def test_what_is_made_and_what_is_only_mended(reader: Reader, said: str, processes: list[str]) -> None:
    assert texts(reader, said, "process") == processes


def test_what_a_jig_carries_is_not_its_material(reader: Reader) -> None:
    assert texts(reader, "シリコンウェハを運ぶ治具、PEEK", "material") == ["PEEK"]


def test_a_question_for_the_smallest_lot_asks_for_no_small_one(reader: Reader) -> None:
    assert texts(reader, "レーザー刻印。最小ロットは何個ですか", "other") == []


def test_a_pane_that_one_can_see_through(reader: Reader) -> None:
    assert texts(reader, "ポリカーボネートの透明パネル", "other") == ["透明"]
