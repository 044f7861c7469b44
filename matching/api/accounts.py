"""`/v1/sign-in`, `/v1/me`, `/v1/users`, `/v1/tokens`: accounts, sessions and tokens.

No idempotency keys here: an answer that holds a secret is kept nowhere, and a login can't be given twice anyway.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from matching.accounts import cookies
from matching.accounts.oidc import LIFETIME, Oidc
from matching.api.account_shapes import (
    AccountShape,
    AccountsShape,
    ChangedPassword,
    Forgotten,
    IssuedTokenShape,
    LinkShape,
    NewToken,
    NewUser,
    OwnChange,
    SaidShape,
    SessionShape,
    SessionsShape,
    SignIn,
    TokenShape,
    TokensShape,
    UsedLink,
    UserChange,
)
from matching.api.headers import NOT_MODIFIED, IfMatch, etag, fresh, not_modified
from matching.api.paging import After, Limit, cursor
from matching.api.problems import described
from matching.api.service import CurrentDesk, CurrentOffice, CurrentService, OpenDesk
from matching.corporate.accounts import NewAccount
from matching.corporate.tables import LARGEST_ID

router = APIRouter()

UserId = Annotated[int, Path(ge=1, le=LARGEST_ID, description="利用者の番号")]
_Id = Annotated[int, Path(ge=1, le=LARGEST_ID, description="番号")]
_CALLBACK = "/v1/oidc/callback"


# Signing in and out


@router.post(
    "/v1/sign-in",
    summary="サインインする",
    description="Cookie `juhatchu_session` が渡される。失敗が続くと、しばらく受け付けない（429、Retry-After）。",
    responses=described(400, 401, 422, 429, 500, 503),
    tags=["accounts"],
)
def sign_in(body: SignIn, request: Request, response: Response, office: CurrentOffice) -> AccountShape:
    """Open a session."""
    signed = office.gate.sign_in(body.login, body.password, _address(request))
    response.headers.append("Set-Cookie", cookies.session_cookie(signed.secret, office.settings))
    return AccountShape.of(office.desk(signed.viewer).accounts.me())


@router.post(
    "/v1/sign-out",
    status_code=204,
    summary="サインアウトする",
    description="サインインしていなくても 204。",
    responses=described(403, 500, 503),
    tags=["accounts"],
)
def sign_out(request: Request, desk: OpenDesk, service: CurrentService) -> Response:
    """End the session of the cookie."""
    if secret := request.cookies.get(cookies.NAME, ""):
        desk.office.gate.sign_out(secret)
        service.forget()
    return Response(status_code=204, headers={"Set-Cookie": cookies.cleared_cookie(desk.office.settings)})


@router.get("/v1/oidc/start", include_in_schema=False)
def start_oidc(office: CurrentOffice) -> Response:
    """Off to the agency's own login."""
    started = Oidc(office.gate, office.settings, _CALLBACK).start("/docs")
    seconds = int(LIFETIME.total_seconds())
    kept = cookies.cookie(cookies.LOGIN_NAME, started.state, office.settings, seconds)
    return RedirectResponse(started.url, 303, headers={"Set-Cookie": kept})


@router.get(_CALLBACK, include_in_schema=False)
def finish_oidc(request: Request, office: CurrentOffice) -> Response:
    """Back from the agency's own login."""
    oidc = Oidc(office.gate, office.settings, _CALLBACK)
    state = request.cookies.get(cookies.LOGIN_NAME, "")
    signed, return_to = oidc.finish(state, request.query_params)
    response = RedirectResponse(return_to, 303)
    response.headers.append("Set-Cookie", cookies.session_cookie(signed.secret, office.settings))
    response.headers.append("Set-Cookie", cookies.cookie(cookies.LOGIN_NAME, "", office.settings, 0))
    return response


@router.post(
    "/v1/password",
    summary="招待または再設定のリンクで、パスワードを決める",
    description="リンクは一度だけ使える。これまでのサインインはすべて終わる。",
    responses=described(400, 404, 422, 500, 503),
    tags=["accounts"],
)
def use_link(body: UsedLink, office: CurrentOffice, service: CurrentService) -> SaidShape:
    """Set a password by a one-time link."""
    login = office.gate.use_link(body.secret, body.password)
    service.forget()
    return SaidShape(message=f"パスワードを決めました。「{login}」でサインインしてください。")


