"""`POST /v1/matches`: rank suppliers for an enquiry or a stored order."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from matching.api.problems import described
from matching.api.service import CurrentDesk
from matching.api.shapes import MatchesShape, TeamsShape, WhyShape
from matching.desk import Desk
from matching.errors import InputError
from matching.language.editing import LONGEST_WORDS, MOST_EDITS
from matching.language.reading import LONGEST
from matching.matcher import MOST, Choice
from matching.places import find_place
from matching.records import Edit, Order, Place
from matching.shapes import match_json, team_json, why_json

router = APIRouter()

# Places of edits count in the text with its added lines.
_FARTHEST = LONGEST + MOST_EDITS * (LONGEST_WORDS + 1)
_Value = Annotated[StrictStr, Field(max_length=200)]


class Near(BaseModel):
    """市区町村。"""  # shown on the OpenAPI page

    model_config = ConfigDict(extra="forbid")

    prefecture: StrictStr = Field("", max_length=50, examples=["茨城県"])
    city: StrictStr = Field("", max_length=100, examples=["日立市"])


class Change(BaseModel):
    """条件の直し一つ。start と end は相談文（後ろに add の words が1行ずつ続く）の中の位置で、0 から数えた文字数。"""  # on the page

    model_config = ConfigDict(extra="forbid")

    deed: Literal["drop", "replace", "must", "wish", "add"] = Field(
        description="drop: 読まない、replace: words と読む、must / wish: 必須 / 希望とする、add: words を1行加える"
    )
    start: StrictInt = Field(0, ge=0, le=_FARTHEST)
    end: StrictInt = Field(0, ge=0, le=_FARTHEST)
    words: StrictStr = Field("", max_length=LONGEST_WORDS)


class Asked(BaseModel):
    """text か order のどちらか一方と、絞り込み。"""  # shown on the OpenAPI page

    model_config = ConfigDict(extra="forbid")

    text: StrictStr | None = Field(
        None,
        max_length=LONGEST,
        description=f"相談文。{LONGEST:,} 文字まで（超えると 422）。order とどちらか一方を指定する",
    )
    order: StrictStr | None = Field(
        None, min_length=1, max_length=200, description="登録済みの発注案件の案件番号"
    )
    where: dict[str, _Value | StrictInt] = Field(
        default_factory=dict,
        max_length=20,
        description="絞り込み。使える項目: prefecture、region、city、industry、certification、min_employees、max_employees、"
        "max_km（near からの距離。near がなければ発注企業からで、その市区町村が分かるときだけ）",
    )
    near: Near | None = Field(None, description="max_km を測る起点。市区町村で指定する")
    edits: list[Change] = Field(
        default_factory=list,
        max_length=MOST_EDITS,
        description="読み取った条件の直し。書いた順に効き、記録にも残る",
    )
    strict: StrictBool = Field(False, description="必須条件に反する企業を、理由をつけて excluded に移す")


class Enquiry(Asked):
    """text か order のどちらか一方と、件数と、絞り込み。"""

    k: StrictInt = Field(10, ge=1, le=MOST, description="返す企業の数")


class WhyEnquiry(Asked):
    """text か order のどちらか一方と、どの企業についてか。"""

    supplier: StrictStr = Field(
        min_length=1, max_length=200, description="企業の番号、登録番号、または一社に決まる企業名"
    )


_EXAMPLES = {
    "text": {
        "summary": "相談文で探す",
        "value": {
            "text": "SUS304の丸棒をNC旋盤で加工できる会社を探しています。月100個くらいです。",
            "k": 5,
            "where": {"prefecture": "茨城県"},
        },
    },
    "order": {"summary": "登録済みの案件で探す", "value": {"order": "H26-001", "k": 10}},
    "edits": {
        "summary": "読み取った条件を直し、日立市から 30 km 以内で探す",
        "value": {
            "text": "SUS304の丸棒を研磨してほしい",
            "edits": [
                {"deed": "replace", "start": 0, "end": 6, "words": "SUS316"},
                {"deed": "add", "words": "ISO9001"},
            ],
            "where": {"max_km": 30},
            "near": {"prefecture": "茨城県", "city": "日立市"},
        },
    },
}
_WHY_EXAMPLES = {
    "text": {"summary": "ある企業について聞く", "value": {"text": "ステンレスの旋盤加工", "supplier": "A-1"}}
}
_TEAM_EXAMPLES = {
    "text": {
        "summary": "続けて頼む工程を書く",
        "value": {"text": "SUS304を旋盤で加工し、研磨して納めてほしい"},
    }
}


@router.post(
    "/v1/matches",
    summary="相談文に合う受注企業を順位づける",
    description="答えは `juhatchu match --json` の1行と同じ形に、記録の番号 ranking を足したもの。合う企業がないときも 200 で、matches が空になる。",
    response_description="順位と理由",
    response_model=MatchesShape,
    responses=described(400, 401, 403, 404, 413, 422, 500, 503),
    tags=["matches"],
)
def rank_suppliers(
    enquiry: Annotated[Enquiry, Body(openapi_examples=_EXAMPLES)],
    desk: CurrentDesk,
) -> Any:
    """Answer exactly as the command line does; not passed through the response model, which is there for the page."""
    result, ranking = desk.matching.match(_order(enquiry, desk), enquiry.k, _choice(enquiry))
    return JSONResponse(match_json(result) | {"ranking": ranking})


@router.post(
    "/v1/matches/why",
    summary="ある企業がその順位である理由と、上位 10 社に入るために足りないこと",
    description="答えは `juhatchu match --why --json` と同じ形。",
    response_model=WhyShape,
    responses=described(400, 401, 403, 404, 413, 422, 500, 503),
    tags=["matches"],
)
def why_not(enquiry: Annotated[WhyEnquiry, Body(openapi_examples=_WHY_EXAMPLES)], desk: CurrentDesk) -> Any:
    """Where a supplier stands, and what would change it."""
    order = _order(enquiry, desk)
    return JSONResponse(why_json(desk.matching.why(order, enquiry.supplier, _choice(enquiry))))


@router.post(
    "/v1/matches/team",
    summary="複数の工程を分担できる企業の組み合わせ（共同受注）",
    description="答えは `juhatchu match --team --json` と同じ形。",
    response_model=TeamsShape,
    responses=described(400, 401, 403, 404, 413, 422, 500, 503),
    tags=["matches"],
)
def teams(enquiry: Annotated[Asked, Body(openapi_examples=_TEAM_EXAMPLES)], desk: CurrentDesk) -> Any:
    """Firms that together do the whole chain."""
    return JSONResponse(team_json(desk.matching.team(_order(enquiry, desk), _choice(enquiry))))


def _choice(enquiry: Asked) -> Choice:
    filters = {key: str(value) for key, value in enquiry.where.items()}
    return Choice(filters, strict=enquiry.strict, near=_place(enquiry.near))


def _place(near: Near | None) -> Place | None:
    if near is None:
        return None
    found = find_place(near.prefecture, near.city)
    if found.lat is None:
        raise InputError(
            "near（距離を測る起点）の市区町村が見つかりません。都道府県と市区町村の名前を確かめてください。"
        )
    return found


def _order(enquiry: Asked, desk: Desk) -> Order:
    if (enquiry.text is None) == (enquiry.order is None):
        raise InputError("text（相談文）か order（案件番号）の、どちらか一方を指定してください。")
    order = desk.matching.order(enquiry.order) if enquiry.order is not None else Order(enquiry.text or "")
    return replace(order, edits=tuple(Edit(one.deed, one.start, one.end, one.words) for one in enquiry.edits))
