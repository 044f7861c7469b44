"""`/v1/shortlists`, `/v1/orders/{number}/shortlist`: the firms in view for an order or an enquiry, and the proposal made of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Path, Query, Request, Response
from pydantic import Field, StrictInt

from matching.api.attachments import disposition
from matching.api.case_shapes import FirmId, Note, Ranking, ShortlistShape, ShortlistsShape, Taken, ThingId
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.orders import OrderNumber
from matching.api.paging import After, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.casework.proposal_pdf import as_pdf
from matching.casework.proposals import MOST, as_xlsx
from matching.corporate.case_rows import ShortlistView, plain
from matching.corporate.shortlists import LARGEST
from matching.corporate.tables import LARGEST_ID
from matching.language.reading import LONGEST

_FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
router = APIRouter(tags=["shortlists"])

SupplierId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="受注企業の番号")]
_CHANGES = described(400, 401, 403, 404, 409, 412, 413, 422, 428, 500, 503)
_MAKES = described(400, 401, 403, 404, 409, 413, 422, 500, 503)


class NewShortlist(Taken):
    """案件になる前の相談。"""

    title: Annotated[str, Field(max_length=200, description="件名")] = ""
    text: Annotated[str, Field(max_length=LONGEST, description="相談文")] = ""


class NewEntry(Taken):
    """候補リストに入れる企業。"""

    supplier_id: FirmId
    rank: Annotated[StrictInt, Field(ge=1, le=100_000)] | None = Field(None, description="そのときの順位")
    ranking: Ranking = ""
    note: Note = ""


class Places(Taken):
    """並べる順。"""

    supplier_ids: list[FirmId] = Field(
        max_length=LARGEST, description="この順に並べる。書かない企業は後ろに続く"
    )


class EntryNote(Taken):
    """候補リストの企業へのメモ。"""

    note: Note


def _answer(response: Response, view: ShortlistView) -> Any:
    etag(response, view.version)
    return plain(view)


@router.get(
    "/v1/shortlists",
    summary="候補リストを一覧する",
    description="新しい順。企業は入らない。",
    responses=described(401, 403, 422, 500, 503),
    response_model=ShortlistsShape,
)
def list_shortlists(desk: CurrentDesk, after: After, limit: Limit = 50) -> Any:
    """A page of shortlists."""
    found = desk.cases.shortlists(after or 0, limit + 1)
    more = cursor(found[limit - 1].id) if len(found) > limit else None
    return {"items": plain(found[:limit]), "next": more}


@router.post(
    "/v1/shortlists",
    status_code=201,
    summary="案件になる前の相談の候補リストを作る",
    responses=_MAKES,
    response_model=ShortlistShape,
)
def begin_shortlist(
    desk: CurrentDesk, key: CurrentKey, response: Response, body: Annotated[NewShortlist, Body()]
) -> Any:
    """A shortlist for an enquiry."""
    return _answer(response, desk.cases.begin_shortlist(body.title, body.text, request=key))


@router.get(
    "/v1/shortlists/{id}",
    summary="候補リストを見る",
    responses={**NOT_MODIFIED, **described(401, 403, 404, 422, 500, 503)},
    response_model=ShortlistShape,
)
def one_shortlist(desk: CurrentDesk, id: ThingId, request: Request, response: Response) -> Any:
    """A shortlist."""
    view = desk.cases.shortlist_by_id(id)
    return not_modified(view.version) if fresh(request, view.version) else _answer(response, view)


@router.get(
    "/v1/orders/{number}/shortlist",
    summary="案件の候補リストを見る",
    description="まだないときは、id と version が 0 の空のリスト。",
    responses=described(401, 403, 404, 422, 500, 503),
    response_model=ShortlistShape,
)
def shortlist_of_order(desk: CurrentDesk, number: OrderNumber, response: Response) -> Any:
    """An order's shortlist."""
    return _answer(response, desk.cases.shortlist(number))


