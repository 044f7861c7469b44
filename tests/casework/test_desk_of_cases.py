"""What casework makes of matches: previews, proposals, feedback as figures and as judgements."""

import io
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from matching import advisor
from matching.casework.cases import write_judgements
from matching.casework.matching import suits
from matching.casework.proposal_pdf import as_pdf
from matching.casework.proposals import _told, as_xlsx, yen
from matching.corporate import BuyerRow, CorporateDatabase, OrderRow, SupplierRow
from matching.corporate.access import Viewer
from matching.corporate.case_rows import ShortlistEntryView
from matching.desk import Desk, Office
from matching.errors import AccessDenied, InputError, NotFound
from matching.records import Order, Requirement, Verdict
from matching.settings import Settings

HIDDEN = "社外秘の治具を保有"


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, shared_database_at: Callable[[Path], str], home: Path
) -> Iterator[Desk]:
    """Supplier 2 turns and hides its strengths, 3 plates; one order for turned shafts of buyer 1."""
    folder: Path = tmp_path_factory.mktemp("desk")
    settings = Settings(shared_database_at(folder / "office.db"), home, "lsa")
    with CorporateDatabase.open(settings.database_url) as db, db.writing("試験") as writer:
        writer.upsert_buyer(BuyerRow("架空発注"))
        turner = writer.upsert_supplier(
            SupplierRow(
                "=架空旋盤",
                prefecture="茨城県",
                city="日立市",
                phone="029-000-0000",
                employees=1200,
                texts={"processes": "NC旋盤による旋削加工", "materials": "=SUS304", "strengths": HIDDEN},
            )
        )
        writer.set_visibility(turner.id, "strengths", False)
        writer.upsert_supplier(SupplierRow("架空めっき", texts={"processes": "無電解ニッケルめっき"}))
        texts = {"item": "シャフト", "processes": "旋削加工", "materials": "SUS304"}
        writer.upsert_order(OrderRow("K-1", "架空発注", texts=texts))
    office = Office.open(settings)
    yield office.desk(Viewer("u1", frozenset({"coordinator"}), 1))
    office.close()


def test_a_preview_tells_what_a_profile_wins_and_loses(desk: Desk) -> None:
    won = desk.registrations.preview_of({"processes": "めっき、旋削加工、NC旋盤"}, 3)
    assert [(one.order, one.met > one.met_before) for one in won.appearing] == [("K-1", True)]
    lost = desk.registrations.preview_of({"processes": "板金", "materials": ""}, 2)
    assert [one.order for one in lost.leaving] == ["K-1"]
    same = desk.registrations.preview_of({}, 2)
    assert ([one.order for one in same.staying], same.appearing, same.leaving) == (["K-1"], (), ())
    assert next(desk.db.suppliers([3])).texts["processes"] == "無電解ニッケルめっき"  # nothing was stored


def test_a_firm_is_promised_only_orders_that_it_will_then_be_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advisor, "_CONCERNS", 0.1)  # a candidate by its words alone
    near = {"processes": "シャフトのめっき", "products": "シャフト、SUS304のシャフト", "materials": "SUS304"}
    firm = desk.office.desk(Viewer("u3", frozenset({"supplier"}), 3, supplier_id=3))
    candidate, shown = desk.registrations.preview_of(near, 3), firm.registrations.preview_of(near, 3)
    assert [one.order for one in (*candidate.appearing, *candidate.staying)] == ["K-1"]
    assert (shown.appearing, shown.staying) == ((), ())
    turned = firm.registrations.preview_of({"processes": "旋削加工"}, 3)
    assert [one.order for one in turned.appearing] == ["K-1"]


def test_who_only_inspects_is_not_told_of_what_has_to_be_made_first() -> None:
    printing, inspecting = (
        Requirement(concept, "process", "", concept, True, False, None, "", 0, 0)
        for concept in ("P.PRINT.TEX", "P.INSP.VIS")
    )
    inspects = Verdict("P.INSP.VIS", "meets")
    assert not suits("meets", [printing, inspecting], [Verdict("P.PRINT.TEX", "unknown"), inspects])
    assert suits("meets", [printing, inspecting], [Verdict("P.PRINT.TEX", "meets"), inspects])
    assert suits("meets", [inspecting], [inspects])


def test_a_proposal_holds_only_what_firms_publish(desk: Desk) -> None:
    made = desk.proposals.of("K-1", [2, 3], notes={2: "=1+1"})
    assert ("従業員数", "1,200人") in made.firms[0].told
    told = repr(made)
    assert "旋削加工" in told
    assert HIDDEN not in told
    assert "029-000-0000" not in told
    assert [firm.points for firm in made.firms] == [None, None]
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(made)))
    cells = [cell for page in sheet.worksheets for row in page.iter_rows() for cell in row]
    assert {"=架空旋盤", "=1+1", "=SUS304"} <= {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)


def test_a_proposal_tells_what_must_not_be_and_joins_alternatives(desk: Desk, tmp_path: Path) -> None:
    call = "あ、もしもし、SUS304の旋盤加工で、つくば市か土浦市の会社、溶接は不可、めっきはしないでいいです"
    made = desk.proposals.of(Order(call), [2, 3], title="あ、もしもし、SUS304の旋盤加工で")
    assert [(one.weight, one.label) for one in made.conditions] == [
        ("必須", "SUS304"),
        ("必須", "旋削加工"),
        ("必須", "つくば市か土浦市"),
        ("除く", "溶接"),
    ]
    assert [len(firm.verdicts) for firm in made.firms] == [4, 4]
    assert made.title == "SUS304の旋削加工"
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(made)))
    assert "［除く］溶接" in {cell.value for row in book["一覧"].iter_rows() for cell in row}
    path = tmp_path / "proposal.pdf"
    path.write_bytes(as_pdf(made))
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout
    assert "［除く］溶接" in text.decode()
    assert "［必須］溶接" not in text.decode()
    assert desk.proposals.of(Order(call), [2], title="試作のご相談").title == "試作のご相談"


