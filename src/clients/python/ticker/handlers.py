"""Those who listen to events."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from typing import Any, Union

from .clock import whole
from .errors import HandlerFailed
from .events import NAMES, Event

Handler = Callable[[Any], Union[None, Awaitable[None]]]
# The turns whose handlers this is a part of: tasks that a handler makes inherit them, ``asyncio.wait_for`` among others.
_turns: ContextVar[tuple[object, ...]] = ContextVar("ticker_turns", default=())


@contextmanager
def owners_code() -> Iterator[None]:
    """What is raised within is the owner's, and that a task of its own was cancelled is no end of the client."""
    try:
        yield
    except (Exception, asyncio.CancelledError) as error:
        raise HandlerFailed from error


def apart() -> Context:
    """A context for a task of the client's own, which is no part of the handler that may have caused it."""
    context = copy_context()
    context.run(_turns.set, ())
    return context


class Handlers:
    """They are called one after the other, in the order of what came, and none is broken off. Raises HandlerFailed when one does."""

    def __init__(self) -> None:
        self._of: dict[str, list[Handler]] = {name: [] for name in NAMES}
        self._turn = asyncio.Lock()
        self._now: object | None = None

    @property
    def in_one(self) -> bool:
        """Whether it is a handler that asks, or a task that it made, while it runs."""
        return self._now is not None and self._now in _turns.get()

    def add(self, name: str, handler: Handler) -> None:
        if name not in self._of:
            raise ValueError(f"no event is called {name!r}; there are {', '.join(NAMES)}")
        self._of[name].append(handler)

    async def emit(self, event: Event) -> None:
        """Calls them; what a handler itself causes is told at once."""
        if self.in_one:
            await self._call(event)
        elif self._of[event.event]:
            await whole(self._in_turn(event))

    async def _in_turn(self, event: Event) -> None:
        async with self._turn:
            self._now = object()
            # This is a task of its own, and so is its context.
            _turns.set((*_turns.get(), self._now))
            try:
                await self._call(event)
            finally:
                self._now = None

    async def _call(self, event: Event) -> None:
        for handler in tuple(self._of[event.event]):
            with owners_code():
                answer = handler(event)
                if inspect.isawaitable(answer):
                    await answer
