"""`juhatchu serve`: start the REST service or the dashboard."""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import os
import signal
import socket
import subprocess
import sys
from typing import Any

from matching import logs
from matching.cli.common import add_common, say, warn
from matching.corporate import CorporateDatabase
from matching.corporate.access import OPERATOR
from matching.errors import DatabaseError, InputError, WrongDatabase
from matching.settings import Settings

_NOBODY = """このデータベースには、まだ利用者がいません。サインインするには、次のどちらかをしてください。
　・はじめの管理者を招く　　　：juhatchu users invite --admin --name '管理 太郎' --login kanri
　・demo の見本の利用者で試す　：juhatchu serve dashboard --db sqlite:///var/demo.db"""


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Mount serve."""
    parser = commands.add_parser("serve", help="REST サービスまたはダッシュボードを起動する")
    parser.add_argument("door", choices=("api", "dashboard"), help="起動するもの")
    parser.add_argument("--host", default="127.0.0.1", help="待ち受けるアドレス（既定 127.0.0.1）")
    parser.add_argument("--port", type=int, help="待ち受けるポート（既定: api 8000、dashboard 8501）")
    add_common(parser)
    parser.set_defaults(run=_serve)


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    port = args.port or (8000 if args.door == "api" else 8501)
    if not 1 <= port <= 65535:
        raise InputError("--port には 1 から 65535 までの番号を指定してください。")
    # A database that is only away comes back while the service waits (503 until then); a wrong setting doesn't.
    CorporateDatabase.check_url(settings.database_url)
    # What the options say holds for the process that serves, too.
    os.environ |= {"JUHATCHU_DATABASE_URL": settings.database_url, "JUHATCHU_HOME": str(settings.home)}
    if args.door == "api":
        return _serve_api(args.host, port, settings)
    return _serve_dashboard(args.host, port, settings)


def _serve_api(host: str, port: int, settings: Settings) -> int:
    """Until SIGTERM or Ctrl+C: then what is being answered is finished, within 30 seconds, and what waits is written."""
    gc.disable()  # until it serves: half a second of a start is spent on looking for garbage among what is only being made
    from matching.cli.serving import serve

    app = importlib.import_module("app_api").app  # the door stands above this package
    logs.configure(settings)
    say(f"起動します：http://{host}:{port}/docs（説明のページ、機械向けは /openapi.json。止めるには Ctrl+C）")
    sys.stdout.flush()
    if not serve(app, host, port, settings):  # the reason stands in the log
        raise InputError(
            f"{host}:{port} で起動できません。ほかのプログラムが使っていないか、ログを確かめてください。"
        )
    return 0


def _serve_dashboard(host: str, port: int, settings: Settings) -> int:
    """Until SIGTERM or Ctrl+C, which end the process that serves, too."""
    if importlib.util.find_spec("streamlit") is None:
        raise InputError("streamlit が入っていません。make setup を実行してください。")
    if _taken(host, port):
        raise InputError(
            f"{host}:{port} はほかのプログラムが使っています。--port で別の番号を指定してください。"
        )
    _say_how_to_begin(settings)
    say(f"起動します：http://{host}:{port}（止めるには Ctrl+C）")
    sys.stdout.flush()
    command = [sys.executable, "-m", "dashboard.app", "--host", host, "--port", str(port)]
    process = subprocess.Popen(command)
    ended: list[int] = []

    def end(number: int, _frame: object) -> None:
        ended.append(number)
        process.terminate()

    signal.signal(signal.SIGTERM, end)
    try:
        code = process.wait()
        return 0 if ended else code and 2
    except KeyboardInterrupt:
        return 0
    finally:
        if process.poll() is None:
            process.terminate()


def _say_how_to_begin(settings: Settings) -> None:
    """Where nobody can sign in yet, say so. Raises WrongDatabase; a database that is away is waited for by the pages."""
    try:
        with CorporateDatabase.open(settings.database_url) as db:
            if not db.accounts.all(OPERATOR, limit=1):
                say(_NOBODY)
    except WrongDatabase:
        raise
    except DatabaseError as error:
        warn(str(error))


def _taken(host: str, port: int) -> bool:
    """Whether somebody answers there already."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
