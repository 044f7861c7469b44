"""`juhatchu users` and `juhatchu tokens`: accounts at the server's own command line, which acts as administrator."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from matching.accounts.people import LONGEST_TOKEN_DAYS, IssuedLink, People
from matching.cli.common import add_common, say, table, write_json
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR, ROLES
from matching.corporate.accounts import Account, NewAccount, folded_login
from matching.corporate.credentials import StoredToken
from matching.errors import InputError, NotFound
from matching.settings import Settings

_JAPAN = ZoneInfo("Asia/Tokyo")
Job = Callable[[argparse.Namespace, CorporateDatabase, People], None]
_ROLE_HELP = "、".join(f"{key}（{label}）" for key, label in ROLES.items())


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Mount users and tokens."""
    users = commands.add_parser("users", help="利用者を招待し、変え、停止する")
    verbs = users.add_subparsers(dest="verb", required=True, metavar="操作")
    _verb(verbs, "list", "利用者を一覧する", _list)
    invite = _verb(verbs, "invite", "利用者を招待し、パスワードを決めるリンクを表示する", _invite)
    invite.add_argument("--name", required=True, metavar="氏名")
    invite.add_argument("--login", default="", metavar="LOGIN", help="利用者名（既定: メールアドレス）")
    invite.add_argument("--email", default="", metavar="ADDRESS")
    invite.add_argument("--admin", action="store_true", help="管理者にする（最初の利用者はこれで作る）")
    invite.add_argument("--mail", action="store_true", help="リンクをメールでも送る")
    _roles_of(invite, "--role", action="append")
    for name, about, job in (
        ("lock", "サインインできないようにする（戻せる）", _lock),
        ("unlock", "ロックと、失敗が続いたための受付停止を解く", _unlock),
        ("reset", "パスワードを決め直すリンクを表示する", _reset),
        ("close", "利用を終える（名前は記録に残る）", _close),
        ("erase", "利用を終え、氏名とメールアドレスを消す", _erase),
    ):
        _verb(verbs, name, about, job).add_argument("user", metavar="利用者", help="利用者名か番号")
    roles = _verb(verbs, "roles", "役割を決め直す", _roles)
    roles.add_argument("user", metavar="利用者", help="利用者名か番号")
    _roles_of(roles, "roles", nargs="+")

    tokens = commands.add_parser("tokens", help="プログラム用のトークンを発行し、取り消す")
    verbs = tokens.add_subparsers(dest="verb", required=True, metavar="操作")
    _verb(verbs, "list", "トークンを一覧する", _tokens)
    make = _verb(verbs, "make", "トークンを発行する（値は一度だけ表示）", _make_token)
    make.add_argument("user", metavar="利用者", help="利用者名か番号")
    make.add_argument("--label", required=True, metavar="用途")
    make.add_argument(
        "--scope", action="append", default=[], metavar="対象:操作", help="例: match:make（既定: すべて）"
    )
    make.add_argument(
        "--days", type=int, default=90, metavar="N", help=f"有効な日数（{LONGEST_TOKEN_DAYS} まで、既定 90）"
    )
    revoke = _verb(verbs, "revoke", "トークンを取り消す", _revoke)
    revoke.add_argument("token", type=int, metavar="番号")


def _verb(verbs: argparse._SubParsersAction[Any], name: str, about: str, job: Job) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=about)
    add_common(parser)
    parser.set_defaults(run=_run, job=job)
    return parser


def _roles_of(parser: argparse.ArgumentParser, flag: str, **how: Any) -> None:
    parser.add_argument(flag, choices=tuple(ROLES), metavar="役割", help=_ROLE_HELP, **how)
    parser.add_argument("--supplier", default="", metavar="ID", help="受注企業の ID か登録番号")
    parser.add_argument("--buyer", default="", metavar="ID", help="発注企業の ID か番号")


def _run(args: argparse.Namespace, settings: Settings) -> int:
    with CorporateDatabase.open(settings.database_url) as db:
        args.job(args, db, People(db, OPERATOR, settings))
    return 0


