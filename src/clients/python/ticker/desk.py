"""The subscriptions of a client, and what their owners ask of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from .clock import ended
from .errors import TickerError
from .events import Statement
from .handlers import Handlers, apart
from .roads import Connection

if TYPE_CHECKING:
    from .subscription import Change, Subscription


class Desk:
    """What is asked while there is no connection is asked of the next one."""

    def __init__(self, handlers: Handlers) -> None:
        self.subscriptions: dict[int, Subscription] = {}
        self.connection: Connection | None = None
        self.end_of_all: BaseException | None = None
        self.is_closed = False
        self._handlers = handlers
        self._last_id = 0
        self._later: set[asyncio.Future[None]] = set()

    def add(self, make: Callable[[int], Subscription]) -> Subscription:
        """Takes a new subscription, and asks for it."""
        self._last_id += 1
        subscription = make(self._last_id)
        if self.is_closed:
            subscription.buffer.end(self.end_of_all)
        else:
            self.subscriptions[subscription.id] = subscription
            if self.connection is not None:
                self._owe(self._begin(self.connection, subscription))
        return subscription

    async def _begin(self, connection: Connection, subscription: Subscription) -> None:
        try:
            subscription.asked_of = connection
            await connection.ask(subscription)
        except Exception as error:
            # Nobody waits for it here, but whoever iterates does.
            self.end(subscription, error, None)

    async def ask_all(self, connection: Connection) -> None:
        for subscription in tuple(self.subscriptions.values()):
            # One that a handler has just made is asked for already.
            if subscription.asked_of is not connection:
                subscription.asked_of = connection
                await connection.ask(subscription)

    async def ask(self, subscription: Subscription) -> None:
        if self.connection is not None and subscription.id in self.subscriptions:
            await self.connection.ask(subscription)

    def settle(self, subscription: Subscription, change: Change) -> None:
        """A change holds from now on."""
        subscription.request.apply(change.keys)
        subscription.place.every(subscription.request.every)

    async def modify(self, subscription: Subscription, change: Change) -> None:
        self._check(subscription)
        if self.connection is None and not subscription.changes and not (change.keys.get("add") and subscription.position):
            self.settle(subscription, change)
            return
        subscription.changes.append(change)
        if self.connection is None:
            # Behind the subscribe, so that what it adds has its state, and behind those that wait.
            return
        await self.connection.modify(subscription, change)
        if not self._handlers.in_one:
            await change.answer

    async def pace(self, subscription: Subscription) -> None:
        self._check(subscription)
        if self.connection is not None:
            await self.connection.pace(subscription)

    async def statement(self, subscription: Subscription) -> Statement:
        self._check(subscription)
        if self._handlers.in_one:
            raise RuntimeError("a handler cannot wait for a statement: what it waits for is read behind it")
        answer: asyncio.Future[Statement] = asyncio.get_running_loop().create_future()
        subscription.asked_statements.append(answer)
        if self.connection is not None and not await self.connection.state(subscription):
            self.no_statement(subscription)
        return await answer

    def no_statement(self, subscription: Subscription) -> None:
        """Who asked for its accounts is not to wait: on this connection none come."""
        while subscription.asked_statements:
            answer = subscription.asked_statements.popleft()
            if not answer.done():
                answer.set_exception(TickerError("no statement comes: on events none do with statement_interval 0, and on events and poll none while it is paused"))
                answer.exception()

    async def unsubscribe(self, subscription: Subscription) -> Statement | None:
        if subscription.id not in self.subscriptions:
            return subscription.final
        left = subscription.left = subscription.left or asyncio.get_running_loop().create_future()
        await self.leave(subscription)
        return None if self._handlers.in_one else await left

    async def leave(self, subscription: Subscription) -> None:
        """Its owner wants no more; does not wait for the server's last word."""
        if subscription.id not in self.subscriptions or subscription.leaving:
            return
        subscription.leaving = True
        subscription.buffer.overflow()
        if self.connection is None:
            self.end(subscription, None, None)
        else:
            await self.connection.leave(subscription)

    def end(self, subscription: Subscription, error: BaseException | None, final: Statement | None) -> None:
        """A subscription is over."""
        self.subscriptions.pop(subscription.id, None)
        subscription.buffer.end(error)
        subscription.final = final
        told = error or TickerError("the subscription has ended")
        asked: list[asyncio.Future[Any]] = [change.answer for change in subscription.changes]
        for waiting in (*asked, *subscription.asked_statements):
            if not waiting.done():
                waiting.set_exception(told)
                # Where nobody waits any more, that is no fault.
                waiting.exception()
        if subscription.left is not None and not subscription.left.done():
            subscription.left.set_result(final)

    async def lost(self) -> None:
        """The connection is over: what was asked of it and not answered is settled, or asked again."""
        self.connection = None
        await ended(*self._later)
        for subscription in tuple(self.subscriptions.values()):
            subscription.is_told = False
            # Their state had not come yet.
            while subscription.settling:
                subscription.changes.appendleft(subscription.settling.pop())
            if subscription.leaving:
                self.end(subscription, None, None)
                continue
            # Those are asked for again behind the subscribe; whoever waits is not held up by that.
            for change in subscription.changes:
                change.made()

    def close(self, error: BaseException | None) -> None:
        """Nothing is asked any more; every iteration ends."""
        self.is_closed, self.end_of_all = True, error
        for subscription in tuple(self.subscriptions.values()):
            self.end(subscription, error, None)

    def _owe(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work, context=apart())
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    def _check(self, subscription: Subscription) -> None:
        if subscription.id not in self.subscriptions:
            raise self.end_of_all if isinstance(self.end_of_all, TickerError) else TickerError("the subscription has ended")
