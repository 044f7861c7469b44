"""What buyers plan becomes draft orders, their trade terms facts; through whole files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.answers import Answer
from ingest.orderplans import order_plan
from matching.corporate import BuyerRow, CorporateDatabase
from matching.errors import InputError

TITLE = "R8 発注企業実態調査"
HEAD = "企業名,所在地,回答日,問1 外注計画の有無,問2 外注したい加工,問3 材質,問4 予定数量,問5 希望納期,問6 外注予定時期,問7 支払条件,問8 手形の利用\n"
PUMP = "架空ポンプ株式会社,茨城県日立市1-1,2026-10-01,有,マシニング加工,FC250,月50個,2027年3月,来春,月末締翌月末払,無\n"
OTHERS = (
    "架空電機株式会社,茨城県水戸市2,2026-10-02,検討中,板金溶接,SUS304,100,,,20日締め翌月10日,有（120日）\n"
    "架空精機株式会社,茨城県水戸市3,2026-10-02,無,旋盤加工,,,,,,\n"
    "架空機械株式会社,茨城県水戸市4,2026-10-02,有,,,,,,,\n"
    "架空商会株式会社,茨城県水戸市5,2026-10-02,,プレス加工,,,,,,\n"
)
FIRM = BuyerRow("架空商会")


def plan(*answers: tuple[str, str]) -> dict[str, str] | None:
    read = [Answer(key, key, "text", (words,), words) for key, words in answers]
    found = order_plan(read, FIRM, "B-1", TITLE)
    return dict(found.order.texts) if found else None


@pytest.mark.parametrize("heading", ["外注したい加工", "求める加工・技術", "加工内容", "発注したいもの"])
def test_what_is_wanted_is_read_under_its_usual_headings(heading: str) -> None:
    texts = plan(("outsourcing_plan", "有"), (heading, "切削"))
    assert texts == {
        "processes": "切削",
        "buyer_contact": f"発注企業番号: B-1\noutsourcing_plan: 有({TITLE})",
    }


@pytest.mark.parametrize(
    "heading", ["品名", "外注予定品目", "発注品目", "外注したい品目", "調達したい部品", "発注予定の製品"]
)
def test_goods_are_the_orders_item(heading: str) -> None:
    texts = plan(("outsourcing_plan", "検討中"), (heading, "ケーシング"))
    assert texts is not None
    assert texts["item"] == "ケーシング"


def test_no_plan_no_draft() -> None:
    assert plan(("outsourcing_plan", "無"), ("加工内容", "切削")) is None
    assert plan(("outsourcing_plan", "有"), ("生産高", "増加")) is None
    assert plan(("加工内容", "切削")) is None
    assert plan(("outsourcing_plan", "たぶん"), ("加工内容", "切削")) is None


def test_a_buyers_answers_become_drafts_with_their_source(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    report = pipeline.run(write("r8.csv", HEAD + PUMP + OTHERS), db, survey=TITLE)
    assert (report.drafts, report.rows.accepted) == (2, 5)
    pump, electric = db.drafts()
    assert pump.order.texts == {
        "processes": "マシニング加工", "materials": "FC250", "quantity": "月50個", "due": "2027年3月",
        "buyer_contact": f"外注計画: 有({TITLE})\n外注予定時期: 来春",
    }  # fmt: skip
    assert (pump.order.buyer_name, pump.order.buyer_id) == (
        "架空ポンプ株式会社",
        db.buyer("架空ポンプ株式会社").id,
    )
    assert "外注計画" not in pump.order.text  # the office's own words are nothing to match
    [response] = [one for one in db.survey_responses(TITLE) if one.company == "架空ポンプ株式会社"]
    assert (pump.response_id, pump.survey, pump.file, pump.row) == (response.id, TITLE, "r8.csv", 2)
    assert electric.order.title == "板金溶接"
    facts = {fact.field: (fact.file, fact.cell) for fact in db.facts(order_id=pump.order.id)}
    assert facts["processes"] == ("r8.csv", "E2")


def test_the_same_answers_again_make_no_second_draft_and_leave_a_confirmed_one(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    pipeline.run(write("r8.csv", HEAD + PUMP), db, survey=TITLE)
    number = db.drafts()[0].order.number
    db.move_order(number, "受付", "鈴木(架空)")
    for name in ("r8.csv", "写し.csv"):
        assert pipeline.run(write(name, HEAD + PUMP), db, survey=TITLE).drafts == 0
    assert [one.state for one in db.orders()] == ["受付"]
    # Corrected: the order follows, its state stays the coordinator's.
    report = pipeline.run(write("r8.csv", HEAD + PUMP.replace("月50個", "月80個")), db, survey=TITLE)
    [order] = db.orders()
    assert (report.drafts, order.number, order.state, order.texts["quantity"]) == (
        0,
        number,
        "受付",
        "月80個",
    )


@pytest.mark.parametrize(("state", "warned"), [("下書き", False), ("受付", True), ("取下げ", True)])
def test_a_corrected_plan_changes_its_order_and_makes_no_second_one(
    db: CorporateDatabase, write: Callable[..., Path], state: str, warned: bool
) -> None:
    pipeline.run(write("r8.csv", HEAD + PUMP), db, survey=TITLE)
    number = db.drafts()[0].order.number
    if state != "下書き":
        db.move_order(number, state, "鈴木(架空)")
    # Another firm stands above it now, and what is wanted is another thing.
    corrected = HEAD + OTHERS.splitlines(keepends=True)[1] + PUMP.replace("マシニング", "研削")
    report = pipeline.run(write("r8.csv", corrected), db, survey=TITLE)
    [order] = db.orders()
    assert (report.drafts, order.number, order.state, order.texts["processes"]) == (
        0,
        number,
        state,
        "研削加工",
    )
    assert [one.value for one in report.issues if one.code == "changed-plan"] == [number] * warned


def test_a_file_of_a_confirmed_plan_is_not_taken_back(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    batch = pipeline.run(write("r8.csv", HEAD + PUMP), db, survey=TITLE).batch
    assert batch is not None
    number = db.drafts()[0].order.number
    db.move_order(number, "受付", "鈴木(架空)")
    with pytest.raises(InputError, match=number), db.writing("取消し") as writer:
        writer.undo_batch(batch)
    assert ([one.state for one in db.orders()], db.surveys()) == (["受付"], [(TITLE, 1)])
    db.move_order(number, "取下げ", "鈴木(架空)")
    with db.writing("取消し") as writer:
        writer.undo_batch(batch)
    assert (list(db.orders()), db.surveys()) == ([], [])


def test_taking_the_file_back_takes_drafts_and_terms_back(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    report = pipeline.run(write("r8.csv", HEAD + PUMP + OTHERS), db, survey=TITLE)
    assert len(db.trade_terms()) == 3 + 4  # payment, its days, bills; and the days of the bill
    assert report.batch is not None
    with db.writing("取消し") as writer:
        writer.undo_batch(report.batch)
    assert (db.drafts(), db.trade_terms(), list(db.orders())) == ([], [], [])


def test_a_trial_run_counts_the_drafts_and_makes_none(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    assert pipeline.run(write("r8.csv", HEAD + PUMP), db, survey=TITLE, dry_run=True).drafts == 1
    assert db.drafts() == []


def test_the_title_alone_says_that_buyers_answered(db: CorporateDatabase, write: Callable[..., Path]) -> None:
    pipeline.run(write("答え.csv", HEAD + PUMP), db, survey=TITLE)
    assert (len(db.buyers()), db.supplier_count()) == (1, 0)


def test_slips_read_with_a_title_are_open_orders_at_once(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    slip = "企業名,品名,加工内容,数量\n架空ポンプ株式会社,ケーシング,切削,10\n"
    assert pipeline.run(write("案件.csv", slip), db, survey="R8 発注案件調査").drafts == 0
    assert [one.state for one in db.orders()] == ["受付"]


def test_a_suppliers_trade_terms_are_kept_with_day_and_cell(
    db: CorporateDatabase, write: Callable[..., Path]
) -> None:
    text = (
        "企業名,回答日,発注書面の交付,手形の有無,手形サイト,価格協議の状況,原価低減要請\n"
        "架空製作所,2026-10-01,すべて交付,有,120日,応じてもらえた,無\n"
    )
    pipeline.run(write("取引状況調査.csv", text), db, survey="R8 取引状況調査")
    found = {one.key: (one.value, one.cell, str(one.on)) for one in db.trade_terms()}
    assert found == {
        "written_order": ("すべて交付", "C2", "2026-10-01"),
        "bills": ("有\n120日", "D2 E2", "2026-10-01"),
        "bill_days": ("120", "D2 E2", "2026-10-01"),
        "price_talks": ("応じてもらえた", "F2", "2026-10-01"),
        "cost_cut_request": ("無", "G2", "2026-10-01"),
    }
