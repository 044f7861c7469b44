# ruff: noqa: E501
import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching.language import quantities, quantity_rules
from matching.language.normalise import normalise
from matching.language.numerals import FRACTION, KANJI_NUMBER, NUMBER, read_number
from matching.language.quantities import find_quantities
from matching.records import Value


def found(text, field=""):
    """(kind, value) of each quantity of a text as it is written."""
    return [(q.kind, q.value) for q in find_quantities(normalise(text), field)]


def value(dimension, low, high, unit, per=None, approx=False, sides=(), date=""):
    return Value(dimension, low, high, unit, per, approx, sides, date)


def size(dimension, low, high, approx=False):
    return "size", value(dimension, low, high, "mm", approx=approx)


def box(*sides, approx=False):
    return "size", value("box", None, max(sides), "mm", approx=approx, sides=sides)


def square(side):
    return "size", value("square", None, side, "mm", sides=(side, side))


def tolerance(high, low=None, dimension="tolerance", approx=False):
    return "tolerance", value(dimension, low, high, "mm", approx=approx)


def rough(scale, high, approx=False):
    return "roughness", value(scale, None, high, "um", approx=approx)


def hard(low, high, unit):
    return "hardness", value("hardness", low, high, unit)


def force(dimension, low, high, unit="t", approx=False):
    return "force", value(dimension, low, high, unit, approx=approx)


def lot(low, high, approx=False):
    return "quantity", value("lot", low, high, "個", approx=approx)


def rate(low, high, per, approx=False):
    return "quantity", value("rate", low, high, "個", per, approx)


def weighed(low, high, per=None, approx=False):
    return "quantity", value("rate" if per else "lot", low, high, "kg", per, approx)


def price(dimension, low, high):
    return "price", value(dimension, low, high, "円")


def days(low, high):
    return "due", value("lead_time", low, high, "日")


def soon(high, approx=False):
    return "due", value("lead_time", None, high, "日", approx=approx)


def due(date):
    return "due", value("due_date", None, None, "日", date=date)


FIT = ("tolerance", None)
WHEN = ("due", None)

