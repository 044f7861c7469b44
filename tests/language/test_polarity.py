"""Each case names what is refused (!) and bought in (>); everything else that is named counts as offered."""

import pytest

from matching.language.concepts import read_mentions
from matching.language.normalise import trace
from matching.language.polarity import OUTSOURCED, REFUSED, polarities
from matching.language.reading import Reader

PROFILES = [
    ("鋳物は不可", "鋳物!"),
    ("鋳物×", "鋳物!"),
    ("溶接なし", "溶接!"),
    ("溶接NG", "溶接!"),
    ("溶接は無し。旋盤は得意です", "溶接!"),
    ("溶接は出来ません。旋盤は得意です", "溶接!"),
    ("旋盤加工、フライス加工は可。研削は不可", "研削!"),
    ("チタン不可、ステンレス・アルミ可", "チタン!"),
    ("ステンレス・アルミ可、チタン不可", "チタン!"),
    ("塗装はお断りしています", "塗装!"),
    ("溶接はやっていません", "溶接!"),
    ("溶接は今は受けていません", "溶接!"),
    ("溶接は対応しておりません", "溶接!"),
    ("溶接は請け負いかねます", "溶接!"),
    ("大物の溶接は難しいです", "溶接!"),
    ("樹脂、ゴムは取り扱っておりません", "樹脂! ゴム!"),
    ("採寸・溶接はしない", "採寸! 溶接!"),
    ("鋳造設備はありません", "鋳造!"),
    ("鋳造は未経験", "鋳造!"),
    ("旋盤、溶接可(塗装は不可)", "塗装!"),
    ("旋盤(NC)は可、フライスは不可", "フライス!"),
    ("5軸加工は不可だが3軸マシニングは可能", "5軸加工!"),
    ("SUS304、塗装は不要", "塗装!"),
    ("溶接以外は対応可", "溶接!"),
    ("ステンレス以外は不可", ""),
    ("PP PE ABS PC POM (PVCは除く)", "pvc!"),
    ("金属粉(アルミ、マグネシウム)は粉じん爆発の恐れがありお断り", "アルミ! マグネシウム!"),
    ("鋳鉄、アルミ(ニカシル不可)", ""),
    ("アルミは異樹脂の混入が少ない。", ""),
    ("バリの出ないプレス加工", ""),
    ("切れ味が落ちない。刃物の研ぎ", ""),
    ("治具製作に不可欠な研削", ""),
    ("可能な限り溶接します", ""),
    ("溶接も可能です", ""),
    ("不可能と言われた溶接もお任せください", ""),
    ("他社で断られた溶接もお任せください", ""),
    ("めっきは外注", "めっき>"),
    ("めっき(外注)", "めっき>"),
    ("焼入れ、めっきは協力工場", "焼入れ> めっき>"),
    ("焼入れ(協力工場)、研磨(社内)", "焼入れ>"),
    ("塗装・めっきは手配可", "塗装> めっき>"),
    ("めっきまで手配します", "めっき>"),
    ("研磨は専門業者に出しています", "研磨>"),
    ("めっき処理は下請に出しています", "めっき処理>"),
    ("塗装は下請け", "塗装>"),
    ("社内で旋盤、外注でめっき", "めっき>"),
    ("外注：めっき、塗装", "めっき> 塗装>"),
    ("協力工場あり(めっき、焼入れ)", "めっき> 焼入れ>"),
    ("めっき、塗装、熱処理は協力工場と連携して一貫対応", "めっき> 塗装> 熱処理>"),
    ("溶接は外注せず社内で", ""),
    ("めっきは外注先に出さず自社で処理", ""),
    ("外注なし、旋盤からめっきまで自社", ""),
    ("板金から塗装まで一貫対応", ""),
    ("機械加工の一部外注", ""),
    ("裁断は40枚重ねまで、それ以上は外注", ""),
]  # fmt: skip

