"""Marks, chips, matrix, cards and map of the page 案件→企業, worked out without Streamlit."""

import re
from collections.abc import Sequence
from html import unescape
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import (
    contacts,
    matching_answers,
    matching_asked,
    matching_cards,
    matching_map,
    matching_marks,
    matching_matrix,
)
from dashboard.matching_marks import Mark
from matching.corporate.firm_views import Contact
from matching.language.editing import Edited
from matching.places import find_place, municipalities
from matching.records import (
    Contribution,
    Edit,
    Evidence,
    Fact,
    Match,
    MatchResult,
    Order,
    Place,
    Requirement,
    Supplier,
    TeamMember,
    TeamProposal,
    TeamResult,
    Understood,
    Verdict,
    WhyNot,
)

NASTY = '<img src=x onerror="alert(1)">'
TEXT = "ステンレスを旋盤で。めっきは不要。"


def need(
    number: str,
    words: str,
    text: str = TEXT,
    *,
    must: bool = True,
    negated: bool = False,
    group: str | None = None,
) -> Requirement:
    start = text.index(words)
    return Requirement(number, "process", words, None, must, negated, group, words, start, start + len(words))


TURNING, PLATING = need("r1", "旋盤"), need("r2", "めっき", must=False, negated=True)


HITACHI = Place("茨城県", "日立市", "県北", 36.6, 140.65)


def firm(number: int, place: Place = HITACHI) -> Supplier:
    return Supplier(number, f"A-{number}", f"架空{number}", place, 25, {"processes": "旋削"})


def match(
    number: int, *verdicts: Verdict, place: Place | None = None, points: tuple[float, ...] = (20.0,)
) -> Match:
    parts = tuple(Contribution("lexical", f"理由{i}", p) for i, p in enumerate(points))
    return Match(number, sum(points), firm(number, place) if place else firm(number), parts, "", verdicts)


def plain(html: str) -> str:
    """What a person reads of some HTML."""
    return "".join(ElementTree.fromstring(html).itertext())


# ---- marks


def test_each_weight_is_told_by_words_and_by_an_underline_of_its_own() -> None:
    html = matching_marks.marked_text(Edited.of(TEXT), matching_marks.marks([TURNING, PLATING], []))
    assert (
        '<mark class="jm must" title="必須 加工：旋盤">旋盤</mark><small class="jm-note must">必須・加工：旋盤</small>'
        in html
    )
    assert '<mark class="jm needless" title="不要 加工：めっき">めっき</mark>' in html
    styles = re.findall(r'class="jm (\w+)"', matching_marks.letters())
    assert len(styles) == len(set(styles)) == 5


def test_marks_that_overlap_keep_the_text_whole_and_are_all_named() -> None:
    edited = Edited.of("無電解ニッケルめっき")
    html = matching_marks.marked_text(
        edited, [Mark(0, 10, "必須", "甲"), Mark(3, 7, "希望", "乙"), Mark(5, 10, "推定", "丙")]
    )
    texts = re.sub(r"<small.*?</small>", "", html)
    assert plain(texts) == "無電解ニッケルめっき"
    assert html.count("必須・甲") == html.count("希望・乙") == html.count("推定・丙") == 1
    assert 'title="必須 甲／希望 乙"' in html


def test_what_was_edited_is_shown_where_it_stood() -> None:
    edited = Edited.of(
        "直径20ミリの軸", [Edit("replace", 0, 5, "φ30"), Edit("drop", 6, 7), Edit("add", words="焼入れ")]
    )
    html = matching_marks.marked_text(edited, [])
    assert '<s class="jm-gone" title="言い直し">直径20ミ</s><ins>φ30</ins>リ' in html
    assert '<s class="jm-gone" title="外した条件">軸</s>' not in html  # position 6 is の
    assert "<ins>\n焼入れ</ins>" in html


def test_greetings_before_the_first_condition_are_set_apart_so_that_a_folded_letter_begins_with_it() -> None:
    letter = "お世話になっております。\n架空の高橋です。\nさて、旋盤で削る会社を探しています。"
    html = matching_marks.marked_text(
        Edited.of(letter), matching_marks.marks([need("r1", "旋盤", letter)], [])
    )
    greeting = ElementTree.fromstring(html).find("span[@class='jm-lead']")
    assert greeting is not None
    assert greeting.text == "お世話になっております。\n架空の高橋です。\n"
    assert "jm-lead" not in matching_marks.marked_text(Edited.of(TEXT), matching_marks.marks([TURNING], []))
    assert "全文と印の見方" in matching_marks.unfolding(html)


