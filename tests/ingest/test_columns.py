import csv
from collections import defaultdict
from dataclasses import replace

import pytest

from ingest.columns import KINDS, bare_heading, read_layout, vocabulary
from ingest.workbook import Row, Sheet
from matching.corporate.fields import fields
from matching.settings import DATA


def sheet(*rows: tuple[str, ...], name: str = "表") -> Sheet:
    return Sheet(name, lambda: iter([Row(number, None, row) for number, row in enumerate(rows, 1)]))


def field_of(heading: str, kind: str = "suppliers") -> str:
    return vocabulary(kind).look_up(heading).field  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("企業名", "company_name"),
        (" 企業名（必須） ", "company_name"),
        ("【会社名】", "company_name"),
        ("1. 企業名", "company_name"),
        ("企業名※正式名称", "company_name"),
        ("Company Name", "company_name"),
        ("companyName", "company_name"),
        ("COMPANY_NAME", "company_name"),
        ("ＴＥＬ", "phone"),
        ("資本金（万円）", "capital_yen"),
        ("資本金 千円", "capital_yen"),
        ("従業員数(人)", "employees"),
        ("主な加工内容", "processes"),
        ("PR", "strengths"),
        ("No.", "source_id"),
        ("supplier_id", "source_id"),
        ("text", "strengths"),
        ("最大加工寸法（mm）", "sizes"),
        ("対応不可な加工", "limits"),
        ("保有している主要な設備", "equipment"),
        ("取扱い可能材質", "materials"),
        ("メールアドレス(代表)", "email"),
        ("machining materials", "materials"),
        ("企業名称（カナ）", "kana"),
        ("本社所在地(都道府県)", "prefecture"),
        ("代表者氏名(フリガナ)", "representative"),
        ("得意とする加工", "processes"),
        ("対応していない加工", "limits"),
        ("取得ISO", "certifications"),
        ("ISO9001", "certifications"),
        ("問3-2 従業員数", "employees"),
        ("問３－２．従業員数（人）", "employees"),
        ("Q4 資本金", "capital_yen"),
        ("【問5】所在地", "address"),
        ("①企業名", "company_name"),
        ("(3) 代表者名", "representative"),
        ("貴社名をご記入ください", "company_name"),
        ("御社の従業員数を教えてください", "employees"),
        ("電話/FAX", "phone"),
        ("資本金【千円】", "capital_yen"),
        ("血液型", ""),
        ("hotel", ""),
    ],
)
def test_headings_of_suppliers_are_found_in_many_forms(heading: str, field: str) -> None:
    assert field_of(heading) == field


@pytest.mark.parametrize(
    ("kind", "heading", "field"),
    [
        ("suppliers", "会社の名前", "company_name"),
        ("suppliers", "加工できるもの", "processes"),
        ("suppliers", "でんわ", "phone"),
        ("suppliers", "お電話番号", "phone"),
        ("suppliers", "たんとう", "contact"),
        ("suppliers", "担当の方", "contact"),
        ("suppliers", "社長さん", "representative"),
        ("suppliers", "じゅうしょ", "address"),
        ("suppliers", "会社の住所", "address"),
        ("suppliers", "社員の数", "employees"),
        ("suppliers", "働いている人（人）", "employees"),
        ("suppliers", "持っている機械", "equipment"),
        ("suppliers", "作っているもの", "products"),
        ("suppliers", "使う材料", "materials"),
        ("suppliers", "得意なこと", "strengths"),
        ("suppliers", "やっていないこと", "limits"),
        ("suppliers", "苦手な仕事", "limits"),
        ("suppliers", "持っている資格", "certifications"),
        ("suppliers", "おもなお客さん", "customers"),
        ("suppliers", "できる大きさ", "sizes"),
        ("suppliers", "何個から", "lots"),
        ("suppliers", "ひとこと", "notes"),
        ("orders", "作ってほしいもの", "item"),
        ("orders", "頼みたいこと", "processes"),
        ("orders", "何個", "quantity"),
        ("orders", "いつまでに", "due"),
        ("orders", "値段", "price"),
        ("orders", "しめきり", "deadline"),
        ("orders", "お客さん", "buyer"),
        ("orders", "何に使うか", "usage"),
    ],
)
def test_headings_in_everyday_words_are_known(kind: str, heading: str, field: str) -> None:
    found = vocabulary(kind).look_up(heading)  # type: ignore[arg-type]
    assert (found.field, found.exact) == (field, True)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        (("所在地", "都道府県"), "prefecture"),
        (("企業", "名称"), "company_name"),
        (("会社概要", "従業員数"), "employees"),
        (("担当者", "電話"), "contact"),
        (("代表者", "役職"), "representative"),
        (("工場", "所在地"), "plant_address"),
        (("従業員数", "合計"), "employees"),
        (("従業員数", "男"), "employee_details"),
        (("資本金", "千円"), "capital_yen"),
        (("会社概要", "血液型"), ""),
        (("設備", "名称"), "equipment"),
        (("企業情報", "名称"), "company_name"),
    ],
)
def test_the_parts_of_a_heading_over_several_rows_are_read_together(
    parts: tuple[str, ...], field: str
) -> None:
    assert vocabulary("suppliers").look_up(parts).field == field