@router.post(
    "/v1/orders/{number}/shortlist",
    summary="案件の候補リストに企業を入れる",
    description="リストがなければ作る。もう入っている企業はそのまま。",
    responses=_MAKES,
    response_model=ShortlistShape,
)
def add_to_order(
    desk: CurrentDesk,
    key: CurrentKey,
    number: OrderNumber,
    response: Response,
    body: Annotated[NewEntry, Body()],
) -> Any:
    """Take a firm into an order's shortlist."""
    told = {"rank": body.rank, "ranking": body.ranking, "note": body.note}
    view = desk.cases.add_to_shortlist(body.supplier_id, order=number, request=key, **told)  # type: ignore[arg-type]
    return _answer(response, view)


@router.post(
    "/v1/shortlists/{id}/entries",
    summary="候補リストに企業を入れる",
    responses=_MAKES,
    response_model=ShortlistShape,
)
def add_entry(
    desk: CurrentDesk, key: CurrentKey, id: ThingId, response: Response, body: Annotated[NewEntry, Body()]
) -> Any:
    """Take a firm into a shortlist."""
    told = {"rank": body.rank, "ranking": body.ranking, "note": body.note}
    view = desk.cases.add_to_shortlist(body.supplier_id, shortlist_id=id, request=key, **told)  # type: ignore[arg-type]
    return _answer(response, view)


@router.put(
    "/v1/shortlists/{id}/entries",
    summary="候補リストを並べ替える",
    description="If-Match が要る。",
    responses=_CHANGES,
    response_model=ShortlistShape,
)
def arrange(
    desk: CurrentDesk, id: ThingId, expected: IfMatch, response: Response, body: Annotated[Places, Body()]
) -> Any:
    """Put the firms into an order."""
    return _answer(response, desk.cases.arrange_shortlist(id, body.supplier_ids, expected))


@router.patch(
    "/v1/shortlists/{id}/entries/{supplier_id}",
    summary="候補リストの企業にメモを書く",
    description="If-Match が要る。",
    responses=_CHANGES,
    response_model=ShortlistShape,
)
def note_entry(
    desk: CurrentDesk,
    id: ThingId,
    supplier_id: SupplierId,
    expected: IfMatch,
    response: Response,
    body: Annotated[EntryNote, Body()],
) -> Any:
    """Set a note."""
    return _answer(response, desk.cases.note_on_shortlist(id, supplier_id, body.note, expected))


@router.delete(
    "/v1/shortlists/{id}/entries/{supplier_id}",
    summary="候補リストから企業を外す",
    description="If-Match が要る。始まっている紹介はそのまま残る。",
    responses=described(401, 403, 404, 412, 422, 428, 500, 503),
    response_model=ShortlistShape,
)
def remove_entry(
    desk: CurrentDesk, id: ThingId, supplier_id: SupplierId, expected: IfMatch, response: Response
) -> Any:
    """Take a firm out."""
    return _answer(response, desk.cases.remove_from_shortlist(id, supplier_id, expected))


@router.get(
    "/v1/orders/{number}/proposal.{form}",
    summary="候補リストの企業の提案書を作る",
    description="企業が公開している内容だけが載る。作ったことは監査の記録に残る。",
    response_class=Response,
    responses={
        200: {"description": "Excel か PDF", "content": {one: {} for one in _FORMS.values()}},
        **described(401, 403, 404, 422, 500, 503),
    },
)
def proposal(
    desk: CurrentDesk,
    number: OrderNumber,
    form: Annotated[Literal["xlsx", "pdf"], Path(description="xlsx か pdf")],
    supplier_id: Annotated[
        list[Annotated[int, Field(ge=1, le=LARGEST_ID)]] | None,
        Query(
            max_length=MOST, description="載せる企業。省くと候補リストの、不成約・取下げ・辞退でないすべて"
        ),
    ] = None,
    points: Annotated[bool, Query(description="true なら点も載せる")] = False,
) -> Response:
    """提案書 of an order's shortlist."""
    made = desk.proposals.of(number, supplier_id, points=points)
    content = as_xlsx(made) if form == "xlsx" else as_pdf(made)
    headers = {"Content-Disposition": disposition(f"提案書_{number}.{form}"), "Cache-Control": "no-store"}
    return Response(content, media_type=_FORMS[form], headers=headers)
