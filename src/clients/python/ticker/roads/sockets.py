"""The websockets package, of whichever age: what differs between its two clients."""

from __future__ import annotations

import ssl
from typing import Any

import websockets
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from ..advice import Ended, of_status

try:
    from websockets.asyncio.client import connect as _connect

    class _Connect(_connect):  # type: ignore[misc]
        def process_redirect(self, exc: Exception) -> Exception:
            return exc

    _HEADERS = "additional_headers"
except ImportError:
    from websockets.legacy.client import Connect

    class _Connect(Connect):  # type: ignore[no-redef]
        # A key is for the server that it was given for.
        def handle_redirect(self, uri: str) -> None:
            raise Ended("refused", text="the server sends elsewhere", again=False, ours=False)

    _HEADERS = "extra_headers"

# Messages that wait in the library, beside what the kernel keeps: enough to go on while one is decoded.
_QUEUED = 4
_LONGEST = 1 << 20


async def open_socket(url: str, subprotocol: str, key: str | None, context: ssl.SSLContext | None) -> Any:
    """A WebSocket that is open. Raises Ended where there is none to be had."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    more: dict[str, Any] = {"ssl": context} if context is not None else {}
    try:
        return await _Connect(
            url, subprotocols=[subprotocol], compression=None, open_timeout=None, ping_interval=None, close_timeout=2,
            max_queue=_QUEUED, max_size=_LONGEST, **{_HEADERS: headers}, **more,
        )
    except InvalidHandshake as error:
        raise _refused(error) from None
    except (OSError, EOFError, ConnectionClosed) as error:
        raise Ended("unreachable", text=str(error) or type(error).__name__) from None


def _refused(error: InvalidHandshake) -> Ended:
    response = getattr(error, "response", error)
    status = getattr(response, "status_code", None)
    if status is None:
        # Not an answer of HTTP, or one that ends in the middle: the line broke, or no server of ours.
        return Ended("unreachable", text=str(error))
    return of_status(status, getattr(response, "headers", {}), str(error))


def closed(error: ConnectionClosed) -> tuple[int | None, str]:
    """Code and reason that the server closed with; None: the line just broke."""
    frame = error.rcvd
    return (frame.code, frame.reason) if frame is not None else (None, "")


__all__ = ["ConnectionClosed", "closed", "open_socket", "websockets"]