ENQUIRIES = [
    # The plight of a buyer, or the very wish.
    ("めっきを外注したい", ""),
    ("旋盤加工の外注先を探しています", ""),
    ("溶接の協力工場を探しています", ""),
    ("溶接をやってくれる業者に依頼したい", ""),
    ("塗装まで手配してもらえる会社", ""),
    ("自社ではめっきができないので、お願いしたい", ""),
    ("うちでは焼入れができません。やってくれる会社を探しています", ""),
    ("今の業者が研磨をやめました。代わりを探しています", ""),
    ("旋盤加工を頼んでいた会社が撤退した", ""),
    ("鋳物を他社に断られて困っている", ""),
    ("他社では溶接不可と言われた", ""),
    ("溶接できないでしょうか", ""),
    ("旋盤加工、お願いできませんか", ""),
    ("井戸ポンプの継ぎ目から漏れて水が上がらない。", ""),
    ("真鍮の筒がつぶれて伸び縮みしない", ""),
    ("祖母のガラスのランプと同じ形のものがどこにもない", ""),
    ("金型を起こすほどではない", ""),
    ("実装工程の海外委託は不可", ""),
    ("ステンレス以外でも可", ""),
    ("ステンレス以外は不可", ""),
    ("可能な限り溶接で、図面に不可欠な研削も", ""),
    ("アルミとステンレスの板", ""),
    # What is not wanted.
    ("SUS304、塗装は不要", "塗装!"),
    ("塗装は要りません", "塗装!"),
    ("めっき・塗装は不要です", "めっき! 塗装!"),
    ("旋削、塗装は不要です", "塗装!"),
    ("焼入れ、めっきなし", "めっき!"),
    ("めっきはいらない。SUS304の旋削だけ", "めっき!"),
    ("樹脂でなく金属で", "樹脂!"),
    ("溶接じゃなくてろう付けで", "溶接!"),
    ("鋳造ではなく切削で作りたい", "鋳造!"),
    ("ステンレスは不可、アルミで旋削", "ステンレス!"),
    ("アルミ以外でお願いします", "アルミ!"),
    ("めっきを除いた見積がほしい", "めっき!"),
    ("金属にはしたくない", "金属!"),
    ("接着剤を使わずに溶接で", "接着剤!"),
    ("塗装は弊社で行います", "塗装!"),
    ("塗装は自社でやるので要りません", "塗装!"),
    ("無塗装の木工", "塗装!"),
    ("溶接レスの板金", "溶接!"),
    ("ウレタン塗装はNG", "ウレタン塗装!"),
    # Nor firms of a trade.
    ("鉄鋳物の会社は除いてください。切削をお願いします", "鉄鋳物!"),
    ("めっき屋さんは要りません、研磨だけ", "めっき屋!"),
    ("プレス加工の業者以外でお願いします", "プレス加工!"),
    ("溶接をやっている工場は避けて、曲げ加工のできる会社を", "溶接!"),
    ("鋳造の会社以外は不可", ""),
    ("めっきの会社でも可、研磨でお願いします", ""),
    ("溶接の会社に断られて困っています", ""),
    ("カバーを外して塗装してください", ""),
    ("板金屋さんじゃないとできない曲げ", ""),
    ("アルミでないと困ります、切削", ""),
]


def marked(reader: Reader, text: str, *, wished: bool) -> str:
    spelled = reader.lexicon.spell(trace(text)).text
    _, mentions = read_mentions(spelled, reader.words, reader._finder, wished=wished)
    signs = {REFUSED: "!", OUTSOURCED: ">"}
    return " ".join(spelled[m.start : m.end] + signs[m.polarity] for m in mentions if m.polarity in signs)


@pytest.mark.parametrize(("text", "expected"), PROFILES)
def test_what_a_profile_refuses_or_buys_in(reader: Reader, text: str, expected: str) -> None:
    assert marked(reader, text, wished=False) == expected


@pytest.mark.parametrize(("text", "expected"), ENQUIRIES)
def test_what_an_enquiry_does_not_want(reader: Reader, text: str, expected: str) -> None:
    assert marked(reader, text, wished=True) == expected


def test_without_mentions_there_is_nothing_to_refuse() -> None:
    assert polarities("すべて不可", []) == []
    assert polarities("", []) == []


def test_a_wish_to_outsource_keeps_its_words(reader: Reader) -> None:
    enquiry = reader.enquiry("旋盤加工の外注先を探しています")
    assert "P.TURN" in enquiry.stated
    assert enquiry.unwanted == frozenset()


def test_what_is_not_wanted_leaves_terms_and_canonical_text(reader: Reader) -> None:
    enquiry = reader.enquiry("SUS304の旋削、塗装は不要")
    assert set(enquiry.stated) == {"M.SUS304", "P.TURN"}
    assert enquiry.unwanted == {"P.PAINT"}
    assert "塗装" not in enquiry.canonical
    assert "塗装" not in enquiry.terms
    assert [u.wanted for u in enquiry.understood if u.concept == "P.PAINT"] == [False]
