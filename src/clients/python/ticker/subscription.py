"""A subscription: asked for once, it lives until its owner ends it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Union

from .accounts import Accounts
from .batch import Batch
from .buffer import TickBuffer
from .errors import RefusedError
from .events import Gap, Statement
from .instruments import Instrument
from .place import Place, Start
from .request import Request, change_of, pattern_of
from .ticks import Tick
from .trail import Position, Trail

if TYPE_CHECKING:
    import pandas

    from .core import Core
    from .roads import Connection

T = TypeVar("T")
_HANDFUL = 256


class Iteration(Generic[T]):
    """Asks for one after the other. It holds nothing: who leaves a loop goes on with another, at once."""

    def __init__(self, next: Callable[[], Awaitable[T | None]]) -> None:
        self._next = next

    def __aiter__(self) -> Iteration[T]:
        return self

    async def __anext__(self) -> T:
        if (found := await self._next()) is None:
            raise StopAsyncIteration
        return found


class Change:
    """A ``modify`` on its way."""

    __slots__ = ("keys", "answer")

    def __init__(self, keys: dict[str, Any], answer: asyncio.Future[None]) -> None:
        self.keys, self.answer = keys, answer

    def is_answered_by(self, names: list[str], unknown: list[str]) -> bool:
        """Whether a page is the answer: one comes unasked, too, when an instrument appears; that names nothing that was to be added."""
        if not (names or unknown):
            return True
        return any(entry in unknown or any(map(pattern_of(entry).fullmatch, names)) for entry in self.keys.get("add", ()))

    def made(self) -> None:
        """Whoever waits for it goes on."""
        if not self.answer.done():
            self.answer.set_result(None)

    def refused(self, error: RefusedError) -> None:
        """Whoever waits for it is told."""
        if not self.answer.done():
            self.answer.set_exception(error)
            # Where nobody waits for it, the event has told it.
            self.answer.exception()


class Subscription:
    """Iterate over it for its ticks, or over ``batches()``, which cost least; one iteration at a time.

    Made by ``Market.subscribe``. Used from one event loop. In ``async with`` it is unsubscribed at the end.
    """

    def __init__(self, core: Core, id: int, request: Request, start: Start, buffer: TickBuffer, on_gap: str) -> None:
        self.id = id
        """The number it has in events: 1 is the first of its client."""
        self.instruments: dict[str, Instrument] = {}
        """Those that it was told of, by symbol."""
        self.stale: set[str] = set()
        """Symbols whose values may no longer be true."""
        self.request, self.place, self.accounts, self.buffer = request, Place(start, request.every, core.reel is not None), Accounts(), buffer
        self.by_ref: dict[int, Instrument] = {}
        self.changes: deque[Change] = deque()
        self.settling: deque[Change] = deque()
        self.asked_statements: deque[asyncio.Future[Statement]] = deque()
        self.paused = self.leaving = self.is_told = self.was_had = False
        self.raises_gaps = on_gap == "raise"
        self.left: asyncio.Future[Statement | None] | None = None
        self.final: Statement | None = None
        self.asked_of: Connection | None = None
        self._core = core
        self._takes = False
        self._rest: deque[Tick] = deque()
        self._trail = Trail()

    @property
    def position(self) -> Position | None:
        """Epoch and sequence where its connection would go on from now; None before the first.

        It is ahead of the iteration by what waits in the buffer, and a process that begins there has not seen that. To go
        on elsewhere: in mode ``all`` from the ``seq`` of the last tick that you took, with this epoch; a frame has its
        own position in ``frame.attrs``.
        """
        return self.place.position

    def position_behind(self, last: Tick | None) -> Position | None:
        """The highest position up to which all was taken. last: the tick that was taken last; None: none was."""
        return self._trail.behind(self.buffer.put_in_all, self.buffer.taken_in_all - len(self._rest), self.place.position, last)

    def put(self, ticks: list[Tick]) -> None:
        """Takes what the connection brought, but for doubles."""
        before = self.place.position
        new = self.place.take(ticks)
        if new:
            # A quote that stands for later ones, too, is no position.
            epoch = None if self.buffer.conflates else self.place.epoch_of_each
            self._mark(before, epoch, self.place.position != before)
            self.buffer.put(new)

    def put_gap(self, gap: Gap) -> None:
        self._mark(self.place.position)
        self.buffer.put_gap(gap)

    def _mark(self, before: Position | None, epoch: int | None = None, live: bool = False) -> None:
        self._trail.put(self.buffer.put_in_all, self.buffer.taken_in_all - len(self._rest), before, epoch, live)

    @property
    def ended(self) -> bool:
        return self.buffer.ended

    def __aiter__(self) -> AsyncIterator[Tick]:
        return Iteration(self.next_tick)

    def batches(self, most: int | None = None) -> AsyncIterator[Batch]:
        """What came, as it came; most: the most ticks of a batch. Gaps stand in their place between the ticks."""
        return Iteration(lambda: self.next_batch(most))

    async def next_tick(self) -> Tick | None:
        """The next; None at the end. Who leaves a loop finds the rest of a handful when iterating again."""
        while not self._rest:
            taken = await self._take(_HANDFUL, hold=True)
            if taken is None:
                return None
            if not isinstance(taken, Gap):
                self._rest.extend(taken)
        return self._rest.popleft()

    async def next_batch(self, most: int | None = None) -> Batch | None:
        """What waits, at most so many; None at the end."""
        if self._rest:
            count = len(self._rest) if most is None else min(most, len(self._rest))
            return Batch([self._rest.popleft() for _ in range(count)])
        taken = await self._take(most)
        if taken is None:
            return None
        return Batch((), taken) if isinstance(taken, Gap) else Batch(taken)

    async def _take(self, most: int | None, hold: bool = False) -> Union[list[Tick], Gap, None]:
        if self._takes:
            raise RuntimeError("somebody waits for this subscription already, and each would get a part of it; make another for a second reader")
        self._takes = True
        try:
            return await self.buffer.take(most, hold)
        finally:
            self._takes = False

    def refused_position(self, refused: RefusedError) -> Gap | None:
        """It had been given before, and now the server does not know the position: what is missing. It begins with the state."""
        position = self.place.position
        if refused.reason != "bad_value" or not self.was_had or position is None:
            return None
        self.place.refused()
        return Gap(self.id, position[1] + 1, None, "position_refused")

    def begin_lap(self) -> None:
        """The tape of a replay begins again from another place."""
        self.accounts.begin()
        self.place.anew()

    async def frame(self, *, ticks: int | None = None, seconds: float | None = None, exact: bool = False) -> pandas.DataFrame:
        """The next ticks, or those of the next seconds, as a DataFrame; see ``ticker.frames``."""
        from .frames import collect

        return await collect(self, self._core.clock, ticks, seconds, exact)

    async def modify(self, **change: Any) -> None:
        """Changes mode, interval_ms, conflate_trades, summary, on_slow; add and remove symbols.

        Returns when the server has answered, at once where there is no connection; in a handler of an event it never
        waits. Raises RefusedError when the server refuses. It holds after a reconnect, too.
        """
        await self._core.desk.modify(self, Change(change_of(change), asyncio.get_running_loop().create_future()))

    async def pause(self) -> None:
        """Stops delivery; what happens meanwhile is conflated."""
        self.paused = True
        await self._core.desk.pace(self)

    async def resume(self) -> None:
        """Restarts delivery."""
        self.paused = False
        await self._core.desk.pace(self)

    async def statement(self) -> Statement:
        """Its accounts on this connection. Raises AccountsError, as every iteration does, if they do not add up, and
        TickerError at once where none will come: on ``events`` with ``statement_interval=0``, on ``events`` and ``poll``
        while it is paused.
        """
        return await self._core.desk.statement(self)

    async def unsubscribe(self) -> Statement | None:
        """Ends it; the final accounts, if the server could be asked. Who iterates gets what had come, then the end."""
        return await self._core.desk.unsubscribe(self)

    async def __aenter__(self) -> Subscription:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.unsubscribe()

    def __repr__(self) -> str:
        return f"Subscription({self.id}, {self.request.symbols!r}, position={self.position})"

