"""The façade, on a small office with LSA and on data/sample with the default encoder."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, SupplierRow
from matching.errors import InputError, NotFound, UnknownFilter
from matching.matcher import MOST, Choice, Matcher
from matching.ranking.examination import Asked
from matching.ranking.ranker import Ranker
from matching.records import Match, MatchResult, Order, Requirement
from matching.settings import Settings

TODAY = date(2026, 4, 1)
SUPPLIERS = {
    "架空旋盤工業": ("日立市", "NC旋盤による旋削加工。SUS304、アルミ。小ロット可"),
    "架空精密切削": ("水戸市", "マシニングセンタ、旋盤加工、SUS303"),
    "架空めっき": ("日立市", "無電解ニッケルめっき、硬質クロムめっき"),
    "架空板金": ("つくば市", "精密板金、レーザー切断、曲げ加工、溶接。塗装は外注"),
    "架空塗装": ("土浦市", "焼付塗装、粉体塗装"),
    "架空樹脂": ("古河市", "射出成形、樹脂切削、金型製作"),
    "架空ゴム": ("神栖市", "ゴム成形、パッキン、Oリング"),
    "架空鋳造": ("笠間市", "砂型鋳造、鋳鉄、FC250"),
    "架空縫製": ("結城市", "縫製、帆布、革製品"),
    "架空休業旋盤": ("日立市", "旋盤、NC旋盤、旋削加工"),
    "架空系列旋盤": ("日立市", "旋盤加工、旋削加工、SUS304"),
}
ENQUIRY = "SUS304のシャフトの旋削加工。φ20、月500本"


@pytest.fixture
def url(tmp_path: Path, database_at: Callable[[Path], str]) -> str:
    return database_at(tmp_path / "office.db")


@pytest.fixture
def office(url: str, home: Path) -> Iterator[Matcher]:
    """Eleven suppliers, one resting until April 30th, one a competitor of the buyer 架空発注."""
    matcher = Matcher.open(Settings(url, home, "lsa"))
    with matcher.db.writing("試験") as writer:
        ids = {
            name: writer.upsert_supplier(
                SupplierRow(name, f"A-{n}", prefecture="茨城県", city=city, texts={"processes": text})
            ).id
            for n, (name, (city, text)) in enumerate(SUPPLIERS.items(), 1)
        }
        buyer = writer.upsert_buyer(BuyerRow("架空発注", "B-1", prefecture="茨城県", city="水戸市")).id
        writer.set_status(ids["架空休業旋盤"], "休業", "設備入替", end=date(2026, 4, 30))
        writer.set_status(ids["架空系列旋盤"], "競合・系列", buyer_id=buyer)
    yield matcher
    matcher.close()


def found(result: MatchResult) -> list[tuple[str, float]]:
    return [(m.supplier.name, pytest.approx(m.score)) for m in result.matches]


def names(result: MatchResult) -> list[str]:
    return [m.supplier.name for m in result.matches]


def on(day: date = TODAY, **filters: str) -> Choice:
    return Choice(filters, day)


def assert_same_points(one: Match, other: Match) -> None:
    """All but `placed`, which depends on whom else the list holds; only who contradicts a must has it."""
    points = [{c.signal: c.points for c in m.contributions} for m in (one, other)]
    for m, given in zip((one, other), points, strict=True):
        assert given.pop("placed", 0.0) <= 0
        assert "contradicted" in given or m.score == pytest.approx(sum(given.values()), abs=1e-6)
    assert points[0] == pytest.approx(points[1], abs=1e-6)
    assert one.verdicts == other.verdicts


def buyer_of(matcher: Matcher) -> int:
    return matcher.db.buyer("B-1").id


def test_the_right_firms_come_first(office: Matcher) -> None:
    turning = {"架空旋盤工業", "架空精密切削", "架空系列旋盤"}
    assert set(names(office.match(Order(ENQUIRY), 3, on()))) == turning
    assert names(office.match(Order("ゴムのパッキンを作りたい"), 3, on()))[0] == "架空ゴム"
    assert names(office.match(Order("帆布のかばんの縫製"), 3, on()))[0] == "架空縫製"


def test_contributions_add_up_and_ranks_count_from_one(office: Matcher) -> None:
    result = office.match(Order(ENQUIRY), 10, on())
    assert [m.rank for m in result.matches] == list(range(1, len(result.matches) + 1))
    assert [m.score for m in result.matches] == sorted((m.score for m in result.matches), reverse=True)
    for m in result.matches:
        assert sum(c.points for c in m.contributions) == pytest.approx(m.score, abs=1e-6)
        assert m.score > 0


def test_many_equal_single_matches(office: Matcher) -> None:
    orders = [Order(ENQUIRY, id="1"), Order("", id="2"), Order("塗装", id="3"), Order(ENQUIRY, id="4")]
    together = list(office.match_many(orders, 5, on()))
    single = [office.match(order, 5, on()) for order in orders]
    assert [replace(r, seconds=0) for r in together] == [replace(r, seconds=0) for r in single]
    assert [r.order.id for r in together] == ["1", "2", "3", "4"]


def test_a_shorter_list_is_the_head_of_a_longer_one(office: Matcher) -> None:
    everyone = office.match(Order(ENQUIRY), 10, on())
    assert office.match(Order(ENQUIRY), 2, on()).matches == everyone.matches[:2]


@pytest.mark.parametrize("filters", [{"city": "日立市"}, {"region": "県北"}, {"prefecture": "茨城"}])
def test_a_filter_changes_no_score(office: Matcher, filters: dict[str, str]) -> None:
    everyone = {m.supplier.name: m for m in office.match(Order(ENQUIRY), 20, on()).matches}
    some = office.match(Order(ENQUIRY), 20, on(**filters)).matches
    assert some
    for m in some:
        assert_same_points(m, everyone[m.supplier.name])
    if "city" in filters:
        assert {m.supplier.place.city for m in some} == {"日立市"}


def test_a_filter_that_nobody_meets_leaves_nobody(office: Matcher) -> None:
    result = office.match(Order(ENQUIRY), 5, on(prefecture="沖縄県"))
    assert (result.matches, result.excluded) == ((), ())


def test_an_unknown_filter_is_an_error(office: Matcher) -> None:
    with pytest.raises(UnknownFilter):
        office.match(Order(ENQUIRY), 5, on(colour="red"))


@pytest.mark.parametrize("k", [0, -1, MOST + 1])
def test_a_count_out_of_range_is_an_error(office: Matcher, k: int) -> None:
    with pytest.raises(InputError):
        office.match(Order(ENQUIRY), k, on())
    with pytest.raises(InputError):
        office.reverse("A-1", k, TODAY)


def test_a_resting_firm_is_excluded_with_its_reason_and_never_just_missing(office: Matcher) -> None:
    result = office.match(Order(ENQUIRY), 5, on())
    assert "架空休業旋盤" not in names(result)
    (one,) = [e for e in result.excluded if e.supplier.name == "架空休業旋盤"]
    assert one.reason == "休業中です（設備入替、2026-04-30 まで）"
    assert result.excluded_total["休業中です"] == 1
    # A place freed by an excluded firm is filled.
    assert len(result.matches) == 5


def test_a_firm_is_back_on_the_day_after(office: Matcher) -> None:
    assert "架空休業旋盤" not in names(office.match(Order(ENQUIRY), 11, on(date(2026, 4, 30))))
    assert "架空休業旋盤" in names(office.match(Order(ENQUIRY), 11, on(date(2026, 5, 1))))


def test_a_competitor_is_excluded_only_for_its_buyer(office: Matcher) -> None:
    order = Order(ENQUIRY, buyer_id=buyer_of(office))
    assert "架空系列旋盤" in names(office.match(Order(ENQUIRY), 11, on()))
    result = office.match(order, 11, on())
    assert "架空系列旋盤" not in names(result)
    assert result.excluded_total == {"休業中です": 1, "この発注企業の競合・系列に当たります": 1}


def test_every_firm_that_anything_speaks_for_is_matched_or_excluded(office: Matcher) -> None:
    free = office.match(Order(ENQUIRY), 20, on(date(2026, 6, 1)))
    order = Order(ENQUIRY, buyer_id=buyer_of(office))
    bound = office.match(order, 20, on())
    assert set(names(bound)) | {e.supplier.name for e in bound.excluded} == set(names(free))


def test_what_may_be_said_of_a_firm_is_said(office: Matcher) -> None:
    with office.db.writing("試験") as writer:
        writer.set_status(office.db.supplier_by_key("A-1").id, "受注余力なし", "6月まで満杯")
    notes = {m.supplier.name: m.note for m in office.match(Order(ENQUIRY), 5, on()).matches}
    assert notes.pop("架空旋盤工業") == "受注余力がないとの申し出があります（6月まで満杯）"
    assert set(notes.values()) == {""}


def change(matcher: Matcher, number: int, name: str, text: str) -> None:
    row = SupplierRow(name, f"A-{number}", prefecture="茨城県", city="日立市", texts={"processes": text})
    with matcher.db.writing("試験") as writer:
        writer.upsert_supplier(row)


def test_a_changed_and_a_new_supplier_are_found_by_the_next_match(office: Matcher) -> None:
    enquiry = Order("ロストワックス鋳造")
    before = office.match(enquiry, 3, on())
    change(office, 9, "架空縫製", "ロストワックス鋳造")
    after = office.match(enquiry, 3, on())
    assert names(after)[0] == "架空縫製"
    assert after.revision != before.revision
    change(office, 99, "架空新規", "ロストワックス精密鋳造、ロストワックス鋳造")
    assert "架空新規" in names(office.match(enquiry, 3, on()))


def test_another_process_s_changes_are_found_too(office: Matcher, url: str, home: Path) -> None:
    office.match(Order(ENQUIRY), 3, on())
    other = Matcher.open(Settings(url, home, "lsa"))
    try:
        change(other, 50, "架空別室", "花火玉の製造")
        assert names(other.match(Order("花火玉の製造"), 1, on())) == ["架空別室"]
        assert names(office.match(Order("花火玉の製造"), 1, on())) == ["架空別室"]
    finally:
        other.close()


def test_a_reopened_index_gives_the_same_answers(office: Matcher, url: str, home: Path) -> None:
    office.match(Order(ENQUIRY), 3, on())
    change(office, 3, "架空めっき", "亜鉛めっき、SUS304の電解研磨")
    expected = found(office.match(Order(ENQUIRY), 11, on()))
    again = Matcher.open(Settings(url, home, "lsa"))
    try:
        assert [(m.supplier.name, m.score) for m in again.match(Order(ENQUIRY), 11, on()).matches] == expected
    finally:
        again.close()


def test_a_damaged_index_is_made_again(office: Matcher, url: str, home: Path) -> None:
    expected = found(office.match(Order(ENQUIRY), 5, on()))
    for path in (home / "index" / office.db.identity).rglob("terms_data.npy"):
        path.write_bytes(b"")
    again = Matcher.open(Settings(url, home, "lsa"))
    try:
        assert [(m.supplier.name, m.score) for m in again.match(Order(ENQUIRY), 5, on()).matches] == expected
    finally:
        again.close()


def test_an_older_copy_of_the_database_is_not_searched_with_a_newer_index(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "old.db"
    settings = Settings(f"sqlite:///{path}", home, "lsa")
    first = Matcher.open(settings)
    change(first, 1, "架空一号", "旋盤加工")
    first.match(Order("旋盤加工"), 3, on())
    first.close()
    copy = path.read_bytes()
    second = Matcher.open(settings)
    change(second, 2, "架空二号", "旋盤加工")
    assert set(names(second.match(Order("旋盤加工"), 3, on()))) == {"架空一号", "架空二号"}
    second.close()
    for leftover in tmp_path.glob("old.db*"):
        leftover.unlink()
    path.write_bytes(copy)
    third = Matcher.open(settings)
    try:
        assert names(third.match(Order("旋盤加工"), 3, on())) == ["架空一号"]
    finally:
        third.close()


def order_row(number: str, days: int | None, state: str = "受付", **texts: str) -> OrderRow:
    deadline = None if days is None else TODAY + timedelta(days)
    return OrderRow(number, "架空発注", state=state, deadline=deadline, texts=texts)


@pytest.fixture
def orders(office: Matcher) -> Matcher:
    turning = {"item": "シャフト", "processes": "旋削加工", "materials": "SUS304"}
    with office.db.writing("試験") as writer:
        for row in (
            order_row("H-1", 0, **turning),
            order_row("H-2", -1, **turning),
            order_row("H-3", None, item="銘板", processes="塗装"),
            order_row("H-4", 30, "照会", item="旋削部品"),
            order_row("H-5", 30, "成約", **turning),
            order_row("H-6", 30, "取下げ", **turning),
            order_row("H-7", 30, "下書き", **turning),
        ):
            writer.upsert_order(row)
    return office


def test_reverse_ranks_only_open_orders_within_their_deadline(orders: Matcher) -> None:
    result = orders.reverse("A-1", 10, TODAY)
    assert result.supplier.name == "架空旋盤工業"
    assert {m.order.id for m in result.matches} <= {"H-1", "H-3", "H-4"}
    assert result.matches[0].order.id == "H-1"
    assert [m.rank for m in result.matches] == list(range(1, len(result.matches) + 1))
    for m in result.matches:
        assert sum(c.points for c in m.contributions) == pytest.approx(m.score, abs=1e-6)


def test_a_draft_order_is_matched_with_nobody_until_it_is_confirmed(orders: Matcher) -> None:
    with pytest.raises(InputError, match="案件 H-7 は下書き"):
        orders.order("H-7")
    orders.db.move_order("H-7", "受付", "鈴木(架空)")
    assert orders.order("H-7").id == "H-7"
    assert "H-7" in {m.order.id for m in orders.reverse("A-1", 10, TODAY).matches}


def test_reverse_gives_the_score_that_a_match_gives(orders: Matcher) -> None:
    for m in orders.reverse("A-1", 10, TODAY).matches:
        order = replace(orders.order(m.order.id), buyer_id=None)
        scores = {s.supplier.name: s.score for s in orders.match(order, 20, on()).matches}
        assert scores["架空旋盤工業"] == pytest.approx(m.score, abs=1e-4)


def test_reverse_shows_no_competitor_s_order(orders: Matcher) -> None:
    assert orders.reverse("A-11", 10, TODAY).matches == ()
    with orders.db.writing("試験") as writer:
        supplier = orders.db.supplier_by_key("A-11").id
        writer.clear_status(supplier, "競合・系列", buyer_id=buyer_of(orders))
    assert {"H-1", "H-4"} <= {m.order.id for m in orders.reverse("A-11", 10, TODAY).matches}


def test_reverse_says_when_a_firm_may_not_be_introduced(orders: Matcher) -> None:
    (notice,) = orders.reverse("A-10", 10, TODAY).notices
    assert "休業中です（設備入替" in notice
    assert orders.reverse("A-1", 10, TODAY).notices == ()


@pytest.mark.parametrize("key", ["A-999", "", "\0", "0", "9" * 30])
def test_unknown_suppliers_and_orders_are_named_errors(orders: Matcher, key: str) -> None:
    with pytest.raises(NotFound):
        orders.reverse(key, 3, TODAY)
    with pytest.raises(NotFound):
        orders.order(key)


HOSTILE = {
    "empty": "",
    "spaces": " \n\t　",
    "nul": "\0\0",
    "controls": "\x01\x07\x1b",
    "emoji": "😀👨‍👩‍👧🇯🇵",
    "surrogates": "\ud800\udfff",
    "marks": "、。！？「」…",
    "particles": "をお願いします",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_says_nothing_finds_nobody_and_gets_a_hint(office: Matcher, text: str) -> None:
    result = office.match(Order(text), 5, on())
    assert result.matches == ()
    assert "読み取れません" in "".join(result.notices)


@pytest.mark.parametrize("noise", ["\0", "\x1b[31m", "\ud83d", "😀", "\u200b"])
def test_noise_does_not_hide_the_words(office: Matcher, noise: str) -> None:
    text = f"{noise}旋削加工{noise}、SUS304{noise}"
    assert set(names(office.match(Order(text), 2, on()))) == {"架空旋盤工業", "架空系列旋盤"}


@pytest.mark.parametrize(
    "unit", ["旋盤加工、SUS304のシャフト。", "旋盤", "検査試験", "φ20×", "旋", "a", "(", "不可", "\n"]
)
def test_a_hundred_thousand_characters_are_answered_in_bounded_time(office: Matcher, unit: str) -> None:
    office.match(Order(ENQUIRY), 1, on())
    started = time.process_time()
    result = office.match(Order((unit * 150_000)[:150_000]), 5, on())
    assert time.process_time() - started < 20
    assert result.cut


def test_an_empty_database_says_what_to_do(url: str, home: Path) -> None:
    matcher = Matcher.open(Settings(url, home, "lsa"))
    try:
        result = matcher.match(Order(ENQUIRY), 5, on())
        assert result.matches == ()
        assert "受注企業のファイルを取り込んで" in "".join(result.notices)
    finally:
        matcher.close()


def test_threads_get_what_one_after_another_gets(office: Matcher) -> None:
    orders = [Order(text) for text in (ENQUIRY, "塗装", "ゴムのパッキン", "金型製作") * 5]
    expected = [found(office.match(order, 5, on())) for order in orders]
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda order: office.match(order, 5, on()), orders))
    assert [[(m.supplier.name, m.score) for m in r.matches] for r in results] == expected


def test_a_firm_that_refuses_or_buys_in_what_is_wanted_is_marked_down(office: Matcher) -> None:
    """架空板金 buys painting in. Weights of the test's own: the product's may change."""
    office.engine.ranker = Ranker({"lexical": 50, "stated": 50, "refused": -10})
    result = office.match(Order("焼付塗装と溶接"), 11, on())
    points = {m.supplier.name: {c.signal: c.points for c in m.contributions} for m in result.matches}
    assert points["架空板金"]["refused"] < 0
    assert "refused" not in points["架空塗装"]


def test_strict_looks_further_until_the_list_is_full(office: Matcher) -> None:
    """Forty painters refuse aluminium and name painting best; five behind them don't."""
    with office.db.writing("試験") as writer:
        for n in range(40):
            words = {"processes": "焼付塗装、粉体塗装、塗装", "limits": "アルミは不可"}
            writer.upsert_supplier(
                SupplierRow(f"架空断り塗装{n}", f"B-{n}", prefecture="茨城県", texts=words)
            )
        for n in range(5):
            words = {"processes": "塗装、各種板金、縫製、組立、梱包、検査"}
            writer.upsert_supplier(
                SupplierRow(f"架空引受塗装{n}", f"C-{n}", prefecture="茨城県", texts=words)
            )
    order = Order("アルミの焼付塗装、粉体塗装")
    result = office.match(order, 5, Choice(today=TODAY, strict=True))
    assert len(result.matches) == 5
    assert not [name for name in names(result) if "断り" in name]
    assert len(result.excluded) <= 5
    assert not [n for n in result.notices if "必須条件に反しない" in n]
    more = office.match(order, 50, Choice(today=TODAY, strict=True))
    assert f"必須条件に反しない企業は {len(more.matches)} 社でした。" in more.notices


