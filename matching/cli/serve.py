"""`juhatchu serve`: start the REST service or the dashboard."""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from matching.cli.common import add_common, say
from matching.errors import InputError
from matching.settings import Settings

_ROOT = Path(__file__).resolve().parent.parent.parent


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
    environment = os.environ | {
        "JUHATCHU_DATABASE_URL": settings.database_url,
        "JUHATCHU_HOME": str(settings.home),
    }
    if args.door == "api":
        command = ["-m", "uvicorn", "app_api:app", "--host", args.host, "--port", str(port)]
        page = f"http://{args.host}:{port}/docs"  # our own page: it loads nothing from other hosts
    else:
        script = str(_ROOT / "app_streamlit.py")
        command = ["-m", "streamlit", "run", script, "--server.address", args.host]
        command += ["--server.port", str(port), "--server.headless", "true"]
        command += ["--browser.gatherUsageStats", "false"]
        page = f"http://{args.host}:{port}"
    if importlib.util.find_spec(command[1]) is None:
        raise InputError(f"{command[1]} が入っていません。make setup を実行してください。")
    about = "説明のページ、機械向けは /openapi.json。" if args.door == "api" else ""
    say(f"起動します：{page}（{about}止めるには Ctrl+C）")
    sys.stdout.flush()
    try:
        return subprocess.run([sys.executable, *command], env=environment, check=False).returncode and 2
    except KeyboardInterrupt:
        return 0
