"""What stands between the connection and the iteration: so many ticks, and never one more."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any, Union

from .events import Gap
from .instruments import Instrument
from .ticks import AFTER_FEED_GAP, SNAPSHOT, Quote, Tick


class _Chunk:
    """Ticks that came together; those before start were taken."""

    __slots__ = ("ticks", "start")

    def __init__(self, ticks: list[Tick]) -> None:
        self.ticks, self.start = ticks, 0


class TickBuffer:
    """One puts, one takes. size: the most ticks (and gaps) that wait; conflate: whether a newer quote takes the place
    of an older one when it is full.

    What finds neither room nor a place, the rest of one message, stands behind in its order: whoever puts waits with
    the next until there is ``room``. So nothing is ever half put, and who waits may be cancelled.
    """

    def __init__(self, size: int, conflate: bool) -> None:
        if size < 1:
            raise ValueError("buffer must be at least 1")
        self._size, self._conflate = size, conflate
        self._waiting: deque[Union[_Chunk, Gap]] = deque()
        self._behind: deque[Union[Tick, Gap]] = deque()
        self._count = self._in_hand = 0
        self.put_in_all = self.taken_in_all = 0
        """How many ticks and gaps; of the put, those that another stands for do not count, and those that were dropped do."""
        self._newest: dict[Instrument, tuple[_Chunk, int]] | None = None
        self._filled, self._room = asyncio.Event(), asyncio.Event()
        self._ended = self._overflows = self._drops = False
        self._error: BaseException | None = None

    @property
    def count(self) -> int:
        """How many wait, those in the iteration's hand included."""
        return self._count + self._in_hand

    @property
    def conflates(self) -> bool:
        return self._conflate

    @property
    def ended(self) -> bool:
        return self._ended

    async def room(self) -> None:
        """Returns as soon as more may be put."""
        while self._behind and not (self._overflows or self._ended):
            self._room.clear()
            await self._room.wait()

    def put(self, ticks: list[Tick]) -> None:
        """Takes all of them; the list is the buffer's then."""
        self.put_in_all += len(ticks)
        if self._ended or self._drops or not ticks:
            return
        if self._newest is None and not self._behind and self.count + len(ticks) <= self._size:
            self._waiting.append(_Chunk(ticks))
            self._count += len(ticks)
            self._filled.set()
        elif not self._behind:
            self._behind.extend(ticks)
            self._move_up()
        else:
            # Nobody wants more, or there would have been room. What is missing is the end, and no piece between.
            self._drops = True

    def put_gap(self, gap: Gap) -> None:
        """Takes a gap in its place between the ticks."""
        self.put_in_all += 1
        if self._ended or self._drops:
            return
        if self._overflows and self._behind:
            self._drops = True
            return
        self._behind.append(gap)
        self._move_up()

    async def take(self, most: int | None = None, hold: bool = False) -> Union[list[Tick], Gap, None]:
        """What waited longest: ticks, at most so many, or a gap; None: the end. Raises what the subscription ended with.

        hold: these count as waiting until the next call, since they are gone through one by one.
        """
        self._in_hand = 0
        self._move_up()
        while not self._waiting:
            self._newest = None
            if self._ended:
                if self._error is not None:
                    raise self._error
                return None
            self._filled.clear()
            await self._filled.wait()
        first = self._waiting[0]
        if isinstance(first, Gap):
            self._waiting.popleft()
            self._count -= 1
            self.taken_in_all += 1
            self._move_up()
            return first
        start = first.start
        end = len(first.ticks) if most is None else min(start + most, len(first.ticks))
        taken = first.ticks[start:end] if start or end < len(first.ticks) else first.ticks
        first.start = end
        if end == len(first.ticks):
            self._waiting.popleft()
        self._count -= len(taken)
        self.taken_in_all += len(taken)
        self._in_hand = len(taken) if hold else 0
        if self._count == 0:
            self._newest = None
        self._move_up()
        return taken

    def overflow(self) -> None:
        """Nobody wants more: from the first on that does not find room, all is dropped."""
        self._overflows = True
        self._room.set()

    def end(self, error: BaseException | None) -> None:
        """Nothing more comes. Who takes gets what waits, then the error, if there is one, or the end."""
        if not self._ended:
            self._ended, self._error = True, error
            self._filled.set()
            self._room.set()

    def _move_up(self) -> None:
        """What stands behind takes what room there is."""
        while self._behind and self._put_one(self._behind[0]):
            self._behind.popleft()
        if not self._behind:
            self._room.set()
        if self._waiting:
            self._filled.set()

    def _put_one(self, one: Union[Tick, Gap]) -> bool:
        if self.count >= self._size:
            return self._conflate and type(one) is Quote and self._replace(one)
        self._count += 1
        if isinstance(one, Gap):
            self._waiting.append(one)
            if self._newest is not None:
                self._newest.clear()
            return True
        last = self._waiting[-1] if self._waiting else None
        # A chunk that was handed over whole is its taker's; one that still waits may grow.
        if not isinstance(last, _Chunk):
            last = _Chunk([])
            self._waiting.append(last)
        last.ticks.append(one)
        if self._newest is not None:
            self._newest[one[1]] = (last, len(last.ticks) - 1)
        return True

    def _replace(self, tick: Quote) -> bool:
        """Not across a gap, nor state by what came live: it would say something else then."""
        if self._newest is None:
            self._newest = {}
            for chunk in self._waiting:
                if isinstance(chunk, Gap):
                    self._newest.clear()
                else:
                    self._newest.update((one[1], (chunk, at)) for at, one in enumerate(chunk.ticks) if at >= chunk.start)
        found = self._newest.get(tick[1])
        if found is None:
            return False
        chunk, at = found
        older: Any = chunk.ticks[at]
        if at < chunk.start or type(older) is not Quote or (older.flags ^ tick.flags) & SNAPSHOT:
            return False
        chunk.ticks[at] = conflated(older, tick)
        self.put_in_all -= 1
        return True


def conflated(older: Quote, newer: Quote) -> Quote:
    """The newer quote, standing for the older one too."""
    before, after = older.collapsed, newer.collapsed
    told: list[Any] = [
        (before.count if before else 1) + (after.count if after else 1),
        before.first_seq if before else older.seq,
        0,
    ]
    if (before and len(older[9]) > 3) or (after and len(newer[9]) > 3):
        told += _extremes(older, newer)
    flags = newer.flags | (older.flags & AFTER_FEED_GAP)
    return tuple.__new__(Quote, (*newer[:8], flags, told, *newer[10:]))


def _extremes(*quotes: Any) -> list[int | None]:
    found: list[int | None] = []
    for high, own in ((3, 4), (5, 6)):
        reached = [price for quote in quotes for price in _reached(quote, high, own)]
        found += [max(reached), min(reached)] if reached else [None, None]
    return found


def _reached(quote: Any, high: int, own: int) -> list[int]:
    told = quote[9] if len(quote) > 9 else None
    prices = [quote[own], *(told[high : high + 2] if told and len(told) > 3 else ())]
    return [price for price in prices if price is not None]
