"""Messages of both encodings become the same ticks and the same control messages."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgpack

from .errors import ProtocolError
from .instruments import Instrument, mantissa
from .ticks import Quote, Status, Tick, Trade

# Kinds by their number: the type, and how many elements it has at least. Others are passed over.
_KINDS: dict[int, tuple[type[Any], int]] = {1: (Quote, 9), 2: (Trade, 9), 3: (Status, 7)}
_WIDE = ("seq", "time", "from", "to", "first_seq", "last_seq", "t")


def decode(frame: str | bytes) -> Any:
    """A message as it came: a map is a control message, a list ``[id, tick, ..]`` is data, and so is a map with ``ticks``."""
    try:
        if isinstance(frame, str):
            return json.loads(frame, parse_float=Decimal)
        return msgpack.unpackb(frame)
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise ProtocolError(f"a message that cannot be read: {error}") from None


def ticks_of(raws: Iterable[list[Any]], instruments: Mapping[int, Instrument], made: Any = tuple.__new__) -> list[Tick]:
    """The ticks of a MessagePack message. The lists are used up."""
    ticks: list[Tick] = []
    add = ticks.append
    kinds = _KINDS
    try:
        for raw in raws:
            kind = kinds.get(raw[0])
            if kind is None:
                continue
            of, least = kind
            if len(raw) < least:
                raise ProtocolError(f"a {of.kind} of {len(raw)} elements")
            raw[1] = instruments[raw[1]]
            add(made(of, raw))
    except (TypeError, IndexError, KeyError) as error:
        raise ProtocolError(f"a tick of an instrument that was not told, or none at all: {error!r}") from None
    return ticks


def ticks_of_json(raws: Iterable[Mapping[str, Any]], instruments: Mapping[str, Instrument]) -> list[Tick]:
    """The ticks of a JSON message, by symbol."""
    try:
        return [_KINDS["qts".index(raw["T"]) + 1][0](_elements(raw, instruments[raw["S"]])) for raw in raws if raw["T"] in "qts"]
    except (TypeError, KeyError, ValueError) as error:
        raise ProtocolError(f"a tick that cannot be read: {error!r}") from None


def _elements(raw: Mapping[str, Any], instrument: Instrument) -> list[Any]:
    def price(key: str, of: Mapping[str, Any] = raw) -> int | None:
        return mantissa(of[key], instrument.price_scale) if key in of else None

    def size(key: str, of: Mapping[str, Any] = raw) -> int | None:
        return mantissa(of[key], instrument.size_scale) if key in of else None

    kind = raw["T"]
    tick: list[Any] = ["qts".index(kind) + 1, instrument, int(raw["seq"]), nanos(raw["t"]) if "t" in raw else 0]
    if kind == "q":
        tick += [price("bp"), size("bs"), price("ap"), size("as"), raw["f"]]
    elif kind == "t":
        tick += [mantissa(raw["p"], instrument.price_scale), mantissa(raw["s"], instrument.size_scale), raw["side"], raw["f"], int(raw["i"])]
    else:
        tick += [raw["st"], raw["f"], raw["reason"]]
    collapsed = raw.get("c")
    if collapsed:
        told = [collapsed["n"], int(collapsed["first"]), collapsed["cause"]]
        if "v" in collapsed:
            notional = mantissa(collapsed["notional"], instrument.price_scale + instrument.size_scale)
            told += [size("v", collapsed), price("h", collapsed), price("l", collapsed), notional >> 64, notional & (2**64 - 1)]
        elif not {"bh", "ah"}.isdisjoint(collapsed):
            told += [price(key, collapsed) for key in ("bh", "bl", "ah", "al")]
        tick.append(told)
    if "rt" in raw:
        tick += [] if collapsed or kind == "s" else [None]
        tick.append(nanos(raw["rt"]))
    return tick


def nanos(text: str) -> int:
    """Nanoseconds since 1970 of an RFC 3339 time in UTC with nine decimals."""
    return _seconds(text[:19]) * 10**9 + int(text[20:29])


@lru_cache(maxsize=1024)
def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text + "+00:00").timestamp())


def control(message: dict[str, Any]) -> dict[str, Any]:
    """A control message of JSON with its strings of digits as the integers that MessagePack sends."""
    for key in _WIDE:
        value = message.get(key)
        if isinstance(value, str):
            message[key] = int(value)
    if "subs" in message:
        message["subs"] = [[id, int(seq)] for id, seq in message["subs"]]
    return message
