"""Registrations: from a firm's draft to its published profile; confirmations."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.corporate import EquipmentRow, Provenance
from matching.corporate.access import OPERATOR, Viewer
from matching.corporate.accounts import NewAccount
from matching.corporate.audit import Wanted
from matching.corporate.case_rows import DraftView
from matching.corporate.profile_checks import FORM_FIELDS, canonical, check_profile
from matching.corporate.profile_forms import as_form, as_stored
from matching.corporate.values import EQUIPMENT_ROWS, added_rows, equipment_rows
from matching.errors import AccessDenied, Conflict, InputError, KnownFirm, NotFound, Stale

from .conftest import Casework

FILE = Provenance(file="名簿.csv")
GOOD = {"name": "架空工業", "prefecture": "茨城県", "city": "水戸市", "processes": "旋削加工"}


def test_only_what_the_firm_changed_is_written(office: Casework) -> None:
    db, firm = office.db, office.of["turner"]
    draft = db.registrations.begin(
        firm, db.registrations.form(firm, office.turner) | {"limits": "", "lots": "1個から"}, office.turner
    )
    with db.writing("ほかの人") as writer:  # meanwhile a file brings another phone number
        writer.change_profile(office.turner, {"phone": "029-111-1111"}, FILE)
    assert [
        (one.field, one.before, one.after)
        for one in db.registrations.differences(office.coordinator, draft.id)
    ] == [
        ("lots", "", "1個から"),
        ("limits", "溶接は不可", ""),
    ]
    db.registrations.submit(firm, draft.id)
    done = db.registrations.accept(office.coordinator, draft.id, today=date(2026, 11, 22))
    assert [step.state for step in done.steps] == ["下書き", "申請", "承認", "公開"]
    form = db.registrations.form(firm, office.turner)
    assert (form["lots"], form["phone"], form.get("limits")) == ("1個から", "029-111-1111", None)
    assert form["equipment"] == "NC旋盤 3台\nフライス盤"
    assert db.facts(office.turner, field="lots")[-1].person == "u1"
    assert db.confirmations.of(firm, office.turner, date(2026, 11, 22)).state == "確認済み"


def test_a_field_changed_elsewhere_meanwhile_is_marked(office: Casework) -> None:
    db, firm = office.db, office.of["turner"]
    draft = db.registrations.begin(firm, {"phone": "029-222-2222"}, office.turner)
    with db.writing("ほかの人") as writer:
        writer.change_profile(office.turner, {"phone": "029-111-1111"}, FILE)
    assert [(one.before, one.conflict) for one in db.registrations.differences(firm, draft.id)] == [
        ("029-111-1111", True)
    ]


def test_a_draft_goes_back_with_a_note_and_comes_again(office: Casework) -> None:
    db, firm = office.db, office.of["turner"]
    draft = db.registrations.begin(firm, {"lots": "1個から"}, office.turner)
    with pytest.raises(Conflict, match="まだ終わっていない申請"):
        db.registrations.begin(firm, {"lots": "2個から"}, office.turner)
    submitted = db.registrations.submit(firm, draft.id, draft.version)
    with pytest.raises(Conflict, match="書き換えられません"):
        db.registrations.change(firm, draft.id, {"lots": "3個から"})
    with pytest.raises(Stale):
        db.registrations.accept(office.coordinator, draft.id, expected=draft.version)
    with pytest.raises(InputError, match="差し戻す理由"):
        db.registrations.give_back(office.coordinator, draft.id, " ")
    back = db.registrations.give_back(office.coordinator, draft.id, "上限も書いてください", submitted.version)
    assert db.registrations.get(firm, draft.id).steps[-1].note == "上限も書いてください"
    again = db.registrations.change(firm, draft.id, {"lots": "1個から100個"}, back.version)
    db.registrations.submit(firm, draft.id, again.version)
    db.registrations.accept(office.coordinator, draft.id)
    assert db.registrations.form(firm, office.turner)["lots"] == "1個から100個"


def test_nobody_but_the_firm_and_coordinators_sees_a_draft(office: Casework) -> None:
    db = office.db
    draft = db.registrations.begin(office.of["turner"], {"bank": "架空銀行"}, office.turner)
    for outsider in (office.of["plater"], office.of["buyer"], office.reader):
        with pytest.raises((AccessDenied, NotFound)):
            db.registrations.get(outsider, draft.id)
    assert db.registrations.listed(office.of["plater"]) == []
    with pytest.raises((AccessDenied, NotFound)):
        db.registrations.begin(office.of["plater"], {"lots": "x"}, office.turner)
    with pytest.raises((AccessDenied, NotFound)):
        db.registrations.accept(office.of["turner"], draft.id)


def test_a_faxed_form_stands_at_once(office: Casework) -> None:
    done = office.db.registrations.proxy(
        office.coordinator, GOOD | {"employees": "１２人", "capital_yen": "1,000,000円"}
    )
    assert (done.state, done.source) == ("公開", "FAX")
    assert done.company_id is not None
    stored = next(office.db.suppliers([done.company_id]))
    assert (stored.name, stored.employees) == ("架空工業", 12)
    with pytest.raises((AccessDenied, NotFound)):
        office.db.registrations.proxy(office.of["turner"], GOOD)


def test_a_faxed_form_without_a_name_is_of_the_firm_that_its_number_leads_to_once_a_person_says_so(
    office: Casework,
) -> None:
    number = "1180301018771"
    proxy = office.db.registrations.proxy
    proxy(office.coordinator, {"corporate_number": number, "prefecture": "茨城県"}, office.turner)
    faxed = {"name": "", "corporate_number": number, "contact": "架空 次郎"}
    with pytest.raises(KnownFirm, match="登録済みの企業") as told:
        proxy(office.coordinator, faxed)
    assert told.value.company_id == office.turner
    unknown = {**faxed, "corporate_number": "4011001098993"}
    with pytest.raises(
        InputError, match="4011001098993 の企業は登録されていません。企業名を入れてください。"
    ):
        proxy(office.coordinator, unknown)


def test_another_firms_corporate_number_is_not_taken(office: Casework) -> None:
    told = {"corporate_number": "1180301018771", "prefecture": "茨城県"}
    office.db.registrations.proxy(office.coordinator, told, office.turner)
    with pytest.raises(Conflict, match="すでに企業"):
        office.db.registrations.proxy(office.coordinator, told, office.plater)


@pytest.mark.parametrize(
    ("key", "text", "severity"),
    [
        ("corporate_number", "1180301018771", None),
        ("corporate_number", "2180301018771", "error"),
        ("invoice_number", "T1180301018771", None),
        ("invoice_number", "1180301018771", "error"),
        ("phone", "029-301-3550", None),
        ("phone", "12", "error"),
        ("email", "a@b.jp", None),
        ("email", "a b", "error"),
        ("url", "javascript:alert(1)", "error"),
        ("url", "https://example.co.jp/", None),
        ("employees", "12", None),
        ("employees", "約12", "error"),
        ("name", "", "error"),
        ("strengths", "長" * 10_001, "error"),
        ("kana", "ア" * 201, "error"),
        ("prefecture", "火星県", "warning"),
    ],
)
def test_the_checks_find(key: str, text: str, severity: str | None) -> None:
    found = [one.severity for one in check_profile(GOOD | {key: text}) if one.field == key]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("phone", "０２９４ー３３ー４４４４（代）", "0294-33-4444(代)"),
        ("phone", "(0294)33−4444", "(0294)33-4444"),
        ("fax", "なし", ""),
        ("email", "ｔａｋａ＠example.jp ", "taka@example.jp"),
        ("url", "ありません。", ""),
        ("url", "www.example.jp/kaisha", "http://www.example.jp/kaisha"),
        ("url", "https://example.jp/", "https://example.jp/"),
        ("prefecture", "茨城", "茨城県"),
        ("prefecture", "火星県", "火星県"),
        ("employees", "約１２名", "12"),
        ("employees", "二十人くらい", "二十"),
        ("capital_yen", "１,０００万円", "10000000"),
        ("city", "なし", "なし"),
        ("processes", "ﾌﾟﾚｽ加工 \n㍉単位　", "ﾌﾟﾚｽ加工\n㍉単位"),
    ],
)
def test_what_people_write_on_forms_is_stored_as_it_is_used(key: str, typed: str, stored: str) -> None:
    assert canonical(key, typed) == stored


@given(st.dictionaries(st.sampled_from(FORM_FIELDS), st.text(max_size=30), max_size=6))
def test_any_form_is_checked_and_canonical_twice_is_once(values: dict[str, str]) -> None:
    check_profile(values)
    for key, text in values.items():
        assert canonical(key, canonical(key, text)) == canonical(key, text)


@given(
    st.lists(
        st.builds(
            EquipmentRow, st.from_regex("[あ-ん]{1,5}", fullmatch=True), count=st.none() | st.integers(0, 9)
        ),
        max_size=4,
        unique=True,
    ),
    st.from_regex("([ア-ン]{1,6}\n?){0,3}", fullmatch=True),
)
def test_a_form_sent_back_as_it_was_changes_no_machine(rows: list[EquipmentRow], own: str) -> None:
    stored = {"equipment": own.strip()} | added_rows({}, rows, [])
    back = as_stored({"equipment": as_form(stored).get("equipment", "")}, stored)
    assert equipment_rows(back) == equipment_rows(stored)
    assert as_form(back).get("equipment") == as_form(stored).get("equipment")
    assert set(back) == {"equipment", EQUIPMENT_ROWS}


def test_an_old_confirmation_is_reminded_of_and_then_marked(office: Casework) -> None:
    db, firm = office.db, office.of["turner"]
    db.confirmations.confirm(firm, office.turner, date(2024, 11, 22))
    state = lambda day: db.confirmations.of(firm, office.turner, day).state  # noqa: E731
    assert state(date(2025, 11, 21)) == "確認済み"
    assert state(date(2025, 11, 22)) == "要確認"
    assert state(date(2026, 11, 22)) == "期限切れ"
    assert db.confirmations.mark(office.coordinator, date(2026, 11, 22)) == (1, 0)
    assert "現況確認の期限が切れています" in db.notes(date(2026, 11, 22))[office.turner]
    assert db.confirmations.mark(office.coordinator, date(2026, 11, 22)) == (0, 0)
    db.confirmations.confirm(firm, office.turner, date(2026, 11, 22))
    assert office.turner not in db.notes(date(2026, 11, 22))
    with pytest.raises((AccessDenied, NotFound)):
        db.confirmations.confirm(firm, office.plater)


def newcomer(office: Casework) -> Viewer:
    """A supplier's account that acts for no firm yet."""
    new = NewAccount("架空 太郎", ["supplier"], login="taro")
    account = office.db.accounts.invite(OPERATOR, new, "0" * 64, datetime(2100, 1, 1, tzinfo=UTC))
    return Viewer(account.key, account.roles, account.id)