def test_everyday_words_are_marked_where_no_condition_stands() -> None:
    read = [
        Understood("P.X", "鏡面研磨", "process", "ステンレス", 0, 5, True, True),
        Understood("P.Y", "旋削", "process", "旋盤", 6, 8, True, True),
    ]
    assert [(m.weight, m.label) for m in matching_marks.marks([TURNING], read)] == [
        ("必須", "加工：旋盤"),
        ("推定", "鏡面研磨"),
    ]


@given(
    st.text(max_size=40),
    st.lists(
        st.tuples(st.integers(0, 39), st.integers(1, 9), st.sampled_from(["必須", "希望", "除く"])),
        max_size=5,
    ),
)
def test_no_text_and_no_marks_break_the_page(text: str, places: list[tuple[int, int, str]]) -> None:
    marks = [Mark(a, min(a + n, len(text)), w, NASTY) for a, n, w in places if a < len(text)]
    html = matching_marks.marked_text(Edited.of(text), marks)
    assert "<img" not in html
    tags = re.sub(r"<small.*?</small>|<[^>]*>", "", html)
    for sign, entity in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):
        tags = tags.replace(sign, entity)
    assert tags == text


def test_a_chip_keeps_its_key_while_others_change() -> None:
    edited = Edited.of(TEXT)
    before = matching_marks.chips(edited, [TURNING, PLATING])
    assert [(c.weight, c.weighable) for c in before] == [("必須", True), ("不要", False)]
    shorter = Edited.of(TEXT, edited.drop(0, 6))
    moved = need("r1", "めっき", shorter.text, must=False, negated=True)
    assert matching_marks.chips(shorter, [moved])[0].key == before[1].key


# ---- the matrix


def test_the_best_of_alternatives_is_the_verdict_and_silent_remarks_have_none() -> None:
    text = "SUS304かSUS316"
    either = [need("r1", "SUS304", text, group="g1"), need("r2", "SUS316", text, group="g1"), PLATING]
    columns = matching_matrix.columns(either)
    assert [(c.label, c.ids) for c in columns] == [("SUS304かSUS316", ("r1", "r2"))]
    quoted = Verdict("r2", "meets", Evidence("materials", "SUS316ほか"))
    cells = matching_matrix.cells(columns, [Verdict("r1", "fails"), quoted])
    assert [(c.sign, c.word, c.reason) for c in cells] == [("◯", "合う", "「SUS316ほか」（取扱材質）")]
    assert matching_matrix.fit(cells) == (1, 1)


def test_what_is_not_stated_is_to_be_asked_and_hidden_words_are_not_shown() -> None:
    columns = matching_matrix.columns([TURNING])
    assert matching_matrix.cells(columns, [])[0].sign == "？"
    hidden = matching_matrix.cells(columns, [Verdict("r1", "fails", Evidence("terms", ""))])[0]
    assert (hidden.sign, hidden.word) == ("✕", "合わない")
    assert "非公開" in hidden.reason


def test_a_known_place_that_may_be_near_enough_is_told() -> None:
    near = need("r1", "日立市近辺", "日立市近辺で")
    columns = matching_matrix.columns([near])
    unsure = matching_matrix.cells(columns, [Verdict("r1", "unknown", Evidence("city", "高萩市"))])[0]
    assert unsure.reason.startswith("企業の所在地は高萩市です。")
    inside = matching_matrix.cells(columns, [Verdict("r1", "meets", Evidence("city", "日立市"))])[0]
    assert inside.reason == "「日立市」（所在地）"


def test_a_process_that_nobody_of_the_list_is_known_to_do_is_named() -> None:
    asked = [TURNING, PLATING, need("r3", "ステンレス")]
    does, may = Verdict("r1", "meets"), Verdict("r1", "unknown")
    assert matching_matrix.nobody_does(asked, [match(1, may), match(2, may)]) == ["旋盤", "ステンレス"]
    assert matching_matrix.nobody_does(asked, [match(1, may), match(2, does, Verdict("r3", "meets"))]) == []


def test_the_table_says_how_far_a_firm_is_where_that_is_known() -> None:
    assert "km" not in plain(matching_matrix.matrix([], [match(1)], {}))
    assert "茨城県日立市・約31km" in plain(
        matching_matrix.matrix([], [match(1)], {}, find_place("茨城県", "水戸市"))
    )


def test_the_matrix_has_headings_and_quotations_for_mouse_and_keys() -> None:
    quoted = Verdict("r1", "meets", Evidence("equipment", NASTY))
    html = matching_matrix.matrix(matching_matrix.columns([TURNING]), [match(1, quoted)], {1: "<p>x</p>"})
    table = ElementTree.fromstring(html).find("table")
    assert table is not None
    assert len(table.findall(".//th[@scope='col']")) == 4
    assert len(table.findall(".//th[@scope='row']")) == 1
    summary = table.find(".//details/summary")
    assert summary is not None
    assert NASTY in str(summary.get("title"))
    assert "<img" not in html


