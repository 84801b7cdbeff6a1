"""Which road is taken: the best that gets through, by the table on the page of how a client behaves."""

from __future__ import annotations

from .advice import Ended

_ENOUGH = 2


class RoadChoice:
    """roads: those that are allowed, the best first; one alone is never left. retry: after how many seconds a better one is tried; 0: never."""

    def __init__(self, roads: tuple[str, ...], retry: float = 0.0) -> None:
        self._roads, self._retry = roads, retry
        self._at = self._failures = 0
        self._due = 0.0

    @property
    def current(self) -> str:
        return self._roads[self._at]

    @property
    def better(self) -> str | None:
        """The next better one, to be tried again now and then."""
        return self._roads[self._at - 1] if self._at and self._retry else None

    def wait(self, now: float) -> float:
        """Seconds until the better one is to be tried."""
        return max(0.0, self._due - now)

    def tried(self, now: float) -> None:
        """It was, and is still closed; or was only just left."""
        self._due = now + self._retry

    def upgraded(self, now: float) -> None:
        self._at, self._failures = self._at - 1, 0
        self.tried(now)

    def asks_health(self, end: Ended, was_open: bool) -> bool:
        """Whether it matters if the server can be reached: nothing came, or somebody else's word that it is away."""
        is_nothing = end.reason == "unreachable" or (end.reason == "busy" and not end.ours)
        return is_nothing and not was_open and self._at + 1 < len(self._roads)

    def failed(self, end: Ended, was_open: bool, healthy: bool, now: float) -> bool:
        """A connection ended or was not had; whether another road is taken from now on. healthy: as it was asked for."""
        if self._at + 1 == len(self._roads) or not self._gives_up(end, was_open, healthy):
            return False
        self._at, self._failures = self._at + 1, 0
        self.tried(now)
        return True

    def _gives_up(self, end: Ended, was_open: bool, healthy: bool) -> bool:
        if not end.ours and end.reason in ("refused", "unreachable"):
            return True
        counts = healthy or (self.current == "events" and was_open and end.reason == "mute")
        self._failures = self._failures + 1 if counts else 0
        return self._failures >= _ENOUGH
