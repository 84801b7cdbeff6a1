"""The roads to a server: a WebSocket, and plain HTTP where none gets through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from ..subscription import Change, Subscription


class Connection(Protocol):
    """A connection of any road. What is asked of one whose line is broken is asked again on the next."""

    road: str

    async def run(self) -> None:
        """Takes what comes. Only ever ends with an error: Ended, or what a handler raised."""

    async def ask(self, subscription: Subscription) -> None:
        """Asks for a subscription from where it stands."""

    async def modify(self, subscription: Subscription, change: Change) -> None: ...

    async def pace(self, subscription: Subscription) -> None:
        """It was paused, or resumed."""

    async def state(self, subscription: Subscription) -> bool:
        """Asks for its accounts. False: none will come."""

    async def leave(self, subscription: Subscription) -> None:
        """Its owner ends it."""

    async def tape(self, order: dict[str, Any]) -> None:
        """Tells the tape of a replay something. Those come by WebSocket alone."""

    async def renew(self, key: str) -> None: ...

    async def close(self) -> None:
        """Says goodbye, where that can be said, and lets go of everything."""
