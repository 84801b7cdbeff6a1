"""What a tick stands for beside itself."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from .instruments import Instrument, exact

CAUSES = ("client", "rate", "socket", "budget", "server")
"""Causes by their number in the protocol; 0 is this client's own buffer."""


def cause_name(number: int) -> str:
    """The word for a cause; one that this version does not know is ``other``."""
    return CAUSES[number] if 0 <= number < len(CAUSES) else "other"


class Collapsed:
    """count ticks, this one included, of which first_seq was the first; cause says why.

    Of a quote with ``summary``: the highest and lowest of each side; of collapsed trades: volume, high, low and
    notional (the sum of price times size). Everything is exact; None where it was not sent.
    """

    __slots__ = ("count", "first_seq", "cause", "_more", "_instrument", "_of_quote")

    def __init__(self, raw: Sequence[Any], instrument: Instrument, of_quote: bool) -> None:
        self.count: int = raw[0]
        self.first_seq: int = raw[1]
        self.cause: str = cause_name(raw[2])
        self._more, self._instrument, self._of_quote = raw[3:], instrument, of_quote

    def _price(self, at: int, of_quote: bool) -> Decimal | None:
        if of_quote != self._of_quote or len(self._more) <= at:
            return None
        return self._instrument.price(self._more[at])

    @property
    def bid_high(self) -> Decimal | None:
        return self._price(0, True)

    @property
    def bid_low(self) -> Decimal | None:
        return self._price(1, True)

    @property
    def ask_high(self) -> Decimal | None:
        return self._price(2, True)

    @property
    def ask_low(self) -> Decimal | None:
        return self._price(3, True)

    @property
    def volume(self) -> Decimal | None:
        return None if self._of_quote or not self._more else self._instrument.size(self._more[0])

    @property
    def high(self) -> Decimal | None:
        return self._price(1, False)

    @property
    def low(self) -> Decimal | None:
        return self._price(2, False)

    @property
    def notional(self) -> Decimal | None:
        if self._of_quote or len(self._more) < 5:
            return None
        # The signed upper and the unsigned lower half of 128 bits.
        upper, lower = self._more[3:5]
        return exact((upper << 64) + lower, self._instrument.price_scale + self._instrument.size_scale)

    def __repr__(self) -> str:
        return f"Collapsed(count={self.count}, first_seq={self.first_seq}, cause={self.cause!r})"
