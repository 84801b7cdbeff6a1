"""What a subscription asks for, as its owner said it and changed it since."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from typing import Any

from .place import Start

_CHANGEABLE = ("mode", "interval_ms", "conflate_trades", "summary", "on_slow")


def start_of(value: Any) -> Start:
    """``from_`` as people write it, as the protocol has it: a word, a position, a datetime, nanoseconds since 1970."""
    if value in ("snapshot", "now"):
        return value
    if isinstance(value, Mapping):
        return {key: int(value[key]) for key in ("epoch", "seq", "time") if key in value}
    if isinstance(value, tuple):
        epoch, seq = value
        return {"epoch": epoch, "seq": seq}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("from_: a datetime needs a time zone")
        since = value - datetime(1970, 1, 1, tzinfo=timezone.utc)
        return {"time": ((since.days * 86400 + since.seconds) * 10**6 + since.microseconds) * 1000}
    if isinstance(value, date):
        return start_of(datetime(value.year, value.month, value.day, tzinfo=timezone.utc))
    if isinstance(value, int) and not isinstance(value, bool):
        return {"time": value}
    raise ValueError(f"from_ must be 'snapshot', 'now', (epoch, seq), a datetime or nanoseconds since 1970, not {value!r}")


class Request:
    """symbols and the other keys of ``subscribe``; what is None is not said, and the server's default holds."""

    def __init__(self, symbols: Iterable[str], **keys: Any) -> None:
        self.symbols = [symbols] if isinstance(symbols, str) else list(symbols)
        self.keys = {key: list(value) if key == "kinds" else value for key, value in keys.items() if value is not None}

    @property
    def every(self) -> bool:
        """Whether each tick comes."""
        return self.keys.get("mode") == "all"

    def apply(self, change: Mapping[str, Any]) -> None:
        """A ``modify`` holds."""
        self.keys.update((key, change[key]) for key in _CHANGEABLE if key in change)
        gone = set(change.get("remove", ()))
        added = [symbol for symbol in change.get("add", ()) if symbol not in self.symbols]
        self.symbols = [symbol for symbol in self.symbols if symbol not in gone] + added

    def changed(self, change: Mapping[str, Any]) -> Request:
        """What would be asked for if a ``modify`` held."""
        other = Request(self.symbols, **self.keys)
        other.apply(change)
        return other

    def message(self, id: int, start: Start) -> dict[str, Any]:
        """The ``subscribe``."""
        return {"op": "subscribe", "id": id, "symbols": self.symbols, **self.keys, "from": start}

    def parameters(self, start: Start) -> list[tuple[str, str]]:
        """The same for a request over HTTP. Each symbol stands for itself, commas and all."""
        return [
            *(("symbol", symbol) for symbol in self.symbols),
            *((key, _parameter(value)) for key, value in self.keys.items()),
            ("from", _start_parameter(start)),
        ]


def pattern_of(entry: str) -> re.Pattern[str]:
    """What an entry of ``symbols`` means: a name, or any run of characters for each ``*``."""
    return re.compile(".*".join(map(re.escape, entry.split("*"))), re.DOTALL)


def change_of(keys: Mapping[str, Any]) -> dict[str, Any]:
    """A ``modify`` from what was given: without what was not said, and one symbol as a list of one."""
    unknown = set(keys) - {*_CHANGEABLE, "add", "remove"}
    if unknown:
        raise TypeError(f"modify changes {', '.join(_CHANGEABLE)}, add and remove, not {', '.join(sorted(unknown))}")
    symbols = {key: [keys[key]] if isinstance(keys[key], str) else list(keys[key]) for key in ("add", "remove") if keys.get(key) is not None}
    return {**{key: value for key, value in keys.items() if value is not None}, **symbols}


def _parameter(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(value) if isinstance(value, list) else str(value)


def _start_parameter(start: Start) -> str:
    if isinstance(start, str):
        return start
    return f"{start['epoch']}:{start['seq']}" if "seq" in start else str(start["time"])
