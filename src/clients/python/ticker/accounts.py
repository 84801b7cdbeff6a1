"""What came of one subscription on one connection, counted, and held against what the server states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .collapsed import cause_name
from .place import Start
from .ticks import SNAPSHOT, Tick

_STATED = ("rate", "socket", "budget", "server")
_STATUS = 3


class Accounts:
    """A flag alone does not make state of a tick, since a feed may flag live ones too.

    State stands between the page that names instruments and the seam of the same position. So flagged ticks after a
    later page are first counted apart, until it is known which they are.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self, start: Start = "snapshot") -> None:
        """A subscription begins, from there: state is expected unless it is a position, after which all is history."""
        self._live, self._expects = False, True
        self._timed = isinstance(start, dict) and "time" in start
        if isinstance(start, dict) and not self._timed:
            self._expects = False
        self.begin_again()

    def begin_again(self) -> None:
        """The server's accounts begin anew, though the subscription does not, as from one poll to the next."""
        self.delivered = self.snapshot = self.first_seq = self.last_seq = 0
        self.conflated: dict[str, int] = {}
        self._begun_at: int | None = None
        self._apart: list[int] = []

    def subscribed(self, seq: int, names_any: bool) -> None:
        if names_any and seq != self._begun_at:
            self._settle_as_live()
            self._begun_at = seq

    def state_follows(self) -> None:
        """A gap was told, and the state comes in place of what is missing."""
        self._live, self._expects, self._timed = False, True, False

    def seam(self, seq: int) -> None:
        if seq == self._begun_at:
            self.snapshot += len(self._apart)
            self._apart = []
        self._settle_as_live()
        self._live = True

    def take(self, ticks: Iterable[Tick]) -> None:
        for tick in ticks:
            if not self._live or self._begun_at is not None:
                if self._is_state(tick):
                    continue
                if self._live:
                    self._settle_as_live()
            seq = tick[2]
            self.delivered += 1
            if seq > self.last_seq:
                self.last_seq = seq
            self.first_seq = self.first_seq or seq
            if len(tick) > 9 and tick[9] and tick[0] != _STATUS:
                count, _, cause = tick[9][:3]
                name = cause_name(cause)
                self.conflated[name] = self.conflated.get(name, 0) + count - 1

    def _is_state(self, tick: Tick) -> bool:
        if not tick.flags & SNAPSHOT:
            return False
        if not self._live:
            # From a time the state comes first; what a feed flagged in the history behind it is none.
            if not self._expects or (self._timed and self._begun_at is not None and tick.seq > self._begun_at):
                return False
            self.snapshot += 1
            return True
        if self._begun_at is not None and tick.seq <= self._begun_at and not tick.collapsed:
            self._apart.append(tick.seq)
            return True
        return False

    def _settle_as_live(self) -> None:
        if self._apart:
            self.delivered += len(self._apart)
            self.first_seq = self.first_seq or self._apart[0]
            self.last_seq = max(self.last_seq, *self._apart)
            self._apart = []
        self._begun_at = None

    def difference(self, told: Mapping[str, Any]) -> dict[str, int]:
        """What a statement has more than came, by name; less, where negative. Empty: it adds up.

        Ask before the next message is taken: a statement counts what was written before it. A collapsed tick is
        stated when it is overwritten and comes with the one that stands for it: so while any wait, or were discarded
        waiting, the server may be ahead there.
        """
        live = self._difference(told, len(self._apart), 0)
        return self._difference(told, 0, len(self._apart)) if live and self._apart else live

    def _difference(self, told: Mapping[str, Any], live: int, state: int) -> dict[str, int]:
        stated: Mapping[str, int] = told["conflated"]
        apart = self._apart if live else []
        first = self.first_seq or (apart[0] if apart else 0)
        sums = ("delivered", "filtered", "discarded", "pending")
        found = {
            "delivered": told["delivered"] - self.delivered - live,
            "snapshot": told["snapshot"] - self.snapshot - state,
            "first_seq": told["first_seq"] - first,
            "last_seq": told["last_seq"] - max([self.last_seq, *apart]),
            "unaccounted": told["matched"] - sum(stated.values()) - sum(told[key] for key in sums),
        }
        ahead = told["pending"] + told["discarded"] > 0
        for cause in {*_STATED, *stated, *self.conflated}:
            by = stated.get(cause, 0) - self.conflated.get(cause, 0)
            found[cause] = 0 if ahead and by > 0 else by
        return {name: by for name, by in found.items() if by}
