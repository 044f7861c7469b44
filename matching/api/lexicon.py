"""`/v1/lexicon`: the office's own words in the lexicon."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query
from pydantic import Field, StrictBool, StrictStr

from matching.api.case_shapes import Given, Moment, Taken, ThingId
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.corporate.case_rows import plain

router = APIRouter(tags=["lexicon"])


class NewWord(Taken):
    """辞書に足す言葉。"""

    form: Annotated[StrictStr, Field(max_length=200, description="足す言葉", examples=["ぐるぐる挽き"])]
    concept: Annotated[StrictStr, Field(max_length=60, description="辞書の項目の番号", examples=["P.TURN"])]
    everyday: StrictBool = Field(False, description="true なら、ふだんの言葉（推定の手がかり）")


class WordShape(Given):
    """辞書に足した言葉。"""

    id: int
    form: str
    concept: str
    everyday: bool
    person: str = Field(description="足した人の番号")
    added_at: Moment


class WordsShape(Given):
    """足した言葉の一覧。"""

    items: list[WordShape]
    taken_in: bool = Field(description="false なら、このサービスはまだ前の辞書で探している（反映中）")


class ConceptShape(Given):
    """辞書の項目。"""

    id: str
    kind: str
    label: str
    forms: list[str]


class ConceptsShape(Given):
    """辞書の項目の一覧。"""

    items: list[ConceptShape]


@router.get(
    "/v1/lexicon",
    summary="辞書に足した言葉を一覧する",
    description="古い順。製品の辞書の言葉は含まない。",
    responses=described(401, 403, 500, 503),
    response_model=WordsShape,
)
def list_words(desk: CurrentDesk) -> Any:
    """All words."""
    return {"items": plain(desk.lexicon.additions()), "taken_in": desk.lexicon.taken_in().ready}


@router.get(
    "/v1/lexicon/concepts",
    summary="辞書の項目を言葉で探す",
    description="50 件まで。",
    responses=described(401, 403, 422, 500, 503),
    response_model=ConceptsShape,
)
def find_concepts(
    desk: CurrentDesk, words: Annotated[str, Query(min_length=1, max_length=40, examples=["旋盤"])]
) -> Any:
    """Concepts by their forms."""
    return {
        "items": [
            {"id": one.id, "kind": one.kind, "label": one.label, "forms": list(one.forms)}
            for one in desk.lexicon.concepts(words)
        ]
    }


@router.post(
    "/v1/lexicon",
    summary="辞書に言葉を足す",
    description="管理者だけ。企業の登録を読み直したあと、動いているすべてのサービスで自動で効きはじめる。",
    responses=described(400, 401, 403, 409, 413, 422, 500, 503),
    response_model=WordShape,
)
def add_word(desk: CurrentDesk, key: CurrentKey, body: Annotated[NewWord, Body()]) -> Any:
    """Add a word."""
    return plain(desk.lexicon.add(body.form, body.concept, everyday=body.everyday, request=key))


@router.delete(
    "/v1/lexicon/{id}",
    status_code=204,
    summary="足した言葉を取り除く",
    responses=described(401, 403, 404, 422, 500, 503),
)
def remove_word(desk: CurrentDesk, id: ThingId) -> None:
    """Take a word out."""
    desk.lexicon.remove(id)