@router.post(
    "/v1/password/forgotten",
    summary="パスワードの再設定を頼む",
    description="登録された利用者かどうかによらず、同じ答えを返す。",
    responses=described(400, 422, 429, 500, 503),
    tags=["accounts"],
)
def ask_reset(body: Forgotten, request: Request, office: CurrentOffice) -> SaidShape:
    """Mail a reset link, if there is anybody to mail to."""
    return SaidShape(message=office.gate.ask_reset(body.login, _address(request)))


# The own account


@router.get(
    "/v1/me",
    summary="自分のアカウントを見る",
    response_model=AccountShape,
    responses=NOT_MODIFIED | described(401, 403, 404, 500, 503),
    tags=["accounts"],
)
def me(desk: CurrentDesk, request: Request, response: Response) -> AccountShape | Response:
    """The own account."""
    account = desk.accounts.me()
    if fresh(request, account.version):
        return not_modified(account.version)
    etag(response, account.version)
    return AccountShape.of(account)


@router.patch(
    "/v1/me",
    summary="自分の氏名を変える",
    responses=described(400, 401, 403, 404, 412, 422, 428, 500, 503),
    tags=["accounts"],
)
def change_me(body: OwnChange, desk: CurrentDesk, expected: IfMatch, response: Response) -> AccountShape:
    """Change the own name."""
    account = desk.accounts.change(desk.accounts.me().id, {"name": body.name}, expected)
    etag(response, account.version)
    return AccountShape.of(account)


@router.put(
    "/v1/me/password",
    status_code=204,
    summary="自分のパスワードを変える",
    description="自分のサインインはすべて終わるので、新しいパスワードでサインインし直す。",
    responses=described(400, 401, 403, 404, 422, 429, 500, 503),
    tags=["accounts"],
)
def change_password(body: ChangedPassword, desk: CurrentDesk, service: CurrentService) -> Response:
    """Set the own password."""
    desk.accounts.change_password(body.old, body.new)
    service.forget()
    return Response(status_code=204)


@router.get(
    "/v1/me/sessions",
    summary="自分がサインインしている所を一覧する",
    responses=described(401, 403, 500, 503),
    tags=["accounts"],
)
def sessions(desk: CurrentDesk) -> SessionsShape:
    """The own sessions."""
    return SessionsShape(items=[SessionShape(**asdict(one)) for one in desk.accounts.sessions()])


@router.delete(
    "/v1/me/sessions/{id}",
    status_code=204,
    summary="自分のサインインを一つ終える",
    responses=described(401, 403, 404, 422, 500, 503),
    tags=["accounts"],
)
def end_session(id: _Id, desk: CurrentDesk, service: CurrentService) -> Response:
    """End one of the own sessions."""
    desk.accounts.end_session(id)
    service.forget()
    return Response(status_code=204)


# All accounts


@router.get(
    "/v1/users",
    summary="利用者を一覧する",
    description="管理者にはすべて。ほかの人には自分だけ。",
    responses=described(401, 403, 422, 500, 503),
    tags=["accounts"],
)
def users(desk: CurrentDesk, after: After, limit: Limit = 50) -> AccountsShape:
    """A page of accounts."""
    found = desk.accounts.users(after or 0, limit + 1)
    following = cursor(found[limit - 1].id) if len(found) > limit else None
    return AccountsShape(items=[AccountShape.of(one) for one in found[:limit]], next=following)


@router.post(
    "/v1/users",
    status_code=201,
    summary="利用者を招待する",
    description="アカウントを作り、パスワードを決めるための一度だけ使えるリンク（72 時間）を返す。名前かメールアドレスが使われていれば 409。",
    responses=described(400, 401, 403, 409, 422, 500, 503),
    tags=["accounts"],
)
def invite(body: NewUser, desk: CurrentDesk, response: Response) -> LinkShape:
    """Make an account."""
    new = NewAccount(**body.model_dump(exclude={"mail"}))
    link = desk.accounts.invite(new, mail=body.mail)
    response.headers["Location"] = f"/v1/users/{link.account.id}"
    etag(response, link.account.version)
    return LinkShape.of(link)


