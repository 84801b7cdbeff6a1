"""The key of a client: said once, or asked for each time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Union

from .clock import whole
from .events import Event, KeyAsked
from .handlers import owners_code
from .options import Key


class KeyRing:
    """The key that is used now, and where the next comes from. It is told to nobody but the server."""

    def __init__(self, key: Key, emit: Callable[[Event], Awaitable[None]]) -> None:
        self._source, self._emit = key, emit
        self.current: str | None = key if isinstance(key, str) else None
        self._is_new = False

    async def for_connection(self) -> str | None:
        """The key of the connection that begins; one that was just asked for is used."""
        if not self._is_new:
            await self._ask("connecting")
        self._is_new = False
        return self.current

    async def another(self) -> bool:
        """The server did not take the key: whether there is another now."""
        refused = self.current
        await self._ask("refused")
        self._is_new = self.current != refused and self.current is not None
        return self._is_new

    async def renewed(self) -> str | None:
        """The key ends soon; None: there is no other."""
        before = self.current
        await self._ask("expiring")
        return self.current if self.current != before else None

    async def _ask(self, why: str) -> None:
        if callable(self._source):
            await self._emit(KeyAsked(why))
            self.current = await whole(self._given(self._source))

    @staticmethod
    async def _given(source: Callable[[], Union[str, None, Awaitable[Union[str, None]]]]) -> str | None:
        with owners_code():
            answer = source()
            return answer if answer is None or isinstance(answer, str) else await answer
