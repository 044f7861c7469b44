"""`POST /v1/matches`: rank suppliers for an enquiry or a stored order."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from matching.api.problems import described
from matching.api.service import CurrentDesk
from matching.api.shapes import MatchesShape
from matching.desk import Desk
from matching.errors import InputError
from matching.language.reading import LONGEST
from matching.matcher import MOST, Choice
from matching.records import Order
from matching.shapes import match_json

router = APIRouter()

_Value = Annotated[StrictStr, Field(max_length=200)]


class Enquiry(BaseModel):
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
    k: StrictInt = Field(10, ge=1, le=MOST, description="返す企業の数")
    where: dict[str, _Value | StrictInt] = Field(
        default_factory=dict,
        max_length=20,
        description="絞り込み。使える項目: prefecture、region、city、industry、certification、min_employees、max_employees、"
        "max_km（発注企業からの距離。order を指定し、その発注企業の市区町村が分かるときだけ）",
    )
    strict: StrictBool = Field(False, description="必須条件に反する企業を、理由をつけて excluded に移す")


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
}


@router.post(
    "/v1/matches",
    summary="相談文に合う受注企業を順位づける",
    description="答えは `juhatchu match --json` の1行と同じ形。合う企業がないときも 200 で、matches が空になる。",
    response_description="順位と理由",
    response_model=MatchesShape,
    responses=described(400, 404, 413, 422, 500, 503),
    tags=["matches"],
)
def rank_suppliers(
    enquiry: Annotated[Enquiry, Body(openapi_examples=_EXAMPLES)],
    desk: CurrentDesk,
) -> Any:
    """Answer exactly as the command line does; not passed through the response model, which is there for the page."""
    filters = {key: str(value) for key, value in enquiry.where.items()}
    choice = Choice(filters, strict=enquiry.strict)
    return JSONResponse(match_json(desk.matching.match(_order(enquiry, desk), enquiry.k, choice)))


def _order(enquiry: Enquiry, desk: Desk) -> Order:
    if (enquiry.text is None) == (enquiry.order is None):
        raise InputError("text（相談文）か order（案件番号）の、どちらか一方を指定してください。")
    return desk.matching.order(enquiry.order) if enquiry.order is not None else Order(enquiry.text or "")
