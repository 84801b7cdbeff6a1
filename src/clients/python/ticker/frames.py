"""Ticks as a DataFrame.

The index ``time`` is the event time (NaT: the feed gave none), in UTC. Columns: ``symbol``, ``kind``, ``seq``; of
quotes ``bid``, ``bid_size``, ``ask``, ``ask_size``; of trades ``price``, ``size``, ``side``, ``trade_id``; of statuses
``state``, ``reason``; then ``flags`` and ``count``, for how many ticks it stands; with ``times`` also ``received``. Only
columns of kinds that were asked for are there. Prices and sizes are the nearest floats to the exact decimals, or the
decimals themselves with ``exact=True``. ``frame.attrs`` has ``gaps``, ``position`` and, from ``Market.frame``, the
final ``statement``: the proof that nothing is missing.

``position`` is (epoch, sequence), where to go on behind the frame with ``from_``: nothing is left out. In mode ``all`` it
is that of the last tick of the frame, and nothing comes twice either. In the other modes it is the last that a heartbeat
told before the end of the frame: what came since comes again, and may be known by its ``seq``. None: there is no such
place, since the frame ends within the state or before anything; begin with a snapshot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from .clock import Clock, ended
from .errors import MissingPackageError
from .events import Gap
from .instruments import Instrument
from .ticks import Tick

if TYPE_CHECKING:
    import pandas

    from .subscription import Subscription

_SIDES = (None, "buy", "sell")
_PRICES = {"bid": 4, "bid_size": 5, "ask": 6, "ask_size": 7, "price": 4, "size": 5}
_OF_KIND = {"quote": ("bid", "bid_size", "ask", "ask_size"), "trade": ("price", "size", "side", "trade_id"), "status": ("state", "reason")}
_NUMBERS = {"quote": 1, "trade": 2, "status": 3}


def frame(server: str, symbols: str | Iterable[str], *, ticks: int | None = None, seconds: float | None = None, exact: bool = False, key: Any = None, **options: Any) -> pandas.DataFrame:
    """Connects, collects so many ticks or for so many seconds, and gives them as a DataFrame.

    For scripts and notebooks: it is an ordinary function that waits, also where a loop runs already. options: as of
    ``Market.subscribe``.
    """
    from .market import connect

    async def collected() -> pandas.DataFrame:
        async with connect(server, key=key) as market:
            return await market.frame(symbols, ticks=ticks, seconds=seconds, exact=exact, **options)

    # A notebook's own loop runs in this thread.
    with ThreadPoolExecutor(1) as other:
        return other.submit(asyncio.run, collected()).result()


async def collect(subscription: Subscription, clock: Clock, ticks: int | None, seconds: float | None, exact: bool) -> pandas.DataFrame:
    """The next ticks of a subscription: so many, or those of so many seconds, whatever is over first."""
    pandas = _pandas()
    if ticks is None and seconds is None:
        raise ValueError("say how many ticks, or for how many seconds")
    found: list[Tick] = []
    gaps: list[Gap] = []
    timer = asyncio.ensure_future(clock.sleep(seconds)) if seconds is not None else None
    try:
        while ticks is None or len(found) < ticks:
            taking = asyncio.ensure_future(subscription.next_batch(None if ticks is None else ticks - len(found)))
            try:
                await asyncio.wait((taking, timer) if timer else (taking,), return_when=asyncio.FIRST_COMPLETED)
                if not taking.done():
                    break
            finally:
                if not taking.done():
                    await ended(taking)
            batch = taking.result()
            if batch is None:
                break
            found += batch
            gaps += [batch.gap] if batch.gap else []
    finally:
        await ended(timer)
    made = table(pandas, found, subscription.request.keys, exact)
    made.attrs.update(gaps=gaps, position=subscription.position_behind(found[-1] if found else None), statement=None)
    return made


def table(pandas: Any, ticks: Sequence[Tick], keys: dict[str, Any], exact: bool) -> pandas.DataFrame:
    """The DataFrame of these ticks; keys: what was subscribed to."""
    columns: dict[str, Any] = {
        "symbol": pandas.Categorical([tick.symbol for tick in ticks]),
        "kind": pandas.Categorical([tick.kind for tick in ticks], categories=list(_OF_KIND)),
        "seq": pandas.array([tick.seq for tick in ticks], dtype="uint64"),
    }
    for kind in keys.get("kinds") or _OF_KIND:
        number = _NUMBERS[kind]
        for name in _OF_KIND[kind]:
            columns[name] = _column(pandas, name, number, ticks, exact)
    columns["flags"] = pandas.array([tick.flags for tick in ticks], dtype="int64")
    columns["count"] = pandas.array([told.count if (told := tick.collapsed) else 1 for tick in ticks], dtype="int64")
    if keys.get("times"):
        columns["received"] = _times(pandas, [tick.received or 0 for tick in ticks])
    return pandas.DataFrame(columns, index=_times(pandas, [tick.time for tick in ticks]).rename("time"))


def _column(pandas: Any, name: str, kind: int, ticks: Sequence[Tick], exact: bool) -> Any:
    if name in _PRICES:
        at, scale = _PRICES[name], "size_scale" if name.endswith("size") else "price_scale"
        value = _exactly(name) if exact else _nearly(scale)
        values = [None if tick[0] != kind or tick[at] is None else value(tick[1], tick[at]) for tick in ticks]
        return pandas.Series(values, dtype="object" if exact else "float64").array
    if name == "side":
        return pandas.Categorical([_SIDES[tick[6]] if tick[0] == kind else None for tick in ticks], categories=list(_SIDES[1:]))
    values = [getattr(tick, name) if tick[0] == kind else None for tick in ticks]
    return pandas.array(values, dtype={"trade_id": "UInt64", "state": "Int64", "reason": "object"}[name])


def _exactly(name: str) -> Callable[[Instrument, int], Any]:
    return Instrument.size if name.endswith("size") else Instrument.price


def _nearly(scale: str) -> Callable[[Instrument, int], float]:
    # An integer divided by an integer is the nearest float to the quotient.
    return lambda instrument, mantissa: mantissa / int(10 ** getattr(instrument, scale))


def _times(pandas: Any, nanos: Sequence[int]) -> Any:
    return pandas.to_datetime(pandas.Series([value or None for value in nanos], dtype="Int64"), unit="ns", utc=True).pipe(pandas.DatetimeIndex)


def _pandas() -> Any:
    try:
        import pandas
    except ImportError:
        raise MissingPackageError("a DataFrame", "pandas") from None
    return pandas