@pytest.mark.parametrize(
    ("kind", "entity"), [("suppliers", "supplier"), ("buyers", "buyer"), ("orders", "order")]
)
def test_every_label_of_a_form_is_a_plain_heading_of_its_field(kind: str, entity: str) -> None:
    for key, one in fields(entity).items():  # type: ignore[arg-type]
        found = vocabulary(kind).look_up(one.label)  # type: ignore[arg-type]
        assert found.field == ("company_name" if key == "name" else key), one.label
        assert found.exact, one.label
        assert not found.keep_heading, one.label


def test_a_heading_that_holds_the_words_of_two_fields_is_ambiguous() -> None:
    column = vocabulary("suppliers").look_up("保有設備および取扱材質")
    assert (column.field, column.rivals) == ("", ("equipment", "materials"))


def test_words_of_two_private_fields_stay_private() -> None:
    assert field_of("営業担当者の電話") == "contact"


def test_the_longer_words_decide_where_one_holds_the_other() -> None:
    assert field_of("当社の主要取引先一覧") == "customers"


def test_the_same_heading_means_what_its_sheet_is_about() -> None:
    assert field_of("企業名", "orders") == "buyer"
    assert field_of("数量", "orders") == "quantity"
    assert field_of("数量", "equipment") == "count"


def test_every_heading_in_the_table_means_one_field_of_its_kind() -> None:
    with (DATA / "reference" / "columns.tsv").open(encoding="utf-8", newline="") as stream:
        records = list(csv.DictReader(stream, delimiter="\t"))
    meanings: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for record in records:
        for form in record["headers"].split("|"):
            assert form == form.strip() != ""
            meanings[record["entity"], bare_heading(form)].add((record["field"], record["keep_heading"]))
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}


def test_the_table_names_fields_that_exist_and_leaves_none_out() -> None:
    # What only steers the reading, or is called otherwise in the report.
    own = {"company_name", "building", "buyer_source_id", "competitor_of"}
    own |= {"status", "status_reason", "status_start", "status_end", "region"}
    for kind, entity in (("suppliers", "supplier"), ("buyers", "buyer"), ("orders", "order")):
        named = {form.field for form in vocabulary(kind).exact.values()} - own  # type: ignore[arg-type]
        known = set(fields(entity)) - {"name"}  # type: ignore[arg-type]
        assert known - named == set(), kind
        if kind == "orders":
            assert named - known - {f"buyer_{key}" for key in fields("buyer")} == set()


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("登録番号", "企業名", "加工内容"), "suppliers"),
        (("企業名", "材質"), "suppliers"),
        (("id", "name", "description"), "suppliers"),
        (("発注企業番号", "企業名", "発注したいもの", "発注方針"), "buyers"),
        (("案件番号", "発注企業", "品名", "数量", "納期"), "orders"),
        (("order_id", "buyer", "item", "quantity", "due_date"), "orders"),
        (("登録番号", "設備名", "能力", "台数"), "equipment"),
        (("会社名", "認証名", "有効期限"), "certifications"),
    ],
)
def test_the_kind_is_read_from_the_headings(headings: tuple[str, ...], kind: str) -> None:
    layout = read_layout(sheet(headings))
    assert layout is not None
    assert layout.kind == kind


def test_the_name_of_the_sheet_decides_between_equal_kinds() -> None:
    layout = read_layout(sheet(("企業名", "住所", "業種"), name="発注企業一覧"))
    assert layout is not None
    assert layout.kind == "buyers"


def test_headings_may_stand_below_titles_and_blank_rows() -> None:
    rows = (
        ("受注企業一覧",),
        (),
        ("2026年11月1日現在", "", "担当課"),
        ("登録番号", "企業名"),
        ("A-1", "架空"),
    )
    layout = read_layout(sheet(*rows))
    assert layout is not None
    assert layout.header_row == 4


def test_without_known_headings_there_is_no_layout() -> None:
    assert read_layout(sheet(("りんご", "みかん"), ("1", "2"))) is None
    assert read_layout(sheet()) is None
    own = {"suppliers", "buyers", "orders", "survey", "equipment", "certifications", "states"}
    assert set(KINDS) == own | {"corporate-numbers", "gbizinfo"}


def test_headings_begin_where_a_person_says_though_nobody_knows_them() -> None:
    rows = (
        ("架空の名簿", "", ""),
        ("企業名", "加工内容", ""),
        ("ナマエ", "ワザ", "マチ"),
        ("架空一", "旋削", "水戸市"),
    )
    found = read_layout(sheet(*rows))
    assert found
    assert found.header_rows == (2,)
    told = read_layout(replace(sheet(*rows), headings_from=3), ("suppliers",))
    assert told
    assert told.header_rows == (3,)
    assert [column.heading for column in told.unmapped] == ["ナマエ", "ワザ", "マチ"]


def test_headings_of_two_rows_are_read_together_from_where_a_person_says() -> None:
    rows = (
        ("名簿", "", ""),
        ("企業名", "所在地", ""),
        ("", "都道府県", "市区町村"),
        ("架空一", "茨城県", "水戸市"),
    )
    told = read_layout(replace(sheet(*rows), headings_from=2), ("suppliers",))
    assert told
    assert told.header_rows == (2, 3)
    assert [column.field for column in told.columns] == ["company_name", "prefecture", "city"]