# The numeric expressions of the domain notes, section 4, by their numbers there.
EXPRESSIONS = [
    (1, "φ20", [size("diameter", 20, 20)]),
    (2, "直径20ミリ", [size("diameter", 20, 20)]),
    (3, "Φ３〜φ６０", [size("diameter", 3, 60)]),
    (4, "φ0.5以上", [size("diameter", 0.5, None)]),
    (5, "外径φ32h7", [size("outer_diameter", 32, 32), FIT]),
    (6, "内径25H7", [size("inner_diameter", 25, 25), FIT]),
    (7, "20㎜", [size("length", 20, 20)]),
    (8, "t1.2", [size("thickness", 1.2, 1.2)]),
    (9, "板厚1.2ミリ", [size("thickness", 1.2, 1.2)]),
    (10, "t0.5～t6.0", [size("thickness", 0.5, 6)]),
    (11, "3mm厚以下", [size("thickness", None, 3)]),
    (12, "±0.01", [tolerance(0.01)]),
    (13, "公差0.01以内", [tolerance(0.01)]),
    (14, "+0.02/0", [tolerance(0.02, 0)]),
    (14, "＋0.02−0", [tolerance(0.02, 0)]),
    (15, "10μm", [tolerance(0.01)]),
    (15, "10ミクロン", [tolerance(0.01)]),
    (16, "100分の1ミリ", [tolerance(0.01)]),
    (16, "1/100台", [tolerance(0.01)]),
    (17, "千分台", [tolerance(0.009, approx=True)]),
    (17, "ミクロンオーダー", [tolerance(0.009, approx=True)]),
    (18, "真円度0.003", [tolerance(0.003, dimension="roundness")]),
    (19, "Ra0.8", [rough("ra", 0.8)]),
    (20, "Rz6.3以下", [rough("rz", 6.3)]),
    (21, "▽▽▽", [rough("ra", 1.6, approx=True)]),
    (22, "HRC58〜62", [hard(58, 62, "HRC")]),
    (23, "Hv700以上", [hard(700, None, "HV")]),
    (24, "膜厚5μm以上", [size("film", 0.005, None)]),
    (25, "M8×1.25", []),
    (26, "A5052", []),
    (26, "SUS304", []),
    (26, "S45C", []),
    (27, "ロット1000個/月", [rate(1000, 1000, "month")]),
    (28, "月産1万個", [rate(10_000, 10_000, "month")]),
    (29, "100~500個", [lot(100, 500)]),
    (30, "1個から", [lot(1, None)]),
    (30, "1個〜", [lot(1, None)]),
    (31, "月100〜200台程度", [rate(100, 200, "month", approx=True)]),
    (32, "数百個", [lot(200, 900, approx=True)]),
    (33, "二〇個", [lot(20, 20)]),
    (33, "二十個", [lot(20, 20)]),
    (34, "試作5個、量産月2000個", [lot(5, 5), rate(2000, 2000, "month")]),
    (35, "5,000ヶ/月", [rate(5000, 5000, "month")]),
    (35, "5,000コ/月", [rate(5000, 5000, "month")]),
    (35, "5,000pcs/月", [rate(5000, 5000, "month")]),
    (36, "１０万個/年", [rate(100_000, 100_000, "year")]),
    (37, "日産500本", [rate(500, 500, "day")]),
    (38, "年間3万6千個", [rate(36_000, 36_000, "year")]),
    (39, "型締力350t", [force("clamp_force", 350, 350)]),
    (40, "350トンクラスの成形機", [force("clamp_force", 350, 350, approx=True)]),
    (41, "150トンプレス", [force("press_force", 150, 150)]),
    (42, "80t〜300t", [force("force", 80, 300)]),
    (43, "3500kN", [force("force", 3500, 3500, "kN")]),
    (44, "2.8t天井クレーン", [("mass", value("hoist", 2800, 2800, "kg"))]),
    (45, "10kg以下", [("mass", value("mass", None, 10, "kg"))]),
    (46, "1m×2m", [box(1000, 2000)]),
    (47, "3000×1500", [box(3000, 1500)]),
    (48, "1,000×500×300mm", [box(1000, 500, 300)]),
    (49, "500角", [square(500)]),
    (49, "□500", [square(500)]),
    (50, "4×8", [box(1219, 2438)]),
    (50, "シハチ", [box(1219, 2438)]),
    (50, "3×6", [box(914, 1829)]),
    (50, "5×10", [box(1524, 3048)]),
    (51, "長さ1.5m以内", [size("length", None, 1500)]),
    (51, "L=1500以下", [size("length", None, 1500)]),
    (52, "単価@120円", [price("unit_price", None, 120)]),
    (53, "¥1,200/個(税別)", [price("unit_price", None, 1200)]),
    (54, "予算50万円以内", [price("amount", None, 500_000)]),
    (55, "10〜15千円", [price("unit_price", 10_000, 15_000)]),
    (56, "納期2週間", [days(None, 14)]),
    (57, "3営業日以内", [days(None, 3)]),
    (58, "11月末", [due("11-30")]),
    (59, "令和8年3月末", [due("2026-03-31")]),
    (60, "R8.3.31", [due("2026-03-31")]),
    (60, "2026/3/31", [due("2026-03-31")]),
    (61, "来月20日頃", [("due", None)]),
    (62, "手形サイト120日", []),
    (63, "従業員３０名", []),
    (64, "資本金壱千万円", []),
    (64, "資本金10百万円", []),
    (65, "焼入れ深さ1.0〜1.5", [size("case_depth", 1, 1.5)]),
    (66, "SUS304 t2.0×1000×2000", [size("thickness", 2, 2), box(1000, 2000)]),
]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(t, e, id=f"{n}-{t}") for n, t, e in EXPRESSIONS])
def test_every_expression_of_the_domain_notes_reads_right(text, expected):
    assert found(text) == expected


