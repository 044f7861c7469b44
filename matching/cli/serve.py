"""`juhatchu serve`: start the REST service or the dashboard."""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import os
import subprocess
import sys
from typing import Any

from matching import logs
from matching.cli.common import add_common, say
from matching.errors import InputError
from matching.settings import Settings


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
    # What the options say holds for the process that serves, too.
    os.environ |= {"JUHATCHU_DATABASE_URL": settings.database_url, "JUHATCHU_HOME": str(settings.home)}
    return _serve_api(args.host, port, settings) if args.door == "api" else _serve_dashboard(args.host, port)


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


def _serve_dashboard(host: str, port: int) -> int:
    if importlib.util.find_spec("streamlit") is None:
        raise InputError("streamlit が入っていません。make setup を実行してください。")
    say(f"起動します：http://{host}:{port}（止めるには Ctrl+C）")
    sys.stdout.flush()
    command = [sys.executable, "-m", "dashboard.app", "--host", host, "--port", str(port)]
    try:
        return subprocess.run(command, check=False).returncode and 2
    except KeyboardInterrupt:
        return 0
