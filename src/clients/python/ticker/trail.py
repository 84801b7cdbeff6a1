"""How far the iteration is: behind where the connection is, by what waits between them."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from .ticks import SNAPSHOT, Tick

Position = tuple[int, int]
"""Epoch and sequence."""


class _Step(NamedTuple):
    """A message, or a gap. first: how many had been put before it. before: the position that was reached then. epoch: set
    where each of its ticks is a position by itself; live: whether those with flag 1 are, too."""

    first: int
    before: Position | None
    epoch: int | None
    live: bool


class Trail:
    """Remembers of all that is put, and not taken yet, which position was reached before it."""

    def __init__(self) -> None:
        self._steps: deque[_Step] = deque()

    def put(self, first: int, taken: int, before: Position | None, epoch: int | None = None, live: bool = False) -> None:
        """Something is put behind the first so many, of which so many were taken."""
        steps = self._steps
        self._forget(taken)
        if steps and steps[-1].first == first:
            # All of that message went into quotes that waited before it.
            steps.pop()
        steps.append(_Step(first, before, epoch, live))

    def behind(self, put: int, taken: int, now: Position | None, last: Tick | None) -> Position | None:
        """The highest position up to which all is among the taken. now: what is reached by all that was put; last: the
        last of the taken, where it is a tick."""
        self._forget(taken)
        steps = list(self._steps)[:2]
        step = steps.pop(0) if steps and steps[0].first < taken else None
        if put == taken:
            reached = now
        elif steps and steps[0].first == taken:
            reached = steps[0].before
        else:
            # In the middle of a message.
            reached = step.before if step else None
        if step is None or step.epoch is None or last is None or (last.flags & SNAPSHOT and not step.live):
            return reached
        if reached is not None and reached[0] == step.epoch and reached[1] >= last.seq:
            return reached
        return step.epoch, last.seq

    def _forget(self, taken: int) -> None:
        # The one in which the last of the taken was is still needed.
        while len(self._steps) > 1 and self._steps[1].first < taken:
            self._steps.popleft()
