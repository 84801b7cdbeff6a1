"""What the tape of a replay was told, and where it is, through all connections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qs

from .request import start_of

_TAKES: dict[str, tuple[str, ...]] = {"pause": (), "resume": (), "step": ("ticks",), "seek": ("seq", "time"), "speed": ("speed",)}


def order_of(op: str, **given: Any) -> dict[str, Any]:
    """An order as it is sent. Raises ValueError where there is no such order."""
    keys = {key: value for key, value in given.items() if value is not None}
    if op not in _TAKES:
        raise ValueError(f"a tape knows {', '.join(_TAKES)}, not {op!r}")
    for key in keys:
        if key not in _TAKES[op]:
            raise ValueError(f"{op} takes no {key}")
    if op == "seek":
        if len(keys) != 1:
            raise ValueError("seek takes either seq or time")
        if "time" in keys:
            keys["time"] = start_of(keys["time"])["time"]
    if op == "speed":
        if not keys:
            raise ValueError("speed takes a speed")
        keys["speed"] = str(keys["speed"])
    return {"op": op, **keys}


class Reel:
    """Each connection has a tape of its own: it is brought to where the one before it was. query: that of the address."""

    def __init__(self, query: str) -> None:
        self._paused = parse_qs(query).get("paused") == ["true"]
        self._speed: str | None = None
        self._runs_at: str | None = None
        # Where its owner sent it: a time, and a sequence behind that. Sequences count within one epoch of a recording only.
        self._sought: dict[str, int] = {}
        self._seeks = 0
        self._known = False
        self._begins_at: int | None = None
        self._lap = 0
        self.is_lost = False
        """Whether it can only begin anew on another connection: it is in another epoch of the recording, where no sequence leads to."""

    @property
    def is_leaving(self) -> bool:
        """Whether its owner sent it elsewhere, and nothing of there has come."""
        return self._seeks > 0

    def take(self, order: Mapping[str, Any]) -> None:
        """Takes note of an order of its owner."""
        self._known = True
        if order["op"] == "seek":
            self._seeks += 1
            if "time" in order:
                self._sought, self.is_lost = {"time": order["time"]}, False
            else:
                self._sought["seq"] = order["seq"]
        elif order["op"] == "speed":
            self._speed = order["speed"]
        else:
            self._paused = order["op"] != "resume"

    def begin(self, positions: Iterable[int]) -> list[dict[str, Any]]:
        """What a new connection's tape is told before anything is subscribed to; it is not to run before all is.

        positions: sequences, one of each subscription that is to go on.
        """
        if self.is_lost:
            self._forget()
        last = None if self.is_leaving else min(positions, default=None)
        sequence = self._sought.get("seq") if last is None else last + 1
        seeks: list[dict[str, Any]] = [{"op": "seek", key: value} for key, value in (("time", self._sought.get("time")), ("seq", sequence)) if value is not None]
        self._lap, self._seeks, self._begins_at = len(seeks), 0, None
        if not self._known:
            return []
        return [{"op": "pause"}, *seeks, *([] if self._speed is None else [{"op": "speed", "speed": self._speed}])]

    def go_on(self) -> list[dict[str, Any]]:
        """What it is told when all is subscribed to."""
        return [{"op": "resume"}] if self._known and not self._paused else []

    def refused(self) -> None:
        """It refused a value that it was told, which only a speed can be."""
        self._speed = self._runs_at

    def told(self, time: int, speed: str, lap: int) -> bool:
        """It told where it is: whether it began again from another place, where positions may go back."""
        self._known, self._runs_at = True, speed
        if self._begins_at is None:
            self._begins_at = time
        if lap <= self._lap:
            return False
        self._lap = lap
        if self._seeks:
            self._seeks -= 1
        elif time == self._begins_at:
            self._forget()
        else:
            self.is_lost = True
        return True

    def _forget(self) -> None:
        self._sought, self.is_lost = {}, False
