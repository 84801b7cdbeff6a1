"""The client: one server, at most one connection at a time, and any number of subscriptions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from .advice import Ended
from .buffer import TickBuffer
from .clock import ended
from .core import Core
from .handlers import Handler, apart
from .options import Options
from .reel import order_of
from .request import Request, start_of
from .subscription import Subscription

if TYPE_CHECKING:
    import pandas

H = TypeVar("H", bound=Handler)


class Market:
    """Made by ``ticker.connect``; it connects in ``async with``, and goes on connecting until that is left.

    Used from one event loop.
    """

    def __init__(self, server: str, options: Options) -> None:
        self._core = Core(server, options)
        self._life: asyncio.Task[None] | None = None

    def on(self, name: str, handler: H | None = None) -> Any:
        """Calls the handler with each event of this name. ``@market.on("gap")`` does the same.

        A handler is a function or a coroutine function; what it raises closes the client, and ends every iteration.
        """
        if handler is None:
            def add(function: H) -> H:
                self._core.handlers.add(name, function)
                return function

            return add
        self._core.handlers.add(name, handler)
        return handler

    def subscribe(
        self,
        symbols: str | Iterable[str],
        *,
        kinds: Iterable[str] | None = None,
        mode: str | None = None,
        interval_ms: int | None = None,
        conflate_trades: bool | None = None,
        summary: bool | None = None,
        times: bool | None = None,
        on_slow: str | None = None,
        from_: Any = "snapshot",
        buffer: int = 16_384,
        when_full: str | None = None,
        on_gap: str = "event",
    ) -> Subscription:
        """Asks for symbols (``XNAS:AAPL``, or patterns such as ``XNAS:*``), at once and after each reconnect.

        kinds, mode, interval_ms, conflate_trades, summary, times, on_slow: as in the protocol. from_: ``snapshot``,
        ``now``, a position (epoch, seq), a datetime, or nanoseconds since 1970. buffer: the most ticks that wait for
        the iteration. when_full: ``wait`` (the default in mode ``all``) or ``conflate``. on_gap: ``event``, or
        ``raise`` to end with GapError.
        """
        if when_full not in (None, "wait", "conflate"):
            raise ValueError(f"when_full must be wait or conflate, not {when_full!r}")
        if on_gap not in ("event", "raise"):
            raise ValueError(f"on_gap must be event or raise, not {on_gap!r}")
        request = Request(
            symbols, kinds=kinds, mode=mode, interval_ms=interval_ms, conflate_trades=conflate_trades,
            summary=summary, times=times, on_slow=on_slow,
        )
        start = start_of(from_)
        conflates = (when_full or ("wait" if request.every else "conflate")) == "conflate"
        waiting = TickBuffer(buffer, conflates)
        return self._core.desk.add(lambda id: Subscription(self._core, id, request, start, waiting, on_gap))

    async def frame(self, symbols: str | Iterable[str], *, ticks: int | None = None, seconds: float | None = None, exact: bool = False, **options: Any) -> pandas.DataFrame:
        """Subscribes, collects so many ticks or for so many seconds, unsubscribes: a DataFrame; see ``ticker.frames``."""
        subscription = self.subscribe(symbols, **options)
        try:
            frame = await subscription.frame(ticks=ticks, seconds=seconds, exact=exact)
        finally:
            statement = await subscription.unsubscribe()
        frame.attrs["statement"] = statement
        return frame

    async def tape(self, op: str, *, ticks: int | None = None, seq: int | None = None, time: Any = None, speed: float | str | None = None) -> None:
        """Tells the tape of a replay what to do: ``pause``, ``resume``, ``step`` (ticks), ``seek`` (seq or time), ``speed`` (speed).

        time: a datetime, or nanoseconds since 1970, by the recording's clock. speed: 0.01 to 1,000,000, or ``max``. The event ``tape``
        answers. It holds after a reconnect, too; without a connection it is told to the next, but for the ticks of a step.
        Raises ValueError where there is no tape, or no such order.
        """
        await self._core.tape(order_of(op, ticks=ticks, seq=seq, time=time, speed=speed))

    async def close(self) -> None:
        """Ends the connection and all subscriptions. Whoever iterates gets what had come, then the end."""
        life = self._life
        if life is None:
            await self._core.finish(Ended("owner", again=False))
        elif self._core.handlers.in_one:
            # It ends when the handler has returned.
            life.cancel()
        else:
            await ended(life)

    async def __aenter__(self) -> Market:
        if self._life is not None or self._core.desk.is_closed:
            raise RuntimeError("a client is entered once")
        self._life = asyncio.create_task(self._core.live(), name="ticker", context=apart())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def connect(server: str, **options: Any) -> Market:
    """A client of the server at ``ws://HOST:PORT`` or ``wss://..``; options are those of ``ticker.Options``.

    ``async with ticker.connect("ws://127.0.0.1:8080") as market:``
    """
    if "roads" in options:
        options["roads"] = tuple(options["roads"])
    return Market(server, Options(**options))
