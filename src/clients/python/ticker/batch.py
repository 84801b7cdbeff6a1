"""Ticks that came together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .events import Gap
from .ticks import Quote, Status, Tick, Trade


@dataclass(frozen=True, slots=True)
class Batch:
    """ticks, in order. gap: what is missing before the first of them; such a batch has no ticks of its own."""

    ticks: Sequence[Tick]
    gap: Gap | None = None

    def __iter__(self) -> Iterator[Tick]:
        return iter(self.ticks)

    def __len__(self) -> int:
        return len(self.ticks)

    @property
    def quotes(self) -> list[Quote]:
        return [tick for tick in self.ticks if type(tick) is Quote]

    @property
    def trades(self) -> list[Trade]:
        return [tick for tick in self.ticks if type(tick) is Trade]

    @property
    def statuses(self) -> list[Status]:
        return [tick for tick in self.ticks if type(tick) is Status]
