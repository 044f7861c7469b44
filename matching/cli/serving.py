"""The process that serves: uvicorn, told how to start quickly and how to stop without losing a request."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import socket
import sys
from typing import TYPE_CHECKING

import uvicorn

from matching.settings import Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

# Seconds that a request may still take when the service is stopped.
_GRACE = 30
# Seconds in which /v1/ready says 503 before connections are refused: whoever spreads requests looks about each second.
_NOTICE = 1.5
# Seconds that an idle connection is kept, longer than proxies and browsers keep theirs: who sends on one that is just being closed gets an error.
_IDLE = 90
# Seconds after which a thread that computes lets another go on: reads mustn't wait for matches.
_SWITCH = 0.001


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """What stands now stays: the garbage collector needn't look at it again."""
        await super().startup(sockets)
        gc.freeze()
        gc.enable()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say first that no more requests are wanted, and answer meanwhile."""
        self._app.state.service.ending = True
        if not self.force_exit:
            await asyncio.sleep(_NOTICE)
        await super().shutdown(sockets)


def serve(app: Starlette, host: str, port: int, settings: Settings) -> bool:
    """Serve until SIGTERM or Ctrl+C; whether the service came up at all."""
    sys.setswitchinterval(_SWITCH)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,  # matching/api/watching.py logs requests, without what must not be logged
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=_GRACE,
        timeout_keep_alive=_IDLE,
    )
    server = _Server(config, app)
    with contextlib.suppress(KeyboardInterrupt, SystemExit):
        server.run()
    return server.started
