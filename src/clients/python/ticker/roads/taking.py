"""Takes a road, and tells which of them this installation can take."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from ..address import Address
from ..errors import MissingPackageError
from ..options import ROADS
from . import Connection
from .ws import WebSocketConnection

if TYPE_CHECKING:
    from ..core import Core


def available(roads: tuple[str, ...], address: Address) -> tuple[str, ...]:
    """The roads that can be taken of those that are allowed. Raises where one is asked for that wants a package."""
    if address.is_replay:
        return ("ws",)
    if importlib.util.find_spec("aiohttp") is None:
        if roads != ROADS and roads != ("ws",):
            raise MissingPackageError("taking events or polls", "aiohttp")
        return ("ws",)
    return roads


async def open_road(core: Core, road: str, key: str | None, proven: bool = False) -> Connection:
    """A connection. Raises Ended where there is none to be had."""
    if road == "ws":
        return await WebSocketConnection.open(core, key)
    from .http import open_http

    return await open_http(core, road, key, proven)


async def is_healthy(core: Core) -> bool:
    """Whether a server lives at the address, though no WebSocket was had."""
    from .http import is_live

    return await is_live(core)