@router.get(
    "/v1/users/{id}",
    summary="利用者を見る",
    response_model=AccountShape,
    responses=NOT_MODIFIED | described(401, 403, 404, 422, 500, 503),
    tags=["accounts"],
)
def user(id: UserId, desk: CurrentDesk, request: Request, response: Response) -> AccountShape | Response:
    """One account."""
    account = desk.accounts.user(id)
    if fresh(request, account.version):
        return not_modified(account.version)
    etag(response, account.version)
    return AccountShape.of(account)


@router.patch(
    "/v1/users/{id}",
    summary="利用者を変える",
    description="氏名、利用者名、メールアドレス、役割、企業、ロック。最後の管理者は外せない（409）。",
    responses=described(400, 401, 403, 404, 409, 412, 422, 428, 500, 503),
    tags=["accounts"],
)
def change(
    id: UserId,
    body: UserChange,
    desk: CurrentDesk,
    service: CurrentService,
    expected: IfMatch,
    response: Response,
) -> AccountShape:
    """Change an account."""
    account = desk.accounts.change(id, body.values(), expected)
    service.forget()
    etag(response, account.version)
    return AccountShape.of(account)


@router.delete(
    "/v1/users/{id}",
    summary="利用者を停止する、または削除する",
    description="サインインとトークンは終わる。erase=true なら氏名、利用者名、メールアドレスも消す（記録には印だけが残る）。",
    responses=described(401, 403, 404, 409, 412, 422, 428, 500, 503),
    tags=["accounts"],
)
def remove(
    id: UserId,
    desk: CurrentDesk,
    service: CurrentService,
    expected: IfMatch,
    erase: Annotated[bool, Query(description="個人の情報も消す")] = False,
) -> AccountShape:
    """Close or erase an account."""
    account = (desk.accounts.erase if erase else desk.accounts.close)(id, expected)
    service.forget()
    return AccountShape.of(account)


@router.post(
    "/v1/users/{id}/link",
    status_code=201,
    summary="再設定（まだなら招待）のリンクを発行する",
    description="前のリンクは使えなくなる。再設定は 24 時間、招待は 72 時間使える。",
    responses=described(401, 403, 404, 409, 422, 500, 503),
    tags=["accounts"],
)
def issue_link(
    id: UserId,
    desk: CurrentDesk,
    mail: Annotated[bool, Query(description="メールでも送る")] = False,
) -> LinkShape:
    """A new one-time link."""
    return LinkShape.of(desk.accounts.reset_link(id, mail=mail))


@router.post(
    "/v1/users/{id}/unlock",
    summary="ロックを解く",
    description="失敗が続いて受け付けなくなったサインインも、すぐに受け付けるようにする。",
    responses=described(401, 403, 404, 409, 422, 500, 503),
    tags=["accounts"],
)
def unlock(id: UserId, desk: CurrentDesk, service: CurrentService) -> AccountShape:
    """Open an account again."""
    account = desk.accounts.unlock(id)
    service.forget()
    return AccountShape.of(account)


# Tokens


@router.get(
    "/v1/tokens",
    summary="トークンを一覧する",
    description="自分のもの。管理者にはすべて。",
    responses=described(401, 403, 500, 503),
    tags=["accounts"],
)
def tokens(desk: CurrentDesk) -> TokensShape:
    """Tokens without their secrets."""
    return TokensShape(items=[TokenShape.of(one) for one in desk.accounts.tokens()])


@router.post(
    "/v1/tokens",
    status_code=201,
    summary="トークンを発行する",
    description="値は答えにだけ出る。トークンではトークンを発行できない。",
    responses=described(400, 401, 403, 404, 409, 422, 500, 503),
    tags=["accounts"],
)
def make_token(body: NewToken, desk: CurrentDesk) -> IssuedTokenShape:
    """A new token."""
    issued = desk.accounts.make_token(body.label, body.scopes, body.days, body.user_id)
    return IssuedTokenShape(token=TokenShape.of(issued.token), secret=issued.secret)


@router.delete(
    "/v1/tokens/{id}",
    status_code=204,
    summary="トークンを取り消す",
    responses=described(401, 403, 404, 422, 500, 503),
    tags=["accounts"],
)
def revoke_token(id: _Id, desk: CurrentDesk, service: CurrentService) -> Response:
    """Make a token worthless."""
    desk.accounts.revoke_token(id)
    service.forget()
    return Response(status_code=204)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
