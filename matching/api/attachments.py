"""`/v1/attachments`: files on orders and firms; each fetch is on the audit trail."""

from __future__ import annotations

import re
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Body, File, Form, Path, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from matching.api.case_shapes import AttachmentShape, AttachmentsShape, Flag, ThingId
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.orders import OrderNumber
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentKey
from matching.corporate.case_rows import AttachmentView, plain
from matching.corporate.tables import LARGEST_ID

router = APIRouter(tags=["attachments"])

_MAKES = described(400, 401, 403, 404, 409, 413, 422, 500, 503)
_SEES = described(401, 403, 404, 422, 500, 503)
_KINDS = "PDF、PNG、JPEG、TIFF、DXF、DWG、STEP、IGES、Excel、Word。中身で確かめる。"
FileParam = Annotated[UploadFile, File(description="添付するファイル")]
NdaParam = Annotated[bool, Form(description="秘密保持契約のある企業だけに見せる")]
CompanyId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="企業の番号")]


def disposition(name: str) -> str:
    """A Content-Disposition that saves a file under its name (RFC 6266, with RFC 5987's form of it), never shows it in the page."""
    plain_name = re.sub(r'[^A-Za-z0-9._ -]|["\\]', "_", name) or "file"
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def _answer(response: Response, view: AttachmentView) -> Any:
    etag(response, view.version)
    return plain(view)


@router.get(
    "/v1/orders/{number}/attachments",
    summary="案件の添付ファイルを一覧する",
    responses=_SEES,
    response_model=AttachmentsShape,
)
def of_order(desk: CurrentDesk, number: OrderNumber) -> Any:
    """The files of an order."""
    return {"items": plain(desk.files.listed(order=number))}


@router.post(
    "/v1/orders/{number}/attachments",
    status_code=201,
    summary="案件にファイルを添付する",
    description=_KINDS,
    responses=_MAKES,
    response_model=AttachmentShape,
)
def add_to_order(
    desk: CurrentDesk,
    key: CurrentKey,
    number: OrderNumber,
    response: Response,
    file: FileParam,
    nda: NdaParam = False,
) -> Any:
    """Attach a file to an order."""
    content = file.file.read(desk.files.largest + 1)
    view = desk.files.add(file.filename or "", content, order=number, nda=nda, request=key)
    return _answer(response, view)


@router.get(
    "/v1/companies/{id}/attachments",
    summary="企業の添付ファイルを一覧する",
    responses=_SEES,
    response_model=AttachmentsShape,
)
def of_company(desk: CurrentDesk, id: CompanyId) -> Any:
    """The files of a firm."""
    return {"items": plain(desk.files.listed(company_id=id))}


@router.post(
    "/v1/companies/{id}/attachments",
    status_code=201,
    summary="企業にファイルを添付する",
    description=_KINDS,
    responses=_MAKES,
    response_model=AttachmentShape,
)
def add_to_company(
    desk: CurrentDesk,
    key: CurrentKey,
    id: CompanyId,
    response: Response,
    file: FileParam,
    nda: NdaParam = False,
) -> Any:
    """Attach a file to a firm."""
    content = file.file.read(desk.files.largest + 1)
    view = desk.files.add(file.filename or "", content, company_id=id, nda=nda, request=key)
    return _answer(response, view)


@router.get(
    "/v1/attachments/{id}",
    summary="添付ファイルについて見る",
    responses={**NOT_MODIFIED, **_SEES},
    response_model=AttachmentShape,
)
def one_attachment(desk: CurrentDesk, id: ThingId, request: Request, response: Response) -> Any:
    """What is known of a file."""
    view = desk.files.get(id)
    return not_modified(view.version) if fresh(request, view.version) else _answer(response, view)


@router.get(
    "/v1/attachments/{id}/content",
    summary="添付ファイルを受け取る",
    description="受け取ったことは監査の記録に残る。",
    response_class=StreamingResponse,
    responses={200: {"description": "ファイルの中身", "content": {"application/octet-stream": {}}}, **_SEES},
)
def fetch(desk: CurrentDesk, id: ThingId) -> StreamingResponse:
    """Fetch a file."""
    view, pieces = desk.files.fetch(id)
    headers = {
        "Content-Disposition": disposition(view.name),
        "Content-Length": str(view.size),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    # Never its own kind: no browser is to open a stranger's file in our page.
    return StreamingResponse(pieces, media_type="application/octet-stream", headers=headers)


@router.delete(
    "/v1/attachments/{id}",
    status_code=204,
    summary="添付ファイルを外す",
    description="If-Match が要る。中身は消え、あったことは記録に残る。",
    responses=described(401, 403, 404, 412, 422, 428, 500, 503),
)
def remove(desk: CurrentDesk, id: ThingId, expected: IfMatch) -> None:
    """Take a file off."""
    desk.files.remove(id, expected)


@router.put(
    "/v1/attachments/{id}/consents/{company_id}",
    summary="企業に添付ファイルを見せる",
    description="秘密保持契約が要るファイルでは、nda が true でないと 409。",
    responses=_MAKES,
    response_model=AttachmentShape,
)
def let_in(
    desk: CurrentDesk,
    key: CurrentKey,
    id: ThingId,
    company_id: CompanyId,
    response: Response,
    body: Annotated[Flag, Body()],
) -> Any:
    """Let a firm see a file."""
    view = desk.files.let_in(id, company_id, nda=body.nda, note=body.note, request=key)
    return _answer(response, view)


@router.delete(
    "/v1/attachments/{id}/consents/{company_id}",
    summary="企業に添付ファイルを見せるのをやめる",
    responses=_SEES,
    response_model=AttachmentShape,
)
def shut_out(desk: CurrentDesk, id: ThingId, company_id: CompanyId, response: Response) -> Any:
    """From now on a firm may not see a file."""
    return _answer(response, desk.files.shut_out(id, company_id))
