"""Quotes, trades and statuses.

A tick is a tuple: what came, with the instrument in place of its number. So it is made without a copy of its
fields, hashes and compares, and what is dear (decimals, times) is worked out only when somebody asks.
"""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from operator import itemgetter
from typing import Any, Literal, Union

from .collapsed import Collapsed
from .instruments import Instrument

SNAPSHOT, STALE, AFTER_FEED_GAP, OUT_OF_HOURS, REPLAYED, TRADE_ID_IS_HASH = 1, 2, 4, 8, 16, 32
"""The bits of flags."""


def _element(at: int) -> Any:
    return property(itemgetter(at))


class _Tick(tuple):  # type: ignore[type-arg]
    __slots__ = ()

    instrument: Instrument = _element(1)
    seq: int = _element(2)
    """The server's sequence number."""
    time: int = _element(3)
    """Nanoseconds since 1970, UTC, by the venue's clock; 0: the feed gave none."""

    @property
    def symbol(self) -> str:
        return self[1].symbol  # type: ignore[no-any-return]

    @property
    def datetime(self) -> datetime | None:
        """The event time, to the microsecond that datetime knows, rounded down; None: the feed gave none."""
        nanos = self[3]
        if not nanos:
            return None
        return datetime.fromtimestamp(nanos // 10**9, timezone.utc).replace(microsecond=nanos // 1000 % 10**6)


class Quote(_Tick):
    """The best bid and ask. A side that is not there has None for its price and its size."""

    __slots__ = ()
    kind: Literal["quote"] = "quote"

    bid_mantissa: int | None = _element(4)
    bid_size_mantissa: int | None = _element(5)
    ask_mantissa: int | None = _element(6)
    ask_size_mantissa: int | None = _element(7)
    flags: int = _element(8)

    @property
    def bid(self) -> Decimal | None:
        return self[1].price(self[4])  # type: ignore[no-any-return]

    @property
    def bid_size(self) -> Decimal | None:
        return self[1].size(self[5])  # type: ignore[no-any-return]

    @property
    def ask(self) -> Decimal | None:
        return self[1].price(self[6])  # type: ignore[no-any-return]

    @property
    def ask_size(self) -> Decimal | None:
        return self[1].size(self[7])  # type: ignore[no-any-return]

    @property
    def collapsed(self) -> Collapsed | None:
        """What it stands for beside itself; None: nothing."""
        return Collapsed(self[9], self[1], True) if len(self) > 9 and self[9] else None

    @property
    def received(self) -> int | None:
        """With ``times``: when the server received it, nanoseconds since 1970."""
        return self[10] if len(self) > 10 else None

    def __repr__(self) -> str:
        return f"Quote({self.symbol!r}, seq={self.seq}, bid={self.bid}, bid_size={self.bid_size}, ask={self.ask}, ask_size={self.ask_size})"


class Trade(_Tick):
    """A trade. side is the aggressor's: 0 not known, 1 buy, 2 sell."""

    __slots__ = ()
    kind: Literal["trade"] = "trade"

    price_mantissa: int = _element(4)
    size_mantissa: int = _element(5)
    side: int = _element(6)
    flags: int = _element(7)
    trade_id: int = _element(8)
    """0: the feed gave none."""

    @property
    def price(self) -> Decimal:
        return self[1].price(self[4])  # type: ignore[no-any-return]

    @property
    def size(self) -> Decimal:
        return self[1].size(self[5])  # type: ignore[no-any-return]

    @property
    def collapsed(self) -> Collapsed | None:
        """What it stands for beside itself; None: nothing."""
        return Collapsed(self[9], self[1], False) if len(self) > 9 and self[9] else None

    @property
    def received(self) -> int | None:
        """With ``times``: when the server received it, nanoseconds since 1970."""
        return self[10] if len(self) > 10 else None

    def __repr__(self) -> str:
        return f"Trade({self.symbol!r}, seq={self.seq}, price={self.price}, size={self.size}, side={self.side})"


class Status(_Tick):
    """The trading state of an instrument: 0 not said, 1 trading, 2 halted, 3 paused, 4 closed, 5 pre-open."""

    __slots__ = ()
    kind: Literal["status"] = "status"

    state: int = _element(4)
    flags: int = _element(5)
    reason: str = _element(6)
    collapsed: None = None

    @property
    def received(self) -> int | None:
        """With ``times``: when the server received it, nanoseconds since 1970."""
        return self[7] if len(self) > 7 else None

    def __repr__(self) -> str:
        return f"Status({self.symbol!r}, seq={self.seq}, state={self.state}, reason={self.reason!r})"


Tick = Union[Quote, Trade, Status]
