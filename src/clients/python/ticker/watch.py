"""Notices that a connection has gone mute."""

from __future__ import annotations

from .advice import Ended
from .clock import Clock


class MuteWatch:
    """Raises when nothing was heard for so long by somebody who listened all the time, which is within ``with``.

    What is done with what came, by whomever and for however long, is no silence.
    """

    def __init__(self, clock: Clock, patience: float) -> None:
        self._clock, self.patience = clock, patience
        self._since: float | None = None

    def heard(self) -> None:
        if self._since is not None:
            self._since = self._clock.now()

    def __enter__(self) -> None:
        self._since = self._clock.now()

    def __exit__(self, *_: object) -> None:
        self._since = None

    async def run(self) -> None:
        """Never returns."""
        while True:
            now = self._clock.now()
            left = self.patience if self._since is None else self._since + self.patience - now
            if left <= 0:
                raise Ended("mute", text=f"nothing came for {self.patience:g} s")
            await self._clock.sleep(left)
            late = self._clock.now() - now - left
            if late > self.patience / 6 and self._since is not None:
                # Something held up the whole loop, and whoever reads with it.
                self._since = max(self._since, self._clock.now() - self.patience * 2 / 3)
