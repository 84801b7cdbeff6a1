"""What the two roads over plain HTTP share: each subscription has a request of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import aiohttp

from ..advice import Ended, of_status
from ..clock import ended, whole, within
from ..decoding import control
from ..errors import ProtocolError, RefusedError
from ..events import ServerError
from ..handlers import apart
from ..place import Start
from ..session import Session
from ..subscription import Change, Subscription
from . import Connection

if TYPE_CHECKING:
    from ..core import Core

UNREACHABLE = (aiohttp.ClientError, OSError, EOFError)


class HttpConnection:
    """A connection that is made of requests, one for each subscription at a time. follow is the road's own."""

    road = ""

    def __init__(self, core: Core, key: str | None) -> None:
        self.core = core
        self._key = key
        self._web = client(core)
        self._requests: dict[int, asyncio.Task[None]] = {}
        # Those whose request is to end, and to begin anew unless their owner has left. Done by whoever runs the
        # connection: who asks for it may be a handler that the request itself has called.
        self._restarts: set[int] = set()
        self._changed = asyncio.Event()
        self._is_open = False

    async def follow(self, subscription: Subscription, change: Change | None) -> None:
        """Asks, with a change if there is one, and takes what comes, for as long as the connection lives.

        Raises RefusedError if it is not given; says ``answered`` otherwise.
        """
        raise NotImplementedError

    async def run(self) -> None:
        try:
            for subscription in tuple(self.core.desk.subscriptions.values()):
                await self.ask(subscription)
            if not self._requests:
                if not await is_live(self.core):
                    raise Ended("unreachable", text="nobody answers")
                await self.works()
            while True:
                self._changed.clear()
                await self._restart()
                changed = asyncio.ensure_future(self._changed.wait())
                try:
                    done, _ = await asyncio.wait((changed, *self._requests.values()), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    await ended(changed)
                for id, request in tuple(self._requests.items()):
                    if request in done:
                        del self._requests[id]
                        request.result()
        finally:
            await ended(*self._requests.values())

    async def works(self) -> None:
        """Something came: the road is open. The first time it is told."""
        if not self._is_open:
            self._is_open = True
            await self.core.opened(self)

    async def get(self, path: str, parameters: list[tuple[str, str]], subscription: Subscription) -> aiohttp.ClientResponse:
        """An answer of 200. Raises Ended; what is the subscription's own fault ends only that."""
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        answer = await self._web.get(self.core.address.web(path), params=parameters, headers=headers, allow_redirects=False)
        if answer.status == 200:
            return answer
        try:
            problem = json.loads(await answer.text())
        except (ValueError, *UNREACHABLE):
            problem = {}
        finally:
            answer.release()
        end = of_status(answer.status, answer.headers, problem.get("detail", "") if isinstance(problem, dict) else "")
        if end.ours and answer.status in (400, 403):
            raise refusal(problem)
        raise end

    def silence(self, text: str, began: bool = False) -> Ended:
        """No answer, or nothing of it, in time; began: somebody keeps the rest of it."""
        return Ended("mute", text=text) if self._is_open else Ended("unreachable", text=text, ours=not began)

    def parameters(self, subscription: Subscription, change: Change | None, start: Start) -> list[tuple[str, str]]:
        request = subscription.request if change is None else subscription.request.changed(change.keys)
        return request.parameters(start)

    async def answered(self, subscription: Subscription, change: Change | None) -> None:
        """What was asked for is given, and with it the change made; the next has its turn."""
        await self.works()
        if change is not None and change in subscription.changes:
            subscription.changes.remove(change)
            self.core.desk.settle(subscription, change)
            change.made()
            if subscription.changes:
                await self._again(subscription)

    async def guarded(self, subscription: Subscription) -> None:
        """Follows a subscription until the connection ends, or the subscription does."""
        try:
            while True:
                # One after the other, so that it is known which of them is refused.
                change = subscription.changes[0] if subscription.changes else None
                subscription.is_told = False
                try:
                    await self.follow(subscription, change)
                except RefusedError as refused:
                    if not await self._goes_on(subscription, change, refused):
                        self.core.desk.end(subscription, refused, None)
                        return
        except UNREACHABLE as error:
            raise Ended("lost" if self._is_open else "unreachable", text=str(error) or type(error).__name__) from None
        except UnicodeDecodeError as error:
            raise ProtocolError(f"text that is not UTF-8: {error}") from None

    async def _goes_on(self, subscription: Subscription, change: Change | None, refused: RefusedError) -> bool:
        """Whether it was only the change that is refused, or the place to begin at."""
        if change is not None and change in subscription.changes:
            subscription.changes.remove(change)
            change.refused(refused)
            await self.core.emit(ServerError(refused.reason, refused.text, subscription.id))
            return True
        gap = subscription.refused_position(refused)
        if gap is not None:
            await whole(Session(self.core, self.road).gap(subscription, gap))
        return gap is not None

    async def ask(self, subscription: Subscription) -> None:
        if subscription.id in self._requests or subscription.id not in self.core.desk.subscriptions:
            return
        if not await self.state(subscription):
            self.core.desk.no_statement(subscription)
        if not subscription.paused:
            self._requests[subscription.id] = asyncio.create_task(self.guarded(subscription), context=apart())
            self._changed.set()

    async def modify(self, subscription: Subscription, change: Change) -> None:
        if subscription.paused:
            # Nothing is asked for until it is resumed, and nobody is to wait for that.
            change.made()
        elif len(subscription.changes) == 1:
            await self._again(subscription)

    async def pace(self, subscription: Subscription) -> None:
        await self._again(subscription)

    async def _again(self, subscription: Subscription) -> None:
        """Ends the request, and asks anew from where the subscription stands."""
        self._restarts.add(subscription.id)
        self._changed.set()

    async def _restart(self) -> None:
        while self._restarts:
            id = self._restarts.pop()
            await ended(self._requests.pop(id, None))
            subscription = self.core.desk.subscriptions.get(id)
            if subscription is not None and subscription.leaving:
                self.core.desk.end(subscription, None, None)
            elif subscription is not None:
                await self.ask(subscription)

    async def state(self, subscription: Subscription) -> bool:
        """Statements come by themselves, where any do."""
        return self.gives_statements() and not subscription.paused

    def gives_statements(self) -> bool:
        return True

    async def leave(self, subscription: Subscription) -> None:
        await self._again(subscription)

    async def tape(self, order: dict[str, Any]) -> None:
        raise NotImplementedError("a replay comes by WebSocket alone")

    async def renew(self, key: str) -> None:
        self._key = key
        for subscription in tuple(self.core.desk.subscriptions.values()):
            await self._again(subscription)

    async def close(self) -> None:
        await ended(*self._requests.values())
        await self._web.close()


async def take(session: Session, subscription: Subscription, message: dict[str, Any]) -> None:
    """A message of a request, which has the id 1 there."""
    if "ticks" in message:
        await session.ticks_of_json(subscription.id, message["ticks"])
        return
    if "id" in message:
        message["id"] = subscription.id
    if "subs" in message:
        message["subs"] = [[subscription.id, seq] for _, seq in message["subs"]]
    await session.control(control(message))


def refusal(problem: Mapping[str, Any]) -> RefusedError:
    """What is wrong with a request, in one line."""
    wrong = "; ".join(f"{one.get('parameter')}: {one.get('detail')}" for one in problem.get("errors", ()))
    return RefusedError(problem.get("code") or ("forbidden" if problem.get("status") == 403 else "bad_value"), wrong or problem.get("detail", ""))


def client(core: Core) -> aiohttp.ClientSession:
    timeouts = aiohttp.ClientTimeout(total=None, sock_connect=core.options.connect_timeout)
    connector = aiohttp.TCPConnector(limit=0, ssl=core.options.ssl) if core.options.ssl else aiohttp.TCPConnector(limit=0)
    return aiohttp.ClientSession(timeout=timeouts, connector=connector, cookie_jar=aiohttp.DummyCookieJar())


async def is_live(core: Core) -> bool:
    """Whether a server lives at the address."""
    async def ask() -> bool:
        async with client(core) as web, web.get(core.address.web("/healthz/live"), allow_redirects=False) as answer:
            return answer.status == 200

    try:
        return await within(core.clock, core.options.connect_timeout, ask())
    except (TimeoutError, *UNREACHABLE):
        return False


async def open_http(core: Core, road: str, key: str | None, proven: bool) -> Connection:
    """proven: only once it is known that something gets through, since a road that works is left for it."""
    from .events import EventsConnection
    from .poll import PollConnection

    if road == "poll":
        return PollConnection(core, key)
    connection = EventsConnection(core, key)
    if proven:
        try:
            await connection.prove()
        except BaseException:
            await connection.close()
            raise
    return connection
