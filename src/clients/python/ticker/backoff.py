"""How long a client waits before it comes back."""

from __future__ import annotations

import random
from collections.abc import Callable


class Backoff:
    """Exponential, with full jitter and a cap: attempt n waits evenly from 0 to min(cap, base * 2^(n-1)) seconds.

    draw gives a number from 0 to 1; tests give their own.
    """

    def __init__(self, base: float, cap: float, draw: Callable[[], float] = random.random) -> None:
        self._base, self._cap, self._draw = base, cap, draw
        self.attempt = 0

    def next(self, least: float = 0.0) -> float:
        """Seconds to wait before the next attempt; never less than the server said."""
        self.attempt += 1
        # Beyond 2^60 every cap is reached, and a float would overflow some day.
        most = min(self._cap, self._base * 2.0 ** min(self.attempt - 1, 60))
        return max(self._draw() * most, least)

    def stood(self) -> None:
        """A connection stood long enough: the next attempt is the first again."""
        self.attempt = 0