def test_no_expression_of_the_domain_notes_is_left_out():
    assert {n for n, _, _ in EXPRESSIONS} == set(range(1, 67))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Words before and behind a number, on either side of the word that says which.
        ("最大φ300", [size("diameter", None, 300)]),
        ("φ最大300", [size("diameter", None, 300)]),
        ("最大φ500×1000L", [size("diameter", 500, 500), size("length", 1000, 1000)]),
        ("約300個", [lot(300, 300, approx=True)]),
        ("最低100個", [lot(100, None)]),
        ("300本未満", [lot(None, 300)]),
        ("φ3–φ60×L200", [size("diameter", 3, 60), size("length", 200, 200)]),
        ("φ16くらいからφ300まで", [size("diameter", 16, 300)]),
        # What shares a unit, a power or a blank with its neighbour.
        ("1〜2万個", [lot(10_000, 20_000)]),
        ("100〜1万個", [lot(100, 10_000)]),
        ("1枚〜10万枚", [lot(1, 100_000)]),
        ("1個〜数百個", [lot(1, 900, approx=True)]),
        ("φ80 × 620L　ﾌﾚ 0.05以内", [size("diameter", 80, 80), size("length", 620, 620), tolerance(0.05, dimension="runout")]),
        ("φ10～φ600　L3000", [size("diameter", 10, 600), size("length", 3000, 3000)]),
        ("800×500、100kgまで", [box(800, 500), ("mass", value("mass", None, 100, "kg"))]),
        ("1000×2000 t0.1～80", [box(1000, 2000), size("thickness", 0.1, 80)]),
        ("全長：1，200㎜ ±10", [size("length", 1200, 1200), tolerance(10)]),
        ("600×900×12段", [box(600, 900)]),
        ("1、200円", [price("unit_price", None, 1200)]),
        ("2、3週間でできますか", [days(14, 21)]),
        ("1000x500x3mm 5枚", [box(1000, 500, 3), lot(5, 5)]),
        ("縦1メートル横50センチ", [box(1000, 500)]),
        ("□100×100×3.2", [box(100, 100, 3.2)]),
        ("□450×t80", [square(450), size("thickness", 80, 80)]),
        ("X1500×Y800×Z600", [box(1500, 800, 600)]),
        ("0.01mm以下", [tolerance(0.01)]),
        ("厚さ0.05mm以下", [size("thickness", None, 0.05)]),
        ("5/100以下", [tolerance(0.05)]),
        ("表面粗さ6.3S", [rough("r", 6.3)]),
        ("長さ2m50", [size("length", 2500, 2500)]),
        ("2ダース", [lot(24, 24)]),
        # Numbers in kanji, mixed units, things that everybody knows.
        ("幅九十センチ", [size("width", 900, 900)]),
        ("長さ1m20cm", [size("length", 1200, 1200)]),
        ("名刺くらいの大きさ", [box(55, 91, approx=True)]),
        ("手のひらに乗るくらい", [box(80, 180, approx=True)]),
        ("A4", [box(210, 297, approx=True)]),
        # Hardness of steel, of rubber, in brackets, with a width.
        ("硬さ60（HRC）以上", [hard(60, None, "HRC")]),
        ("60HRC", [hard(60, 60, "HRC")]),
        ("CR 硬度60±5", [hard(55, 65, "ShoreA")]),
        ("ｳﾚﾀﾝ 90°", [hard(90, 90, "ShoreA")]),
        # A layer is 以上, an accuracy isn't; per cent is no length.
        ("亜鉛8μm以上", [size("film", 0.008, None)]),
        ("±3%", [("tolerance", value("tolerance_ratio", None, 3, "%"))]),
        ("平面0.05", [tolerance(0.05, dimension="flatness")]),
        ("平面600×300", [box(600, 300)]),
        # Tons of machines, of cranes, of plates, of loads.
        ("SPCC 3.2t", [size("thickness", 3.2, 3.2)]),
        ("クレーン車8t吊り以上", [("mass", value("hoist", 8000, None, "kg"))]),
        ("80キロまで耐える", [("mass", value("mass", 80, None, "kg"))]),
        # Rates without a word for the pieces, and times.
        ("各3,000〜5,000/月", [rate(3000, 5000, "month")]),
        ("1日あたり80〜120件", [rate(80, 120, "day")]),
        ("同じものを4つ作って", [lot(4, 4)]),
        ("1か月半", [days(None, 45)]),
        ("特急2～3日", [days(2, 3)]),
        ("中3日", [days(None, 4)]),
        ("11月の半ば", [due("11-15")]),
        ("12月から2月", [("due", None)]),
        ("年内で大丈夫", [due("12-31")]),
        ("2/29まで", [due("02-29")]),
        ("30km以内", [("area", value("distance", None, 30, "km"))]),
        ("型代30万円台から", [price("unit_price", 300_000, None)]),
        ("1面8万～", [price("unit_price", 80_000, None)]),
    ],
)  # fmt: skip
def test_expressions_of_enquiries(text, expected):
    assert found(text) == expected