def test_a_process_of_unknown_words_is_the_main_one_only_where_nothing_else_is_named() -> None:
    def process(number: str, concept: str | None) -> Requirement:
        return Requirement(number, "process", number, concept, True, False, None, number, 0, 0)

    unknown, turning, plating = process("r1", None), process("r2", "P.TURN"), process("r3", "P.PLATE")
    rarity = {"P.TURN": 0.3, "P.PLATE": 0.5}
    assert Asked.of([unknown, turning, plating], rarity).main == (plating,)
    assert Asked.of([unknown, turning]).main == (turning,)
    assert Asked.of([unknown], rarity).main == (unknown,)


def test_no_question_to_the_database_is_asked_while_others_wait(
    office: Matcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.match(Order(ENQUIRY), 5, on())
    held: list[bool] = []

    class Turn:
        def __enter__(self) -> None:
            held.append(True)

        def __exit__(self, *_: object) -> None:
            held.pop()

    monkeypatch.setattr(office, "turn", Turn())
    for name in ("suppliers", "unavailable", "notes", "select_ids"):
        asked = getattr(office.db, name)

        def ask(*given: object, asked: Callable[..., object] = asked, **named: object) -> object:
            assert not held
            return asked(*given, **named)

        monkeypatch.setattr(office.db, name, ask)
    assert office.match(Order(ENQUIRY), 5, on(city="日立市")).matches


def test_a_wished_place_lifts_the_firms_there(office: Matcher) -> None:
    office.engine.ranker = Ranker({"lexical": 50, "stated": 50, "area": 10})
    result = office.match(Order(ENQUIRY + "。できれば日立市の近くで"), 11, on())
    points = {m.supplier.name: {c.signal: c.points for c in m.contributions} for m in result.matches}
    assert points["架空旋盤工業"]["area"] == pytest.approx(10)
    assert 0 < points["架空精密切削"]["area"] < 10  # Mito is near


# Groups of one enquiry in several spellings.
SPELLINGS = [
    ("ステンレスの旋盤加工をお願いしたい。", "ｽﾃﾝﾚｽの旋盤加工をお願いしたい。"),
    ("SUS304のシャフト、φ20、月500本。", "ＳＵＳ３０４のシャフト、Φ２０、月５００本。", "sus304のシャフト、⌀20、月500本。"),
    ("SUS304のシャフト", "SUS-304のシャフト", "SUS 304のシャフト"),
    ("焼入れと円筒研削", "焼き入れと円筒研削", "焼入と円筒研削", "焼きいれと円筒研削"),
    ("無電解ニッケルめっき", "無電解ニッケルメッキ", "無電解ニッケル鍍金", "無電解ﾆｯｹﾙﾒｯｷ"),
    ("めっきをお願いしたい", "メッキをお願いしたい", "鍍金をお願いしたい", "ﾒｯｷをお願いしたい"),
    ("マシニングセンタで削り出し", "マシニングセンターで削り出し", "ﾏｼﾆﾝｸﾞｾﾝﾀｰで削り出し", "マシニングセンタ－で削り出し"),
    ("治具の製作", "冶具の製作", "ジグの製作"),
    ("レーザー切断と曲げ", "レーザ切断と曲げ"),
    ("ワイヤーカットで金型部品", "ワイヤカットで金型部品", "ワイヤ一カットで金型部品"),
    ("精密板金と溶接", "精密鈑金と熔接"),
    ("バフ研磨", "バフ研摩"),
    ("ねじ切り加工", "ネジ切り加工", "螺子切り加工"),
    ("ばねの製造", "バネの製造", "発条の製造"),
    ("直径3〜60mmの丸物", "直径3～60㎜の丸物", "直径３〜６０ｍｍの丸物"),
    ("はんだ付けと基板実装", "半田付けと基板実装", "ハンダ付けと基板実装"),
    ("5軸加工", "５軸加工"),
    ("組立作業", "組み立て作業", "組立て作業"),
    ("穴あけ加工", "穴明け加工", "孔あけ加工"),
    ("仕上げ加工", "仕上加工"),
    ("水筒のふたのゴムの輪っか", "水筒のフタのゴムの輪っか", "水筒の蓋のゴムの輪っか"),
]  # fmt: skip


def first_ten(matcher: Matcher, text: str) -> list[str]:
    return [m.supplier.source_id for m in matcher.match(Order(text), 10, on()).matches]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda s: s[0])
