"""The dashboard's server: Streamlit's app with our door in front of it and our routes beside it. `python -m dashboard.app` runs it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.middleware import Middleware

from dashboard import signing
from dashboard.door import Door
from matching.settings import Settings

SCRIPT = Path(__file__).resolve().parent.parent / "app_streamlit.py"


def create_app() -> st.App:
    """The app; where its data are stands in the settings."""
    return st.App(SCRIPT, routes=signing.routes(), middleware=[Middleware(Door)])


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(prog="dashboard")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    args = parser.parse_args()
    settings = Settings.load()
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
