"""Forms to fill in: headings that read back, drop-down lists, input checks, and a worked example as the first row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ingest.marking import set_text
from ingest.setaside import EXAMPLE_BUYER, EXAMPLE_SUPPLIER
from ingest.sheetwriting import heading
from ingest.usual import usual_question
from matching.corporate.fields import Entity
from matching.corporate.states import DRAFT, STATES
from matching.errors import InputError
from matching.places import prefectures

_ROWS = 500
_HEAD = PatternFill("solid", start_color="FFDDE8F0")
_MUST = PatternFill("solid", start_color="FFFBE0D0")
_EXAMPLE = PatternFill("solid", start_color="FFF2F2F2")
_SIDE = Side("thin", color="FFBBBBBB")
_LINE = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_NOTE = (
    "1件を1行に書いてください。色の濃い見出しは必ず書く欄です。"
    "最初の行は書き方の例(架空)なので、上から書き換えるか消してください(企業名が例のままの行は読みません)。"
)

_INDUSTRIES = (
    "食料品", "繊維", "木材・家具", "紙・印刷", "化学", "プラスチック製品", "ゴム製品", "窯業・土石", "鉄鋼", "非鉄金属", "金属製品",
    "はん用機械", "生産用機械", "業務用機械", "電子部品", "電気機械", "情報通信機械", "輸送用機械", "情報サービス", "その他",
)  # fmt: skip
_STATUSES = ("通常", "休業", "紹介停止", "受注余力なし")


@dataclass(frozen=True, slots=True)
class Item:
    """One column of a form. example: what the worked example says; note: how to fill it in; choices: a list.

    check: "number", "date" or "corporate-number"; must: without it a row is refused.
    """

    heading: str
    example: str | int = ""
    note: str = ""
    choices: tuple[str, ...] = ()
    check: str = ""
    must: bool = False
    width: int = 16


def _items(entity: Entity, told: Sequence[tuple[str, Mapping[str, object]]]) -> list[Item]:
    return [Item(heading(entity, key), **more) for key, more in told]  # type: ignore[arg-type]


_NAME: dict[str, object] = {"note": "正式名称(株式会社などを略さずに)", "must": True, "width": 26}
_NUMBER: dict[str, object] = {
    "note": "13桁。国税庁の法人番号公表サイトで調べられます",
    "check": "corporate-number",
}
_PREFECTURE: dict[str, object] = {"example": "茨城県", "choices": prefectures()}
_COUNT: dict[str, object] = {"check": "number", "note": "数字だけ(単位は人)"}
_DATE: dict[str, object] = {"check": "date", "note": "例: 2026/4/1"}


def _firm(entity: Entity, name: str, number: str) -> list[Item]:
    return _items(
        entity,
        [
            ("name", {"example": name, **_NAME}),
            ("kana", {"note": "カブシキガイシャは要りません"}),
            ("corporate_number", {"example": number, **_NUMBER}),
            ("postal_code", {"example": "310-0001"}),
            ("prefecture", _PREFECTURE),
            ("city", {"example": "水戸市", "note": "水戸市、東茨城郡茨城町 など"}),
            ("address", {"example": "架空町1-2-3", "width": 24}),
            ("phone", {"example": "029-000-0001"}),
            ("fax", {}),
            ("email", {"example": "info@example.jp", "width": 22}),
            ("url", {"width": 22}),
            ("contact", {"example": "営業課 架空 太郎"}),
            ("capital_yen", {"example": 10_000_000, "check": "number", "note": "円で。1,000万円は 10000000"}),
            ("employees", {"example": 12, **_COUNT}),
        ],
    )


def _suppliers() -> list[Item]:
    long = {"width": 36}
    return [
        Item(heading("supplier", "source_id"), "", "番号がまだなければ空欄のままで"),
        *_firm("supplier", EXAMPLE_SUPPLIER, "7990199900001"),
        *_items(
            "supplier",
            [
                ("industry", {"example": "金属製品", "choices": _INDUSTRIES}),
                ("processes", {"example": "NC旋盤加工、マシニング加工", **long}),
                ("strengths", {"example": "小径の精密部品が得意です。", **long}),
                ("products", {"example": "シャフト、ブッシュ"}),
                ("materials", {"example": "SUS303、A5052、C3604", "width": 24}),
                ("sizes", {"example": "φ3～φ60、長さ200mmまで", "width": 24}),
                ("accuracy", {"example": "±0.01mm"}),
                ("lots", {"example": "試作1個から月1,000個"}),
                ("equipment", {"example": "NC旋盤 3台、マシニングセンタ 2台", **long}),
                ("certifications", {"example": "ISO9001(2027年3月まで)", "width": 24}),
                ("data_formats", {"example": "STEP、DXF、PDF"}),
                ("terms", {"example": "受注余力: 有", "width": 24}),
                ("limits", {"example": "めっきは外注です", "width": 24}),
                ("notes", long),
                ("disclosure", {"example": "公開", "choices": ("公開", "非公開")}),
                ("confirmed_on", {"example": "2026/11/1", **_DATE}),
            ],
        ),
        Item("状態", "", "休業などのときだけ", _STATUSES),
    ]


def _buyers() -> list[Item]:
    return [
        Item(heading("buyer", "source_id"), "", "番号がまだなければ空欄のままで"),
        *_firm("buyer", EXAMPLE_BUYER, "6990199900002"),
        *_items(
            "buyer",
            [
                ("industry", {"example": "電気機械", "choices": _INDUSTRIES}),
                ("products", {"example": "産業用モーター"}),
                ("wants", {"example": "アルミの切削部品、板金の筐体", "width": 36}),
                ("policy", {"example": "品質と納期を重視します", "width": 30}),
                ("notes", {"width": 36}),
            ],
        ),
    ]


def _orders() -> list[Item]:
    wide = {"width": 28}
    own = ("発注企業名", "法人番号", "都道府県", "市区町村", "TEL")
    buyer = [one for one in _firm("buyer", EXAMPLE_BUYER, "6990199900002") if one.heading in own]
    order = _items(
        "order",
        [
            ("item", {"example": "シャフト", "note": "品名か加工内容のどちらかは必ず", "must": True}),
            ("usage", {"example": "搬送機の部品"}),
            ("processes", {"example": "旋削、円筒研削", "must": True, **wide}),
            ("materials", {"example": "SUS303"}),
            ("supplied", {"choices": ("自社調達", "無償支給", "有償支給")}),
            ("sizes", {"example": "φ20×150"}),
            ("accuracy", {"example": "±0.02"}),
            ("roughness", {"example": "Ra1.6"}),
            ("quantity", {"example": "300個/月"}),
            ("due", {"example": "2週間"}),
            ("price", {"example": "@120円"}),
            ("equipment", wide),
            ("certifications", {"example": "ISO9001"}),
            ("inspection", {"choices": ("要", "不要")}),
            ("area", {"example": "茨城県内"}),
            ("delivery_place", {}),
            ("payment", {}),
            ("deadline", {"example": "2026/12/25", **_DATE}),
            ("state", {"example": "受付", "choices": tuple(one for one in STATES if one != DRAFT)}),
            ("notes", wide),
        ],
    )
    return [
        Item(heading("order", "number"), "", "番号がまだなければ空欄のままで"),
        Item(heading("order", "received_on"), "2026/11/1", check="date", note="例: 2026/4/1"),
        *buyer,
        *order,
    ]


# The questions of the survey form: heading (of data/reference/questions.tsv) -> example.
_ASKED = {
    "受注量": "増加",
    "受注単価": "不変",
    "採算": "黒字",
    "収益性": "変わらない",
    "資金繰り": "不変",
    "受注余力": "有",
    "操業度": "80",
    "設備投資": "予定あり",
    "価格転嫁": "一部できている",
    "人手": "不足",
}


def _survey() -> list[Item]:
    firm = [
        one
        for one in _firm("supplier", EXAMPLE_SUPPLIER, "7990199900001")
        if one.heading not in ("フリガナ", "FAX", "URL", "郵便番号")
    ]
    asked = []
    for words, example in _ASKED.items():
        known = usual_question(words)
        choices = tuple(option.label for option in known.options) if known and known.type == "single" else ()
        asked.append(Item(words, example, "一覧から選んでください" if choices else "", choices))
    industry = Item(heading("supplier", "industry"), "金属製品", choices=_INDUSTRIES)
    return [
        Item("回答日", "2026/11/1", check="date", note="例: 2026/4/1"),
        *firm,
        industry,
        *asked,
        Item("導入設備", ""),
    ]


_FORMS = {
    "suppliers": ("受注企業", "受注企業登録票", _suppliers),
    "buyers": ("発注企業", "発注企業登録票", _buyers),
    "orders": ("発注案件", "発注案件票", _orders),
    "survey": ("受注企業実態調査", "受注企業実態調査 回答票", _survey),
}
KINDS = tuple(_FORMS)


def titles() -> dict[str, str]:
    """The forms: kind -> what each is called."""
    return {kind: name for kind, (_, name, _) in _FORMS.items()}


def write_template(kind: str, path: Path) -> None:
    """Write the form of a kind to an .xlsx file. Raises InputError for an unknown kind or a place not to be written."""
    if kind not in _FORMS:
        raise InputError(f"書式の種類には {'、'.join(KINDS)} のどれかを指定してください。")
    if path.suffix.lower() != ".xlsx":
        raise InputError("書式のファイルの名前は .xlsx で終わるようにしてください。")
    title, name, items = _FORMS[kind]
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = title
    _fill(page, name, items())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        raise InputError(f"{path} に書けません。場所と空き容量を確かめてください。") from error


def _fill(page: Worksheet, name: str, items: Sequence[Item]) -> None:
    page["A1"] = name
    page["A1"].font = Font(bold=True, size=14)
    page["A2"] = _NOTE
    page.freeze_panes = "B4"
    page.row_dimensions[3].height = 32
    for column, item in enumerate(items, 1):
        letter = get_column_letter(column)
        page.column_dimensions[letter].width = item.width
        head, example = page.cell(3, column), page.cell(4, column)
        head.value = item.heading
        head.font, head.fill, head.border = Font(bold=True), _MUST if item.must else _HEAD, _LINE
        head.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        if item.note:
            head.comment = Comment(item.note, "juhatchu", height=60, width=240)
        if isinstance(item.example, int):
            example.value = item.example
        else:
            set_text(example, item.example)
        example.fill, example.border = _EXAMPLE, _LINE
        example.alignment = Alignment(wrap_text=True, vertical="top")
        if item.check == "corporate-number" or item.check == "date":
            for row in range(4, 4 + _ROWS):
                page.cell(row, column).number_format = "@" if item.check == "corporate-number" else "yyyy/m/d"
        if (rule := _rule(item, letter)) is not None:
            page.add_data_validation(rule)
            rule.add(f"{letter}4:{letter}{3 + _ROWS}")


def _rule(item: Item, letter: str) -> DataValidation | None:
    if item.choices:
        rule = DataValidation("list", formula1=f'"{",".join(item.choices)}"', allow_blank=True)
        return _told(rule, "一覧から選んでください。", warning=True)
    if item.check == "number":
        rule = DataValidation("whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        return _told(rule, "0 以上の数を、単位を付けずに書いてください。")
    if item.check == "date":
        rule = DataValidation("date", operator="greaterThan", formula1="DATE(1950,1,1)", allow_blank=True)
        return _told(rule, "日付を 2026/4/1 のように書いてください。", warning=True)
    if item.check == "corporate-number":
        cell = f"{letter}4"
        formula = f'AND(LEN({cell})=13,ISNUMBER(VALUE({cell})),LEFT({cell},1)<>"0")'
        rule = DataValidation("custom", formula1=formula, allow_blank=True)
        return _told(rule, "法人番号は13桁の数字です。")
    return None


def _told(rule: DataValidation, words: str, *, warning: bool = False) -> DataValidation:
    rule.error, rule.errorTitle = words, "入力を確かめてください"
    rule.errorStyle = "warning" if warning else "stop"
    rule.showErrorMessage = True
    return rule