def _list(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    found = people.users()
    if args.json:
        for one in found:
            write_json(_account_json(one))
        return
    if not found:
        say(
            "利用者はまだいません。juhatchu users invite --admin --name 氏名 --email アドレス で、最初の管理者を招待してください。"
        )
        return
    rows = [
        (str(one.id), one.login, one.name, _roles_in_words(one), one.supplier or one.buyer, one.state)
        for one in found
    ]
    header = ("番号", "利用者名", "氏名", "役割", "企業", "状態")
    for line in table(header, rows, (5, 28, 20, 26, 20, 8)):
        say(line)


def _invite(args: argparse.Namespace, db: CorporateDatabase, people: People) -> None:
    roles = {*(args.role or ()), *(["admin"] if args.admin else [])}
    if not roles:
        raise InputError(f"--role か --admin で役割を指定してください: {_ROLE_HELP}")
    new = NewAccount(args.name, sorted(roles), args.login, args.email, *_firms(args, db))
    _show(args, people.invite(new, mail=args.mail))


def _reset(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    _show(args, people.reset_link(_found(args, people).id))


def _lock(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    _changed(args, people.lock(_found(args, people).id), "ロックしました")


def _unlock(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    _changed(args, people.unlock(_found(args, people).id), "ロックを解きました")


def _close(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    _changed(args, people.close(_found(args, people).id), "停止しました")


def _erase(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    account = people.erase(_found(args, people).id)
    _changed(
        args, account, f"氏名とメールアドレスを消しました。記録には「{account.key}」という印だけが残ります"
    )


def _roles(args: argparse.Namespace, db: CorporateDatabase, people: People) -> None:
    firms = _firms(args, db)
    account = people.set_roles(_found(args, people).id, args.roles, *firms)
    _changed(args, account, f"役割を「{_roles_in_words(account)}」にしました")


def _tokens(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    found = people.tokens()
    if args.json:
        for one in found:
            write_json(_token_json(one))
        return
    names = {one.id: one.login for one in people.users()}
    rows = [
        (
            str(one.id),
            names.get(one.user_id, ""),
            one.label,
            " ".join(one.scopes) or "すべて",
            f"{one.expires_at.astimezone(_JAPAN):%Y-%m-%d}",
            f"{one.used_at.astimezone(_JAPAN):%Y-%m-%d}" if one.used_at else "未使用",
        )
        for one in found
    ]
    for line in table(
        ("番号", "利用者", "用途", "できること", "期限", "最後"), rows, (5, 24, 24, 28, 10, 10)
    ):
        say(line)


def _make_token(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    issued = people.make_token(args.label, args.scope, args.days, _found(args, people).id)
    if args.json:
        write_json(_token_json(issued.token) | {"secret": issued.secret})
        return
    say(issued.secret)
    say("この値は二度と表示できません。HTTP のヘッダー「Authorization: Bearer 値」で使います。")


def _revoke(args: argparse.Namespace, _db: CorporateDatabase, people: People) -> None:
    people.revoke_token(args.token)
    if args.json:
        write_json({"id": args.token, "revoked": True})
        return
    say(f"トークン {args.token} を取り消しました。")


def _found(args: argparse.Namespace, people: People) -> Account:
    """The account of a login, an address or a number. Raises NotFound."""
    wanted = folded_login(args.user)
    for one in people.users():
        if one.active and wanted and wanted in (one.login, one.email):
            return one
    if wanted.isdecimal() and len(wanted) < 10:
        return people.user(int(wanted))
    raise NotFound(f"利用者「{args.user}」はいません。juhatchu users list で確かめてください。")


def _firms(args: argparse.Namespace, db: CorporateDatabase) -> tuple[int | None, int | None]:
    supplier = db.supplier_by_key(args.supplier).id if args.supplier else None
    return supplier, db.buyer(args.buyer).id if args.buyer else None


def _show(args: argparse.Namespace, link: IssuedLink) -> None:
    if args.json:
        told = {"kind": link.kind, "address": link.letter.address, "notice": link.letter.notice}
        told |= {"expires_at": link.expires_at.isoformat()}
        write_json({"user": _account_json(link.account), **told, "mailed": link.mailed})
        return
    say(link.letter.text)
    if link.letter.notice:
        say(link.letter.notice)
    say("メールでも送ります。" if link.mailed else "上の文面を印刷してお渡しください。")


def _changed(args: argparse.Namespace, account: Account, words: str) -> None:
    if args.json:
        write_json(_account_json(account))
        return
    say(f"{account.login or account.key}: {words}。")


def _roles_in_words(account: Account) -> str:
    return "、".join(label for key, label in ROLES.items() if key in account.roles)


def _account_json(account: Account) -> dict[str, Any]:
    keys = ("id", "key", "name", "login", "email", "supplier_id", "buyer_id", "state", "version")
    return {key: getattr(account, key) for key in keys} | {"roles": sorted(account.roles)}


def _token_json(token: StoredToken) -> dict[str, Any]:
    moments = {
        key: moment.isoformat() if (moment := getattr(token, key)) else None
        for key in ("made_at", "expires_at", "used_at")
    }
    return {
        "id": token.id,
        "user_id": token.user_id,
        "label": token.label,
        "scopes": list(token.scopes),
        **moments,
    }