# ---- cards


def test_a_card_says_who_where_how_far_and_how_to_call() -> None:
    mito = find_place("茨城県", "水戸市")
    html = matching_cards.card(match(1), [], Contact("架空 太郎", "０２９－123-4567"), mito, 20.0)
    read = plain(html)
    for words in (
        "1位",
        "架空1",
        "茨城県日立市",
        "約",
        "km",
        "従業員数25人",
        "担当者：架空 太郎",
        "20.0点",
        "理由0",
    ):
        assert words in read
    assert 'href="tel:0291234567"' in html
    assert "登録されていません" in matching_cards.card(match(1), [], contacts.NO_CONTACT, None, 20.0)


def test_the_bars_of_all_cards_are_on_one_scale_and_what_was_taken_off_is_said() -> None:
    result = MatchResult(Order("x"), "r", 0.0, (match(1, points=(30.0, 10.0)), match(2, points=(20.0, -5.0))))
    most = matching_cards.highest(result)
    assert most == 30 + 10
    html = matching_cards.bar(result.matches[1].contributions, most)
    assert f"width: {100 * 20 / 40}%" in html
    assert "−5.0点" in html
    assert 'class="off"' in html


def test_firms_side_by_side_leave_out_what_none_of_them_says() -> None:
    html = matching_cards.compared([match(1), match(2)], matching_matrix.columns([TURNING]), {}, None)
    rows = [e.text for e in ElementTree.fromstring(html).findall(".//tbody/tr/th")]
    assert rows == ["所在地", "担当者", "合う条件", "点", "旋盤（必須）", "加工内容"]
    assert "？ 要確認" in plain(html)


def test_html_in_names_and_texts_stays_text() -> None:
    nasty = Supplier(9, NASTY, NASTY, Place(NASTY, NASTY, "", 36.3, 140.4), texts={"processes": NASTY})
    one = Match(
        1,
        1.0,
        nasty,
        (Contribution("x", NASTY, 1.0),),
        NASTY,
        (Verdict("r1", "meets", Evidence("processes", NASTY)),),
    )
    columns = matching_matrix.columns(
        [Requirement("r1", "process", NASTY, None, True, False, None, NASTY, 0, 4)]
    )
    contact = Contact(NASTY, NASTY)
    why = WhyNot(Order("x"), nasty, 12, 1.0, (), (), (), (), (Fact("r1", "processes", NASTY),), 3, NASTY)
    requirement = Requirement("r1", "process", NASTY, None, True, False, None, NASTY, 0, 4)
    team = TeamProposal(1, (TeamMember(nasty, ("r1",), ()),), 3.0, 1.0, ("r1",))
    for html in (
        matching_cards.card(one, columns, contact, None, 1.0),
        matching_cards.compared([one], columns, {9: contact}, None),
        matching_matrix.matrix(columns, [one], {}),
        matching_map.picture([one]) + matching_map.listed([one]),
        matching_answers.why(why),
        matching_answers.teams(TeamResult(Order("x"), "r", 0.0, (requirement,), (team,))),
    ):
        assert "&lt;img" in html
        assert "<img" not in html


# ---- the map


def test_firms_of_one_town_share_a_marker_and_far_ones_stand_in_the_list_alone() -> None:
    osaka = find_place("大阪府", "堺市")
    matches = [match(1), match(2), match(3, place=osaka), match(4, place=Place("茨城県"))]
    assert next((m.ranks, m.place) for m in matching_map.markers(matches)) == ((1, 2), "茨城県日立市")
    picture = ElementTree.fromstring(matching_map.picture(matches, find_place("茨城県", "水戸市")))
    pins = picture.findall("span[@class='pin']")
    assert [p.get("title") for p in pins] == ["茨城県日立市：1位、2位"]
    assert len(picture.findall("span[@class='town']")) == 44
    assert len(picture.findall("span[@class='origin']")) == 1
    listed = plain(matching_map.listed(matches, find_place("茨城県", "水戸市")))
    assert "3位 架空3：大阪府" in listed
    assert "4位 架空4：茨城県" in listed


def test_every_marker_lies_within_the_picture_and_north_is_up() -> None:
    towns = [find_place("茨城県", t) for t in ("北茨城市", "神栖市", "古河市", "大子町")]
    towns.append(find_place("福島県", "いわき市"))
    picture = ElementTree.fromstring(
        matching_map.picture([match(i, place=p) for i, p in enumerate(towns, 1)])
    )
    ys = {}
    for pin in picture.findall("span[@class='pin']"):
        found = re.fullmatch(r"left: ([\d.]+)%; top: ([\d.]+)%", str(pin.get("style")))
        assert found
        x, y = map(float, found.groups())
        assert 0 < x < 100
        assert 0 < y < 100
        ys[pin.text] = y
    assert ys["5"] < ys["1"] < ys["2"]  # いわき, 北茨城, 神栖 from north to south


