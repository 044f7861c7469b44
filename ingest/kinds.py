"""What a sheet is: its kinds, what each needs, and the public registers, which have headings of their own or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal

from ingest.dates import period
from matching.corporate import is_corporate_number

Kind = Literal[
    "suppliers", "buyers", "orders", "survey", "equipment", "certifications", "states", "corporate-numbers", "gbizinfo"
]  # fmt: skip
MAIN_KINDS: tuple[Kind, ...] = ("suppliers", "buyers", "orders", "survey")
DETAIL_KINDS: tuple[Kind, ...] = ("equipment", "certifications", "states")
# The National Tax Agency's corporate numbers and gBizINFO: reference data, no firms of the agency.
REGISTER_KINDS: tuple[Kind, ...] = ("corporate-numbers", "gbizinfo")
KINDS: tuple[Kind, ...] = (*MAIN_KINDS, *DETAIL_KINDS, *REGISTER_KINDS)

# Whose headings a kind of sheet may carry; the later name wins where both know a heading.
ENTITIES: Mapping[Kind, tuple[str, ...]] = {
    "suppliers": ("firm", "state", "supplier"),
    "buyers": ("firm", "state", "buyer"),
    "orders": ("order",),
    "survey": ("supplier", "firm", "state", "survey"),
    "equipment": ("key", "equipment"),
    "certifications": ("key", "certification"),
    "states": ("key", "state"),
}
KEY_FIELDS = ("source_id", "company_name")
# Without one of each group a sheet cannot be of that kind.
REQUIRED: Mapping[Kind, tuple[frozenset[str], ...]] = {
    "suppliers": (frozenset({"company_name", "source_id"}),),
    "buyers": (frozenset({"company_name"}),),
    "orders": (frozenset({"item", "processes"}),),
    "survey": (frozenset({"company_name"}),),
    "equipment": (frozenset({"item"}), frozenset(KEY_FIELDS)),
    "certifications": (frozenset({"item"}), frozenset(KEY_FIELDS)),
    "states": (frozenset({"status"}), frozenset(KEY_FIELDS)),
}
# Words in a sheet's or file's name, or in a title above the headings, that speak for a kind.
_HINTS: Mapping[Kind, re.Pattern[str]] = {
    "suppliers": re.compile("受注企業|登録企業|登録票|supplier|vendor"),
    "buyers": re.compile("発注企業|発注者|buyer|customer"),
    "orders": re.compile("案件|引合|order|enquir|inquir|rfq"),
    "survey": re.compile("調査|アンケート|(?<!複数)(?<!単一)回答(?!可)|意向|survey|questionnaire|response"),
    "equipment": re.compile("設備|機械|equipment|machine"),
    "certifications": re.compile("認証|資格|certif"),
    "states": re.compile("^(?:企業の)?状態(?:一覧)?$", re.MULTILINE),
}
_OF_BUYERS = re.compile("発注企業|発注者|発注側|外注ニーズ|buyer")

NTA_FIELDS = (
    "sequence_number", "corporate_number", "process", "correct", "update_date", "change_date", "name", "name_image_id",
    "kind", "prefecture_name", "city_name", "street_number", "address_image_id", "prefecture_code", "city_code",
    "post_code", "address_outside", "address_outside_image_id", "close_date", "close_cause",
    "successor_corporate_number", "change_cause", "assignment_date", "latest", "en_name", "en_prefecture_name",
    "en_city_name", "en_address_outside", "furigana", "hihyoji",
)  # fmt: skip
NTA_LABELS = (
    "一連番号", "法人番号", "処理区分", "訂正区分", "更新年月日", "変更年月日", "商号又は名称", "商号又は名称イメージID",
    "法人種別", "国内所在地(都道府県)", "国内所在地(市区町村)", "国内所在地(丁目番地等)", "国内所在地イメージID",
    "都道府県コード", "市区町村コード", "郵便番号", "国外所在地", "国外所在地イメージID", "登記記録の閉鎖等年月日",
    "登記記録の閉鎖等の事由", "承継先法人番号", "変更事由の詳細", "法人番号指定年月日", "最新履歴", "商号又は名称(英語表記)",
    "国内所在地(都道府県)(英語表記)", "国内所在地(市区町村丁目番地等)(英語表記)", "国外所在地(英語表記)", "フリガナ",
    "検索対象除外",
)  # fmt: skip
_NTA_PROCESSES = frozenset({"01", "11", "12", "13", "21", "22", "71", "72", "81", "99"})
# Of this many records from the top all but one must look like records of the register.
_NTA_ROWS = 5

# gBizINFO's field -> its headings, in the versions of the file that are about (bare: no brackets and signs).
GBIZ_HEADINGS: Mapping[str, str] = {
    "corporate_number": "法人番号",
    "name": "商号または名称|商号又は名称|商号|法人名",
    "furigana": "商号または名称カナ|商号又は名称カナ|カナ|法人名ふりがな|法人名フリガナ",
    "en_name": "商号または名称英字|商号又は名称英字|英字|法人名英語",
    "close_date": "登記記録の閉鎖等年月日|閉鎖年月日",
    "close_cause": "登記記録の閉鎖等の事由|閉鎖事由",
    "location": "登記住所|本社所在地|所在地",
    "post_code": "郵便番号",
    "prefecture_name": "都道府県|都道府県名",
    "prefecture_code": "都道府県コード",
    "city_name": "市区町村郡|市区町村|市区町村名",
    "city_code": "市区町村コード",
    "street_number": "番地以下|番地",
    "kind": "組織種別|法人種別",
    "process": "処理区分",
    "correct": "訂正区分",
    "status": "状態|ステータス",
    "representative_name": "代表者名称|代表者|法人代表者名",
    "representative_position": "法人代表者役職|代表者役職",
    "capital_stock": "資本金",
    "employee_number": "従業員数",
    "company_size_male": "企業規模詳細男性|男性|男",
    "company_size_female": "企業規模詳細女性|女性|女",
    "business_summary": "事業概要",
    "company_url": "webサイトurl|url|企業ホームページ|ホームページ",
    "founding_year": "創業年",
    "business_category": "事業種目",
    "business_items": "全省庁統一資格営業品目|営業品目|営業品目リスト",
    "qualification_grade": "全省庁統一資格資格等級|資格等級",
    "date_of_establishment": "設立年月日",
    "update_date": "更新年月日|最終更新日",
    "key": "キー情報",
}
_GBIZ_KEYS = {form: field for field, forms in GBIZ_HEADINGS.items() for form in forms.split("|")}
_GBIZ_ENOUGH = 10
# Headings that a list of an agency's own has no reason to carry.
_GBIZ_TELLING = frozenset(
    {"close_date", "close_cause", "kind", "process", "correct", "business_items", "qualification_grade"}
)


def hints(words: str) -> frozenset[Kind]:
    """The kinds for which the words of a name or a title speak; a survey of orders is a list of orders."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    found = {kind for kind, pattern in _HINTS.items() if pattern.search(folded)}
    if {"orders", "survey"} <= found:
        found.discard("survey")
    return frozenset(found)


