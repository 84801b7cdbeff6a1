"""Where a subscription stands in the stream: where it goes on from, and which ticks it had already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .instruments import Instrument
from .ticks import SNAPSHOT, Tick

Start = Any
"""``snapshot``, ``now``, ``{"epoch": e, "seq": n}`` or ``{"time": nanoseconds}``, as in the protocol."""


class Place:
    """start is where the owner asked to begin; every: whether each tick comes, mode ``all``; taped: whether it is of a
    replay, whose sequences are the recording's, whatever the epoch, and whose tape goes on from the position.

    In ``all`` the last tick is a position. In the other modes quotes of before it may still wait at the server: there
    the heartbeats tell. A subscription that was ever in another mode is treated as one of those.
    """

    def __init__(self, start: Start, every: bool, taped: bool = False) -> None:
        self._start, self._every, self._taped = start, every, taped
        named = isinstance(start, dict) and "seq" in start
        self.position: tuple[int, int] | None = (start["epoch"], start["seq"]) if named else None
        self._epoch = 0
        self._awaits_state = False
        self._live = False
        self._again = False
        self._began = False
        self._ticked = False
        self._asked: Start = start
        self._newest = self._floor = 0
        self._last: dict[int, dict[Instrument, int]] = {1: {}, 2: {}, 3: {}}
        self._named: set[tuple[int, Instrument]] = set()

    def every(self, every: bool) -> None:
        """The mode was changed."""
        if not every and self._every:
            # All up to the newest came, whatever it was of.
            self._every, self._floor = False, self._newest

    @property
    def epoch_of_each(self) -> int | None:
        """The epoch in which each tick is a position by itself; None: it is not."""
        return self._epoch if self._every else None

    @property
    def wants_state(self) -> bool:
        """Whether the state comes of what is added: always, unless this connection was asked to begin now."""
        return bool(self._asked != "now")

    def ask(self) -> Start:
        """A connection begins: where from."""
        self._again, self._began = self._began, True
        self._live, self._ticked, self._named = False, False, set()
        self._awaits_state = self.position is None and self._start != "now"
        self._asked = self._start if self.position is None or self._taped else {"epoch": self.position[0], "seq": self.position[1]}
        return self._asked

    def poll(self) -> None:
        """The next poll goes on: values may come again, and a gap before its first tick is told with the state."""
        self._again, self._live, self._ticked = True, False, False

    def refused(self) -> None:
        """The server does not know the position: begins with the state."""
        self.position, self._start = None, "snapshot"
        self._forget()

    def anew(self) -> None:
        """A tape begins again elsewhere: positions may go back."""
        self.position = None
        self._awaits_state, self._live = self._start != "now", False
        self._forget()

    def subscribed(self, epoch: int, seq: int, instruments: Iterable[Instrument]) -> None:
        self._epoch = epoch
        if self._taped and self.position is not None:
            self.position = (epoch, self.position[1])
        if self._live:
            self._named.update((kind, instrument) for instrument in instruments for kind in self._last)
        elif self.position is None and not self._awaits_state:
            self.position = (epoch, seq)

    def gap(self, cause: str) -> bool:
        """Whether the state follows, in place of what is missing."""
        follows = cause == "epoch_changed" or (cause == "journal_expired" and not self._live and not self._ticked)
        if cause == "epoch_changed":
            self._forget()
        if follows:
            self._awaits_state, self._live = True, False
        return follows

    def seam(self, seq: int) -> None:
        if not self._live:
            self._live, self._awaits_state = True, False
            self._reach(seq)
        self._named.clear()

    def heartbeat(self, seq: int) -> None:
        if not self._awaits_state:
            self._reach(seq)

    def cursor(self, epoch: int, seq: int) -> None:
        """A poll ended here; what it had no room for comes with the next."""
        self._epoch = epoch
        self.heartbeat(seq)

    def closed(self, position: tuple[int, int] | None) -> None:
        """The reason of the close told the lowest position to go on from."""
        if position is not None and not self._awaits_state and position[0] == self._epoch:
            self._reach(position[1])

    def take(self, ticks: list[Tick]) -> list[Tick]:
        """Those of them that were not here before. An empty list stays what it is."""
        if not ticks:
            return ticks
        self._ticked = True
        if self._every and not (self._again or self._awaits_state or self._named):
            self._newest = max(self._newest, ticks[-1][2])
            self._reach(self._newest)
            return ticks
        if not (self._again or self._every or self._awaits_state or self._named):
            last = self._last
            for tick in ticks:
                last[tick[0]][tick[1]] = tick[2]
            return ticks
        return [tick for tick in ticks if self._is_new(tick)]

    def _is_new(self, tick: Tick) -> bool:
        kind, instrument, seq = tick[:3]
        last = self._last[kind]
        first = (kind, instrument) in self._named
        if first:
            self._named.discard((kind, instrument))
        if tick.flags & SNAPSHOT and (self._awaits_state or first):
            last[instrument] = max(seq, last.get(instrument, 0))
            return True
        if self._again and seq <= (self._newest if self._every else last.get(instrument, self._floor)):
            return False
        last[instrument] = seq
        if self._every:
            self._newest = max(self._newest, seq)
            if not self._awaits_state:
                self._reach(self._newest)
        return True

    def _reach(self, seq: int) -> None:
        known = self.position
        if known is None or known[0] != self._epoch or known[1] < seq:
            self.position = (self._epoch, seq)

    def _forget(self) -> None:
        self._newest = self._floor = 0
        for last in self._last.values():
            last.clear()