def _within(corners: Sequence[tuple[float, float]], lat: float, lng: float) -> bool:
    """Whether a point lies in a shape: a ray from it to the east crosses the border an odd number of times."""
    inside = False
    for (a, x), (b, y) in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (a > lat) != (b > lat) and lng < x + (lat - a) * (y - x) / (b - a):
            inside = not inside
    return inside


def test_the_maps_land_holds_every_town_of_the_prefecture_and_none_of_its_neighbours() -> None:
    land = matching_map.outline()["茨城県"]
    own = [m.place for m in municipalities() if m.place.prefecture == "茨城県"]
    assert [p.city for p in own if not _within(land, p.lat or 0, p.lng or 0)] == []
    beyond = [("千葉県", "銚子市"), ("千葉県", "野田市"), ("千葉県", "我孫子市"), ("栃木県", "真岡市")]
    beyond += [("栃木県", "小山市"), ("福島県", "いわき市"), ("埼玉県", "久喜市"), ("千葉県", "香取市")]
    places = [find_place(*names) for names in beyond]
    assert [p.city for p in places if _within(land, p.lat or 0, p.lng or 0)] == []


def test_the_maps_scale_is_true_to_its_distances() -> None:
    mito, tsukuba = find_place("茨城県", "水戸市"), find_place("茨城県", "つくば市")
    html = matching_map.picture([match(1, place=mito), match(2, place=tsukuba)])
    height = re.search(r"aspect-ratio: (\d+) / (\d+)", html)
    bar = re.search(r'class="scale" style="width: ([\d.]+)%">20km', html)
    assert height
    assert bar
    pins = re.findall(r'class="pin" style="left: ([\d.]+)%; top: ([\d.]+)%', html)
    (x, y), (u, v) = ((float(left), float(top) * int(height[2]) / int(height[1])) for left, top in pins)
    apart = ((x - u) ** 2 + (y - v) ** 2) ** 0.5 / float(bar[1]) * 20
    # 31.4 km to the south and 35.4 km to the west, from town hall to town hall.
    assert apart == pytest.approx(47.3, abs=1)


# ---- what a result is kept under


def test_a_result_is_valid_for_exactly_its_search() -> None:
    search = matching_asked.Search("u1", "旋盤")
    found = matching_asked.Found(search, Order("旋盤"), MatchResult(Order("旋盤"), "r", 0.0), "abc")
    assert matching_asked.still_valid(found, search) is found
    for other in (
        matching_asked.Search("u2", "旋盤"),
        matching_asked.Search("u1", "板金"),
        matching_asked.Search("u1", "旋盤", number="H26-001"),
        matching_asked.Search("u1", "旋盤", edits=(Edit("drop", 0, 1),)),
        matching_asked.Search("u1", "旋盤", k=20),
        matching_asked.Search("u1", "旋盤", filters=(("city", "水戸市"),)),
        matching_asked.Search("u1", "旋盤", origin="水戸市"),
        matching_asked.Search("u1", "旋盤", strict=True),
    ):
        assert matching_asked.still_valid(found, other) is None
    assert matching_asked.still_valid(None, search) is None


@pytest.mark.parametrize("blank", ["", None, "  "])
def test_blank_filters_are_none(blank: object) -> None:
    assert matching_asked.filters_of({"city": blank, "min_employees": 10}) == (("min_employees", "10"),)


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("029-123-4567", ["0291234567"]),
        ("０２９（１２３）４５６７", ["0291234567"]),
        ("(0294) 33-4444", ["0294334444"]),
        ("09012345678", ["09012345678"]),
        ("0120-123-456", ["0120123456"]),
        ("+81-29-123-4567", ["+81291234567"]),
        ("+81(0)29-123-4567", ["+81291234567"]),
        ("029-123-4567（内線12）", ["0291234567"]),
        ("029-123-4567 090-1111-2222", ["0291234567", "09011112222"]),
        ("029ｰ123ｰ4567", ["0291234567"]),
        ("029ー123ー4567／03-1234-5678", ["0291234567", "0312345678"]),
        ("不明1", []),
        ("012-345", []),
        ("内線12", []),
        ("平日9:00-17:00 <b>", []),
    ],
)
def test_each_telephone_number_of_a_field_can_be_dialled_and_nothing_else(
    written: str, dialled: list[str]
) -> None:
    shown = contacts.phone_html(written)
    assert re.findall('href="tel:([^"]*)"', shown) == dialled
    assert unescape(re.sub("</?a[^>]*>", "", shown)) == written