def test_spellings_of_one_enquiry_find_the_same_first_ten(
    sample: Matcher, spellings: tuple[str, ...]
) -> None:
    expected = first_ten(sample, spellings[0])
    assert len(expected) == 10
    for other in spellings[1:]:
        assert first_ten(sample, other) == expected, other


def test_the_sample_is_matched_with_vectors(sample: Matcher) -> None:
    result = sample.match(Order("水筒のふたの内側の輪っかがへたって水が漏れる。"), 10, on())
    assert len(result.matches) == 10
    assert result.notices == ()
    for m in result.matches:
        assert sum(c.points for c in m.contributions) == pytest.approx(m.score, abs=1e-6)


@pytest.mark.parametrize(
    "text", ["よろしくお願いします。", "どこかいい会社ないですかねえ。安くて早くて近いところがいいんだけど。"]
)
def test_ranks_for_what_says_not_what_to_make_come_with_a_warning(sample: Matcher, text: str) -> None:
    assert "当てになりません" in "".join(sample.match(Order(text), 10, on()).notices)
    more = sample.match(Order(text + "木のいすの脚を4本作り直したい。"), 10, on())
    assert more.notices == ()


def test_part_of_one_firms_name_is_asked_about_and_not_called_several(sample: Matcher) -> None:
    with pytest.raises(InputError, match=r"次の企業のことでしたら.*A-0084 石毛ステンレス工業") as said:
        sample.supplier("石毛ステンレス")
    assert "一社に決まりません" not in str(said.value)