# What buyers write, by what it is about: in the office, at the machine, on the telephone.
WRITTEN = [
    # Times.
    ("金曜迄", [WHEN]), ("来週水曜まで", [WHEN]), ("今週金曜必着", [WHEN]), ("月曜に納品", [WHEN]), ("水曜持込→金曜返却", [soon(2)]), ("月曜引取で木曜戻し", [soon(3)]),
    ("すぐ欲しい", [WHEN]), ("今すぐ必要です", [WHEN]), ("【急】ブラケット", [WHEN]), ("早急にお願いします", [WHEN]), ("できるだけ早めに", [WHEN]), ("一日も早く", [WHEN]),
    ("来月いっぱい", [WHEN]), ("今月中旬まで", [WHEN]), ("今月末に", [WHEN]), ("盆明けまでに", [WHEN]), ("お盆休み前に", [WHEN]), ("GW前まで", [WHEN]), ("お彼岸前に", [WHEN]), ("クリスマス前に", [WHEN]),
    ("来春までに", [WHEN]), ("月末まで", [WHEN]), ("再来週中に", [WHEN]), ("年度末まで", [due("03-31")]), ("年内納品", [due("12-31")]),
    ("ひと月以内に", [soon(30)]), ("ふた月ほどで納品", [soon(60, approx=True)]), ("半月以内", [soon(15)]), ("一両日中に", [soon(2)]), ("3日以内", [soon(3)]), ("10日以内に", [soon(10)]),
    ("一週間以内", [soon(7)]), ("納期6W", [soon(42)]), ("30ヶ 2週 支給材", [lot(30, 30), soon(14)]), ("納期2～3週", [days(14, 21)]), ("2ヶ月以内 50個", [soon(60), lot(50, 50)]), ("受注後5営業日で出荷", [soon(5)]),
    ("来年4月", [due("04")]), ("来年3月までに", [due("03-31")]), ("4月から使い始めたい", [due("04-01")]), ("4月中旬には使いたい", [due("04-15")]), ("5月上旬", [due("05-10")]), ("初回1/15、以降月20台", [due("01-15"), rate(20, 20, "month")]),
    ("12/20出荷希望", [due("12-20")]), ("11月20日の祭りに使うので18日までに", [due("11-20"), due("11-18")]), ("7月20日のお祭りの1週間前", [due("07-13")]), ("翌日納品", [soon(1)]), ("年末12/20までに", [due("12-20")]),
    # Amounts by weight, by period, in other counters.
    ("月2t", [weighed(2000, 2000, "month")]), ("ロット300kg", [weighed(300, 300)]), ("300㎏/ﾛｯﾄ", [weighed(300, 300)]), ("500kg/日", [weighed(500, 500, "day")]), ("年間12トン", [weighed(12_000, 12_000, "year")]), ("1ロット50～100kg", [weighed(50, 100)]),
    ("毎月1.5トン程度", [weighed(1500, 1500, "month", approx=True)]), ("3千部", [lot(3000, 3000)]), ("約150枚分", [lot(150, 150, approx=True)]), ("二百枚ほど", [lot(200, 200, approx=True)]), ("多くても50個", [lot(None, 50)]), ("少なくても10枚", [lot(10, None)]),
    ("月15万個", [rate(150_000, 150_000, "month")]), ("5千枚", [lot(5000, 5000)]), ("100足", [lot(100, 100)]), ("週500個", [rate(500, 500, "week")]), ("200件/日", [rate(200, 200, "day")]),
    # Prices.
    ("@6円50銭以下", [price("unit_price", None, 6.5)]), ("80銭", [price("unit_price", None, 0.8)]), ("80万以内", [price("unit_price", None, 800_000)]), ("予算は30万くらい", [("price", value("amount", None, 300_000, "円", approx=True))]), ("1セット180円まで", [price("unit_price", None, 180)]),
    ("単価目標：18円", [price("unit_price", None, 18)]), ("1枚3千円", [price("unit_price", None, 3000)]), ("型代込み3万円", [price("unit_price", None, 30_000)]), ("高くても5千円", [price("unit_price", None, 5000)]),
    # Masses and forces.
    ("耐荷重500kg", [("mass", value("mass", 500, None, "kg"))]), ("重さ3.5トンのプレス機械", [("mass", value("mass", 3500, 3500, "kg"))]), ("一個20グラム", [("mass", value("mass", 0.02, 0.02, "kg"))]), ("1袋80g", [("mass", value("mass", 0.08, 0.08, "kg"))]),
    ("1梱包で60kg", [("mass", value("mass", 60, 60, "kg"))]), ("一番重いもので30kg", [("mass", value("mass", None, 30, "kg"))]), ("型締450ton以上", [force("clamp_force", 450, None)]),
    # Sizes.
    ("□50×80", [box(50, 80)]), ("縦30cm横25cm", [box(300, 250)]), ("横7センチ縦10センチ", [box(70, 100)]), ("幅50センチ長さ120センチ", [box(500, 1200)]), ("太さ4センチ8ミリ", [size("diameter", 48, 48)]), ("2センチ半", [size("length", 25, 25)]),
    ("太さは15ミリ", [size("diameter", 15, 15)]), ("四角30センチ", [square(300)]), ("30センチ四方", [square(300)]), ("たたみ一枚くらい", [box(910, 1820, approx=True)]), ("指先くらい", [("size", None)]), ("親指の先くらい", [("size", None)]), ("ご飯茶わんくらいの大きさ", [("size", None)]),
    ("FB6×50", [box(6, 50)]), ("ボルト M6x20", [size("length", 20, 20)]), ("OD350 ID220 H80", [size("outer_diameter", 350, 350), size("inner_diameter", 220, 220), size("height", 80, 80)]), ("パイプ曲げ R50", [size("radius", 50, 50)]), ("ストロークX1200以上", [size("stroke", 1200, None)]),
    ("SUS304 1.5t 絞り", [size("thickness", 1.5, 1.5)]), ("SPCC-SD 0.8t", [size("thickness", 0.8, 0.8)]), ("りん青銅 t0.3 プレス", [size("thickness", 0.3, 0.3)]), ("有効硬化層0.6～0.9", [size("case_depth", 0.6, 0.9)]), ("一番大きいもので30センチ", [size("length", None, 300)]),
    ("丸棒φ30から歯車を切削", [size("diameter", 30, 30)]), ("コンマ5ミリ", [size("length", 0.5, 0.5)]), ("大きくても1メートル", [size("length", None, 1000)]), ("高さ90センチ", [size("height", 900, 900)]), ("長さ2尺", [size("length", 606, 606)]), ("W320×H180", [box(320, 180)]), ("厚さ15mm弱", [size("thickness", None, 15)]),
    # Accuracies, hardness.
    ("同芯度0.01", [tolerance(0.01, dimension="runout")]), ("百分の二ミリ", [tolerance(0.02)]), ("公差コンマ05", [tolerance(0.05)]), ("扁平10%以内", [("tolerance", value("tolerance_ratio", None, 10, "%"))]), ("歯車 N8級", [FIT]), ("反り0.2以下", [tolerance(0.2, dimension="runout")]), ("一般公差 中級", [FIT]),
    ("NBRの硬さ70度", [hard(70, 70, "ShoreA")]), ("ウレタン硬度A80±5", [hard(75, 85, "ShoreA")]), ("ショアD60", [hard(60, 60, "ShoreD")]), ("HB269〜321", [hard(269, 321, "HB")]), ("シリコン50度", [hard(50, 50, "ShoreA")]), ("硬度HRC60以上", [hard(60, None, "HRC")]),
    # Nothing of these is asked for.
    ("見積のみ今日中", []), ("今週中にご回答ください", []), ("10個ずつ袋に入れる", []), ("部品点数は120点ほど", []), ("体重8キロの犬", []), ("タブレットは12台すでにございます", []), ("T1 2月末", [due("02-28")]), ("K5 AF", []), ("すぐ近くの工場", []),
    ("事務の者が翌日エクセルに打ち直す", []), ("繁忙期(12月)は休みなし", []), ("抵抗R12を外す", []), ("消しゴムくらいの固さ", []), ("A5052 H34", []), ("国道6号", []), ("バネ指定", []), ("3Dデータ", []), ("窓口担当", []), ("もうすぐ終わる", []), ("急いで", []), ("窓サイズは未定", []), ("1日8時間", []), ("2週目", []), ("8W LED", []), ("半年前に", []), ("日曜日に伺います", []), ("こぶし大", [("size", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_what_buyers_write(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "SUS304", "A5052", "FCD450", "C3604", "S45C", "M8×1.25", "M24ねじ", "6208", "PA66-GF30",
        "TEL 029-123-4567", "電話0294-00-5555", "FAX:029-123-4568", "029-123-4567", "〒310-0852", "310-0852", "090-1234-5678",
        "型式SD-60", "図番 HT-1250-B", "PL-2024-M10", "QT-200", "VMC-850L", "FANUC 31i-B5", "F6-22", "見積番号Q-3300", "RS232C",
        "ISO9001", "ISO 9001:2015", "ISO/IEC 17025", "JIS B 0405", "JIS Q 9100", "JIS Z 3801", "IATF16949", "IP65", "UL1015",
        "従業員30名", "従業員数は約30人", "スタッフ12名", "資本金1000万円", "資本金：壱千万円", "創業50年", "創業1970年", "設立昭和45年", "50年の実績", "経験20年",
        "サイト120日", "手形サイト90日", "月末締め翌月末の現金振込", "20日締め翌月末払い", "検収翌月末払い",
        "5軸", "5軸加工", "3次元測定機", "三次元", "一貫", "一部", "一体型", "一緒に", "一点もの", "一枚物", "二重", "十分", "千葉県", "三菱", "八千代市", "県北一円",
        "80℃", "DC24V", "100V 50Hz", "60W", "3%", "年4回", "2階", "24時間365日", "10:30", "2丁目3-4", "国道6号", "0.5m3", "30坪", "20±0.5℃", "±3g", "深さ15倍",
        "コート110kg", "2ヶ取り", "5個入り", "30万ショット", "装置1台分", "1台あたり4本使用", "T1:未定", "急ぎませんので",
        "https://example.com/100個?t=20mm", "info1000@example.co.jp", "", "いつもお世話になっております",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_quantity_gives_none(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ("lots", "30～3,000", [lot(30, 3000)]),
        ("lots", "50", [lot(50, 50)]),
        ("lots", "1窓より", [lot(1, None)]),
        ("lots", "1枚でも", [lot(1, None)]),
        ("sizes", "径300、深150", [size("diameter", 300, 300), size("depth", 150, 150)]),
        ("accuracy", "0.005", [tolerance(0.005)]),
        ("materials", "塩ビシート0.2～0.5", [size("thickness", 0.2, 0.5)]),
        # A machine's tons are a force, except what it lifts or holds; its number comes behind its size.
        ("equipment", "タレパン 20t", [force("force", 20, 20)]),
        ("equipment", "プレス 150t", [force("press_force", 150, 150)]),
        ("equipment", "天井クレーン 2.8t", [("mass", value("hoist", 2800, 2800, "kg"))]),
        ("equipment", "溶解炉 2t", [("mass", value("mass", 2000, 2000, "kg"))]),
        ("equipment", "パネルソー 2000 2台", [size("length", 2000, 2000), lot(2, 2)]),
        # Machines that the firm has, dates and urgent words say nothing of a lot or a lead time.
        ("strengths", "成形機21台", []),
        ("terms", "繁忙期(8〜11月)は修理優先、特急は応相談", []),
    ],
)
def test_bare_numbers_of_a_profile_have_their_fields_meaning(field, text, expected):
    assert found(text, field) == expected


# ---- numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [("1,000", 1000), ("1、000", 1000), ("3万6千", 36_000), ("1.5万", 15_000), ("二十", 20), ("二〇", 20), ("〇", 0), ("壱千万", 10_000_000), ("百万", 1_000_000),
     ("10億", 1_000_000_000), ("1/100", 0.01), ("100分の1", 0.01), (".5", 0.5), ("12", 12)],
)  # fmt: skip
def test_numbers(text, number):
    assert re.fullmatch(f"{NUMBER}|{KANJI_NUMBER}|{FRACTION}", text)
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "個", "1/0", "1-2", "1.2.3"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r"not a number|division"):
        read_number(text)


# ---- any text

FIELDS = ["", "lots", "sizes", "equipment", "accuracy", "materials", "strengths", "terms"]
PIECES = (
    [*"0123456789〇一二三十百千万億数何.,、/~-+±×xφt□lwhmkg°%()@¥ \n円個本枚台月年日週で", "mm", "μm", "ra", "hrc", "kn", "最大", "約", "以上", "以下", "から", "まで", "くらい", "納期", "直径", "内径", "板厚", "型締力", "月産", "ロット", "令和8年", "硬度", "真円度", "公差", "名刺", "畳", "でも"]
)  # fmt: skip
any_text = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(any_text, st.sampled_from(FIELDS))
@example("φ5m〜3mm", "")
@example("1/0台", "")
@example("13月45日", "")
@example("9" * 400 + "個", "lots")
@example("+0.02/+0.05", "")
@example("千1千千1千千1千千個", "")
def test_any_text_gives_ordered_places_and_finite_ranges(text, field):
    text = normalise(text)
    quantities_found = find_quantities(text, field)
    end = 0
    for q in quantities_found:
        assert end <= q.start < q.end <= len(text)
        assert text[q.start : q.end].strip()
        end = q.end
        if q.value is None:
            continue
        numbers = [n for n in (q.value.min, q.value.max, *q.value.sides) if n is not None]
        assert all(math.isfinite(n) for n in numbers)
        if q.value.min is not None and q.value.max is not None:
            assert q.value.min <= q.value.max


def test_a_rules_needs_leave_out_nothing_that_it_would_match():
    # The quick check of characters must be true of every match, not only of those that precedence lets through.
    texts = [normalise(t) for _, t, _ in EXPRESSIONS] + [
        normalise("".join(PIECES[i:] + PIECES[:i])) for i in range(0, len(PIECES), 5)
    ]
    rules = [
        *quantity_rules.RULES,
        *quantity_rules.PROFILE_FIRST,
        *(
            r
            for rs in (*quantity_rules.FIELD_FIRST.values(), *quantity_rules.FIELD_LAST.values())
            for r in rs
        ),
    ]
    for rule in rules:
        for text in texts:
            for match in rule.pattern.finditer(text):
                assert all(set(text) & need for need in rule.needs), (rule.pattern.pattern, match.group())


# ---- long texts


@pytest.mark.parametrize(
    "piece",
    ["1", "~1", "9,", "1,000,", "千1千千", "3万6千", "φ", "φ1×", "×", "1t", "m1", " ", "\n", "加工", "加工精度", "最大 ", "丸径", "来月", "1/", "1.1", "0-", "tel", "ipc-", "a@", "a.",
     "http://", "1個/", "数", "±1", "+1/", "hrc", "硬度 ", "単価", "重量 ", "納期 最短 ", "名刺の", "1mm~", "(", "1 ~ ", "から", "メッキの", "平面0.1", "末締", "1枚 "],
)  # fmt: skip
def test_long_texts_of_one_piece_are_read_in_linear_time(piece, monkeypatch):
    """Matches that are tried and built grow with the text, not with its square; each pattern is bounded, so each try is too."""
    built = {}
    original = quantities._built

    def counted(rule, match):
        built[length] = built.get(length, 0) + 1
        longest[length] = max(longest.get(length, 0), match.end() - match.start())
        return original(rule, match)

    monkeypatch.setattr(quantities, "_built", counted)
    longest = {}
    for length in (1_000, 10_000):
        find_quantities((piece * length)[:length])
    assert built.get(10_000, 0) <= 12 * built.get(1_000, 0) + 20
    assert longest.get(10_000, 0) <= 400
    # No clock is as plain as getting there: quadratic patterns take minutes here.
    assert isinstance(find_quantities((piece * 100_000)[:100_000]), list)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("φ8 -0.005", [size("diameter", 8.0, 8.0), tolerance(0.0, -0.005)]),
        ("φ8 0/-0.01", [size("diameter", 8.0, 8.0), tolerance(0.0, -0.01)]),
        ("φ12(-0.01/-0.03)", [size("diameter", 12.0, 12.0), tolerance(-0.01, -0.03)]),
        ("φ8 +0.005 -0", [size("diameter", 8.0, 8.0), tolerance(0.005, 0.0)]),
        ("8h7", [size("diameter", 8.0, 8.0), ("tolerance", None)]),
        ("φ0.5-0.8の線", [size("diameter", 0.5, 0.8)]),
        ("平面度は5/1000以内", [tolerance(0.005, dimension="flatness")]),
        ("真円度0.01以下", [tolerance(0.01, dimension="roundness")]),
        ("振れ5μ以内", [tolerance(0.005, dimension="runout")]),
        ("±5/100", [tolerance(0.05)]),
    ],
)
def test_deviations_beside_a_size(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "別件で来週お伺いします",
        "来週打合せしたい",
        "今月中に見積がほしい",
        "見積は11月末までに欲しい",
        "明日また電話します",
        "図面は来週送ります",
        "材料は12月1日に入荷します",
        "来週月曜に工場を見学したい",
        "来月納めてもらう分とは別に",
        "12月15日の会議までに概算がほしい",
        "今月末までに価格を教えてほしい",
        "図面は来月出ます",
    ],
)
def test_a_day_of_something_else_is_no_delivery(text):
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "12月5日までに納品",
        "来週送ってください",
        "12月5日の展示会に間に合わせたい",
        "前回と同じ納期で12月5日まで",
    ],
)
def test_a_day_of_delivery_stays_one(text):
    assert [kind for kind, _ in found(text)] == ["due"]


