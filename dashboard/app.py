"""The dashboard's server: Streamlit's app with our door in front of it and our routes beside it. `python -m dashboard.app` runs it."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import socket
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware

from dashboard import downloads, signing
from dashboard.door import Door
from dashboard.office import current_office
from matching import logs
from matching.errors import JuhatchuError
from matching.settings import Settings, in_japan, variable

_log = logging.getLogger(__name__)
SCRIPT = Path(__file__).resolve().parent.parent / "app_streamlit.py"


def create_app() -> st.App:
    """The app; where its data are stands in the settings."""
    routes = [*signing.routes(), *downloads.routes()]
    return st.App(SCRIPT, lifespan=_lifespan, routes=routes, middleware=[Middleware(Door)])


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    in_japan()
    _log_with_ours()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield


def _log_with_ours() -> None:
    """What Streamlit and its server log goes where ours goes: theirs would write addresses, and errors' messages with what somebody typed.

    As the server starts, since it sets its own log up just before.
    """
    logs.configure(Settings.load())
    for logger in list(logging.root.manager.loggerDict.values()):
        if isinstance(logger, logging.Logger) and hasattr(logger, "streamlit_console_handler"):
            logger.removeHandler(logger.streamlit_console_handler)
            logger.propagate = True


def _warm_up() -> None:
    """Open the office and its index, and read the latest orders, before the first person comes."""
    try:
        matcher = current_office().matcher
        matcher.index.follow()
        matcher.read_orders()
    except JuhatchuError as error:  # the pages say so too
        _log.error("%s", error)
    # What stands now stays: the garbage collector needn't look at it again.
    gc.collect()
    gc.freeze()


def served_at(host: str, port: int) -> str:
    """Where a browser finds what listens there; for all of a machine's addresses by the machine's name."""
    name = socket.gethostname() if host in ("0.0.0.0", "::", "") else host
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="dashboard")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    args = parser.parse_args()
    settings = Settings.load()
    if not settings.public_url:
        # One-time links must lead here: at another port they would hand their secret to whatever listens there.
        os.environ[variable("public_url")] = served_at(args.host, args.port)
    os.environ.setdefault("FORWARDED_ALLOW_IPS", settings.trusted_proxies)
    config = {
        "server.address": args.host,
        "server.port": args.port,
        "server.maxUploadSize": settings.upload_mb,
        # Else Streamlit asks a host on the internet what this machine's address is.
        "browser.serverAddress": urlsplit(settings.public_url).hostname or args.host,
    }
    create_app().run(config=config)


if __name__ == "__main__":
    main()