def published(office: Casework, firm: Viewer, values: dict[str, str]) -> DraftView:
    draft = office.db.registrations.begin(firm, values)
    office.db.registrations.submit(firm, draft.id)
    return office.db.registrations.accept(office.coordinator, draft.id)


def test_a_new_firms_account_acts_for_it_once_it_is_published(office: Casework) -> None:
    firm = newcomer(office)
    first = published(office, firm, GOOD)
    account = office.db.accounts.one(OPERATOR, firm.user_id or 0)
    assert (account.supplier_id, account.supplier, account.version) == (first.company_id, "架空工業", 2)
    entry = office.db.trail.entries(OPERATOR, Wanted(subject="account", deed="change"), 1)[0]
    assert (entry.who, entry.key, entry.details["supplier_id"]) == ("u1", firm.key, first.company_id)
    published(office, firm, GOOD | {"name": "架空第二製作所"})  # a second firm doesn't take the account along
    assert office.db.accounts.one(OPERATOR, firm.user_id or 0).supplier_id == first.company_id


def test_a_new_firm_that_is_known_is_written_onto_only_once_the_coordinator_says_so(office: Casework) -> None:
    db, firm = office.db, newcomer(office)
    told = {"corporate_number": "1180301018771", "prefecture": "茨城県"}
    db.registrations.proxy(office.coordinator, told, office.turner)
    before, steps = list(db.facts(office.turner)), db.revision()
    draft = db.registrations.begin(firm, GOOD | told | {"name": "架空センバン"})
    db.registrations.submit(firm, draft.id)
    with pytest.raises(KnownFirm, match="「架空旋盤工業」と同じ企業とみられます") as known:
        db.registrations.accept(office.coordinator, draft.id)
    assert known.value.company_id == office.turner
    assert (list(db.facts(office.turner)), db.revision()) == (before, steps)
    assert db.registrations.get(firm, draft.id).state == "申請"
    with pytest.raises(KnownFirm):  # another one than it is
        db.registrations.accept(office.coordinator, draft.id, onto=office.plater)
    done = db.registrations.accept(office.coordinator, draft.id, onto=office.turner)
    assert (done.company_id, done.state) == (office.turner, "公開")
    # Whose account it is then, an administrator decides.
    assert db.accounts.one(OPERATOR, firm.user_id or 0).supplier_id is None