def test_holes_of_one_piece_are_no_lot():
    assert found("直径30の穴が4つ。") == [size("diameter", 30, 30)]
    assert found("タップは6個、20枚") == [("quantity", value("lot", 20, 20, "個"))]


def test_a_price_of_all_of_it_is_no_unit_price():
    assert found("全部で30万円まで") == [("price", value("amount", None, 300000, "円"))]
    assert found("1個300円まで") == [("price", value("unit_price", None, 300, "円"))]


def test_a_surcharge_for_haste_asks_for_no_haste():
    assert found("特急料金は払えません") == []


def test_a_welds_leg_is_no_table():
    assert found("すみ肉6脚長") == []
    assert found("椅子6脚") == [("quantity", value("lot", 6, 6, "個"))]
    assert found("箸を1膳から") == [("quantity", value("lot", 1, None, "個"))]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("ゴム（硬度40〜90度）", "ShoreA"),
        ("NBR、EPDM、FKMほか各種の配合に対応、試作から量産まで。硬度40〜90度", "ShoreA"),
    ],
)
def test_hardness_of_rubber_in_a_profile(text, unit):
    assert found(text, "materials") == [hard(40, 90, unit)]


def test_a_lathes_swing_is_the_largest_diameter():
    assert found("汎用旋盤（芯間2000、振り600）", "equipment") == [
        size("length", 2000, 2000),
        size("diameter", 600, 600),
    ]


def test_a_threads_class_is_no_tolerance_of_millimetres():
    assert "tolerance" not in [kind for kind, v in found("めねじの精度は6H") if v]
    assert found("精度は0.02以内") == [tolerance(0.02)]
