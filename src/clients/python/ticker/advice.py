"""What becomes of a client whose connection ended: the advice of each close code and status."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Mapping


class Ended(Exception):
    """A connection ended, or none was had.

    reason, code, text: as in the event ``state``; code is the status of an answer over HTTP. again: whether to come back. least: seconds that the
    server wants to be left alone at least. position: where it said to go on from, as (epoch, sequence). ours: whether
    a server of Ticker said so, where it is an answer in place of a stream.
    """

    def __init__(
        self,
        reason: str,
        code: int | None = None,
        text: str = "",
        again: bool = True,
        least: float = 0.0,
        position: tuple[int, int] | None = None,
        ours: bool = True,
    ) -> None:
        super().__init__(reason, code, text)
        self.reason, self.code, self.text = reason, code, text
        self.again, self.least, self.position, self.ours = again, least, position, ours


# Code: reason, whether to come back. What is not here, such as 1006 and 1011, is a lost line; so is 4408, where the key
# came there too late: nothing speaks against showing it again.
_CODES = {
    1002: ("broken", False),
    1003: ("broken", False),
    1007: ("broken", False),
    1009: ("broken", False),
    1012: ("restarting", True),
    1013: ("busy", True),
    4008: ("slow", True),
    4400: ("broken", False),
    4401: ("unauthorized", True),
    4403: ("forbidden", False),
    4409: ("busy", True),
    4413: ("limit", False),
    4429: ("busy", True),
}


# 500, 502 and 504 are a gateway's, whose server is away just now: nothing speaks against this road.
_BUSY = (429, 500, 502, 503, 504)


def of_close(code: int | None, text: str, replay: bool = False) -> Ended:
    """What a WebSocket's close says."""
    if replay and code == 1000 and text == "ended":
        return Ended("ended", code, text, again=False)
    reason, again = _CODES.get(code or 0, ("lost", True))
    return Ended(reason, code, text, again=again, position=_position(text))


def of_status(status: int, headers: Mapping[str, str], text: str = "") -> Ended:
    """What an HTTP answer in place of a stream says."""
    ours = headers.get("Content-Type", "").startswith("application/problem+json")
    if status == 401:
        return Ended("unauthorized", status, text, ours=ours)
    if status in _BUSY:
        return Ended("busy", status, text, least=retry_after(headers.get("Retry-After")), ours=ours)
    return Ended("refused", status, text, again=False, ours=ours)


def retry_after(value: str | None) -> float:
    """Seconds that a Retry-After asks for: a number, or a date. What cannot be read asks for nothing."""
    if not value:
        return 0.0
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return 0.0


def _position(text: str) -> tuple[int, int] | None:
    word, _, position = text.partition(":")
    epoch, _, sequence = position.partition(":")
    if word in ("slow", "restart") and epoch.isdigit() and sequence.isdigit():
        return int(epoch), int(sequence)
    return None