def test_a_filter_changes_no_score_with_vectors(sample: Matcher) -> None:
    order = Order("ステンレスのシャフトの研磨。φ8、長さ120")
    everyone = {m.supplier.id: m for m in sample.match(order, 430, on()).matches}
    some = sample.match(order, 50, on(region="県北")).matches
    assert any("placed" in {c.signal for c in m.contributions} for m in everyone.values())
    assert some
    for m in some:
        assert_same_points(m, everyone[m.supplier.id])


def test_hostile_texts_with_vectors(sample: Matcher) -> None:
    for text in (*HOSTILE.values(), "旋\0盤", "a" * 100_000, "旋盤加工、" * 20_000):
        started = time.process_time()
        result = sample.match(Order(text), 3, on())
        assert time.process_time() - started < 20
        assert result.matches or result.notices


def test_sample_orders_are_ranked_for_a_supplier(sample: Matcher) -> None:
    result = sample.reverse("A-0001", 5, date(2026, 1, 1))
    assert len(result.matches) == 5
    best = result.matches[0]
    again = {
        m.supplier.source_id: m.score
        for m in sample.match(replace(best.order, buyer_id=None), 430, on()).matches
    }
    # A stored order's vector is kept in half precision.
    assert again["A-0001"] == pytest.approx(best.score, abs=0.05)