@pytest.mark.parametrize(
    ("digits", "told"),
    [("15000000", "1,500万円"), ("120000000", "1億2,000万円"), ("300000000", "3億円"), ("12345", "12,345円")],
)
def test_an_amount_is_written_as_people_write_it(digits: str, told: str) -> None:
    assert yen(digits) == told


def test_a_proposal_as_pdf_can_be_read(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "proposal.pdf"
    path.write_bytes(as_pdf(desk.proposals.of("K-1", [2, 3], points=True)))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    for words in ("提案書", "シャフト", "=架空旋盤", "架空めっき", "適合した条件", "要確認", "点）"):
        assert words in text


@pytest.mark.parametrize(
    ("state", "answer"), [("不成約", ""), ("取下げ", ""), ("打診", "辞退"), ("打診", "受ける"), ("見積", "")]
)
def test_a_firm_with_which_it_came_to_nothing_is_not_proposed_again(state: str, answer: str) -> None:
    one = ShortlistEntryView(2, "架空旋盤", 1, 1, "", "", "u1", datetime.now(UTC), 5, state, answer)
    assert one.gone == (state in ("不成約", "取下げ") or answer == "辞退")


def test_numbers_in_a_proposal_have_their_units() -> None:
    told = dict(_told({"employees": "1023", "founded": "昭和53", "capital_yen": "15000000"}))
    assert told == {"従業員数": "1,023人", "創業・設立": "昭和53年", "資本金": "1,500万円"}
    assert dict(_told({"employees": "約20", "founded": "昭和53年4月"})) == {
        "従業員数": "約20",
        "創業・設立": "昭和53年4月",
    }


def test_a_proposal_needs_firms_and_a_coordinator(desk: Desk) -> None:
    with pytest.raises(InputError, match="1 社から"):
        desk.proposals.of("K-1")
    supplier = desk.office.desk(Viewer("u2", frozenset({"supplier"}), 2, supplier_id=2))
    with pytest.raises((AccessDenied, NotFound)):
        supplier.proposals.of("K-1", [2])


def test_feedback_becomes_figures_and_judgements(desk: Desk, tmp_path: Path) -> None:
    result, ranking = desk.matching.match(desk.matching.order("K-1"))
    first = result.matches[0].supplier.id
    said = desk.cases.give_feedback(ranking, first, False, reason="lot")
    assert (said.rank, said.version) == (1, 1)
    said = desk.cases.give_feedback(ranking, first, True, reason="process")
    assert (said.suitable, said.version) == (True, 2)
    with pytest.raises(NotFound):
        desk.cases.give_feedback(ranking, 1, True)  # the buyer is no firm of this ranking
    with pytest.raises(NotFound):
        desk.cases.give_feedback("0" * 32, first, True)
    figures = desk.cases.quality(date(2020, 1, 1), date(2100, 1, 1))
    assert (figures.judged, figures.precision["1"], figures.precision["10"]) == (1, 1.0, 1.0)
    write_judgements(desk.cases.judgements(), tmp_path / "q.jsonl", tmp_path / "r.tsv")
    number = next(desk.db.suppliers([first])).source_id
    assert (tmp_path / "r.tsv").read_text(encoding="utf-8") == f"{ranking}\t{number}\t2\n"
    assert '"text": "品名: シャフト' in (tmp_path / "q.jsonl").read_text(encoding="utf-8")
    desk.cases.add_to_shortlist(first, order="K-1", rank=1, ranking=ranking)
    begun = desk.cases.introduce("K-1", first, state="紹介", rank=1, ranking=ranking)
    desk.cases.step(begun.id, "成約", amount_yen=100)
    figures = desk.cases.quality(date(2020, 1, 1), date(2100, 1, 1))
    assert (figures.introduced_by_rank, figures.won_by_rank, figures.won_from_first_ten) == (
        {"1": 1},
        {"1": 1},
        1.0,
    )
    assert figures.shortlisted == {"1": 1}
    assert desk.cases.judgements().qrels == ((ranking, number, 3),)


def test_a_firm_taken_along_from_list_to_list_counts_as_chosen_once(desk: Desk) -> None:
    result, ranking = desk.matching.match(desk.matching.order("K-1"))
    first, second = (match.supplier.id for match in result.matches[:2])
    before = dict(desk.cases.quality(date(2020, 1, 1), date(2100, 1, 1)).shortlisted)
    for title in ("シャフト", "シャフト（案件）"):
        held = desk.cases.begin_shortlist(title, "シャフトの旋削")
        desk.cases.add_to_shortlist(first, shortlist_id=held.id, rank=7, ranking=ranking)
        # Without a known ranking, each list is a choice of its own.
        desk.cases.add_to_shortlist(second, shortlist_id=held.id, rank=8)
    after = desk.cases.quality(date(2020, 1, 1), date(2100, 1, 1)).shortlisted
    assert after == before | {"7": 1, "8": 2}


def test_another_persons_word_stays_its_own(desk: Desk) -> None:
    mine = desk.cases.feedback()[0]
    colleague = desk.office.desk(Viewer("u2", frozenset({"coordinator"}), 2))
    with pytest.raises(AccessDenied):
        colleague.cases.remove_feedback(mine.id)
    desk.cases.remove_feedback(mine.id)
    assert desk.cases.feedback() == []