def asks_buyers(words: str) -> bool:
    """Whether a survey's name or title says that buyers answered it."""
    return _OF_BUYERS.search(unicodedata.normalize("NFKC", words).casefold()) is not None


def is_nta_record(cells: Sequence[str]) -> bool:
    """Whether a row is one of the corporate-number CSV: 30 columns, number, process code, dates in their places."""
    if len(cells) < 24 or len(cells) > len(NTA_FIELDS) or not is_corporate_number(cells[1]):
        return False
    return cells[2].zfill(2) in _NTA_PROCESSES and period(cells[4]) is not None and bool(cells[6] or cells[7])


def nta_start(rows: Sequence[tuple[int, Sequence[str]]]) -> int | None:
    """The row before the first record of a corporate-number CSV (0: the first row is one); None: it is none.

    rows: the first rows with their numbers. A heading row, or a summary, may stand above the records.
    """
    first = next((place for place, (_, cells) in enumerate(rows) if is_nta_record(cells)), None)
    if first is None or first > 1:
        return None
    seen = rows[first : first + _NTA_ROWS]
    if sum(is_nta_record(cells) for _, cells in seen) < max(1, len(seen) - 1):
        return None
    return rows[first - 1][0] if first else 0


def gbiz_columns(headings: Sequence[str]) -> dict[int, str] | None:
    """Column -> gBizINFO field of its heading row; None where the headings are not gBizINFO's."""
    bare = [
        re.sub(r"[\s\W_]+", "", unicodedata.normalize("NFKC", heading).casefold()) for heading in headings
    ]
    found = {index: _GBIZ_KEYS[form] for index, form in enumerate(bare) if form in _GBIZ_KEYS}
    fields = set(found.values())
    if "corporate_number" not in fields or "name" not in fields:
        return None
    telling = len(fields & _GBIZ_TELLING) >= 2
    return found if telling and len(fields) >= _GBIZ_ENOUGH else None
