"""What is traded, and how its numbers are to be read."""

from __future__ import annotations

from decimal import Context, Decimal

from .errors import ProtocolError

# Wide enough for a sum of 128 bits; whatever precision the program has set for itself, nothing is rounded here.
_EXACT = Context(prec=60)


def exact(mantissa: int, scale: int) -> Decimal:
    """mantissa * 10^-scale, without rounding."""
    return Decimal(mantissa).scaleb(-scale, _EXACT)


def mantissa(value: int | Decimal, scale: int) -> int:
    """The integer that a decimal is in 10^-scale."""
    if isinstance(value, int):
        return value * int(10**scale)
    scaled = value.scaleb(scale, _EXACT)
    whole = int(scaled)
    if whole != scaled:
        raise ProtocolError(f"{value} is finer than its scale {scale}")
    return whole


class Instrument:
    """One instrument. symbol is ``VENUE:SYMBOL``; prices are integers in 10^-price_scale, sizes in 10^-size_scale.

    A client has one such object for an instrument, whatever subscription and connection it came with.
    """

    __slots__ = ("symbol", "price_scale", "size_scale")

    def __init__(self, symbol: str, price_scale: int, size_scale: int) -> None:
        self.symbol, self.price_scale, self.size_scale = symbol, price_scale, size_scale

    @property
    def venue(self) -> str:
        return self.symbol.partition(":")[0]

    def price(self, mantissa: int | None) -> Decimal | None:
        """An exact price."""
        return None if mantissa is None else exact(mantissa, self.price_scale)

    def size(self, mantissa: int | None) -> Decimal | None:
        """An exact size."""
        return None if mantissa is None else exact(mantissa, self.size_scale)

    def __repr__(self) -> str:
        return f"Instrument({self.symbol!r}, {self.price_scale}, {self.size_scale})"


class Directory:
    """All instruments that a client was told of, each once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], Instrument] = {}

    def get(self, symbol: str, price_scale: int, size_scale: int) -> Instrument:
        key = (symbol, price_scale, size_scale)
        instrument = self._known.get(key)
        if instrument is None:
            instrument = self._known[key] = Instrument(*key)
        return instrument