def test_a_firm_typed_as_new_that_says_nothing_but_what_is_known_is_asked_about(office: Casework) -> None:
    there = GOOD | {"name": "架空旋盤工業", "city": "日立市", "phone": "029-000-0000"}
    with pytest.raises(KnownFirm) as known:
        office.db.registrations.proxy(office.coordinator, there)
    assert known.value.company_id == office.turner
    assert office.db.registrations.listed(office.coordinator) == []


def test_a_new_firm_is_not_written_onto_one_that_it_is_not(office: Casework) -> None:
    draft = office.db.registrations.begin(office.coordinator, GOOD)
    office.db.registrations.submit(office.coordinator, draft.id)
    with pytest.raises(Conflict, match="同じ企業とはみなされません"):
        office.db.registrations.accept(office.coordinator, draft.id, onto=office.plater)


def test_a_coordinator_withdraws_what_she_began_and_nobody_elses(office: Casework) -> None:
    db = office.db
    begun = db.registrations.begin(office.coordinator, {"lots": "1個から"}, office.turner)
    with pytest.raises(AccessDenied):
        db.registrations.withdraw(office.colleague, begun.id)
    assert db.registrations.withdraw(office.coordinator, begun.id, begun.version).state == "取下げ"
    theirs = db.registrations.begin(office.of["turner"], {"lots": "1個から"}, office.turner)
    with pytest.raises(AccessDenied):
        db.registrations.withdraw(office.coordinator, theirs.id)


def test_what_a_form_showed_is_told_from_what_somebody_set_meanwhile(office: Casework) -> None:
    db, firm = office.db, office.of["turner"]
    seen = db.registrations.form(firm, office.turner)
    with db.writing("ほかの人") as writer:
        writer.change_profile(office.turner, {"phone": "029-111-1111"}, FILE)
    kept = db.registrations.proxy(
        office.coordinator, {"url": "https://kakuu.example.jp"}, office.turner, base=seen
    )
    assert kept.state == "公開"
    assert db.registrations.form(firm, office.turner)["phone"] == "029-111-1111"
    with pytest.raises(Stale, match="029-111-1111"):
        db.registrations.proxy(office.coordinator, {"phone": "029-333-3333"}, office.turner, base=seen)
    draft = db.registrations.begin(firm, {"phone": "029-333-3333"}, office.turner, base=seen)
    assert [one.conflict for one in db.registrations.differences(firm, draft.id)] == [True]