def test_who_has_an_empty_profile_scores_nothing_but_its_place(office: Matcher) -> None:
    with office.db.writing("試験") as writer:
        writer.upsert_supplier(SupplierRow("甲乙丙", "A-77", prefecture="茨城県", city="日立市"))
    assert "甲乙丙" not in names(office.match(Order(ENQUIRY), 20, on()))
    result = office.match(Order(ENQUIRY + "。日立市の近くで"), 20, on())
    areas = {r.id for r in result.requirements if r.kind == "area"}
    for m in result.matches:
        if m.supplier.name == "甲乙丙":
            assert {"area"} <= {c.signal for c in m.contributions} <= {"area", "met", "wished"}
            assert {v.requirement for v in m.verdicts if v.verdict == "meets"} == areas
            assert all(v.evidence is None for v in m.verdicts if v.requirement not in areas)


def test_a_closed_database_can_be_opened_again(url: str, home: Path) -> None:
    settings = Settings(url, home, "lsa")
    for _ in range(2):
        matcher = Matcher.open(settings)
        change(matcher, 1, "架空一号", "旋盤加工")
        assert names(matcher.match(Order("旋盤"), 1, on())) == ["架空一号"]
        matcher.close()
    with CorporateDatabase.open(settings.database_url) as db:
        assert db.supplier_count() == 1
