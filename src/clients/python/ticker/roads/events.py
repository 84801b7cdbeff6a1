"""Server-sent events: a stream for each subscription."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from ..advice import Ended, of_close
from ..clock import ended, within
from ..decoding import control, decode
from ..errors import ProtocolError, RefusedError
from ..session import Session
from ..subscription import Change, Subscription
from .http import UNREACHABLE, HttpConnection, take
from .sse import EventParser

_PIECE = 65_536


class EventsConnection(HttpConnection):
    """Streams of ``/v1/events``."""

    road = "events"

    def gives_statements(self) -> bool:
        return bool(self.core.options.statement_interval)

    async def follow(self, subscription: Subscription, change: Change | None) -> None:
        options = self.core.options
        start = subscription.place.ask()
        parameters = self.parameters(subscription, change, start)
        subscription.accounts.begin(start)
        if options.statement_interval:
            parameters.append(("statement_ms", str(min(max(round(options.statement_interval * 1000), 100), 3_600_000))))
        try:
            answer = await within(self.core.clock, options.connect_timeout, self._get(parameters, subscription))
        except TimeoutError:
            raise self.silence("no answer in time") from None
        session = Session(self.core, self.road)
        try:
            pieces = Pieces(answer, session)
            try:
                await within(self.core.clock, options.connect_timeout, self._welcome(session, pieces))
            except TimeoutError:
                raise self.silence("no welcome in time", began=True) from None
            await self.answered(subscription, change)
            work = [asyncio.ensure_future(one) for one in (self._read(session, pieces, subscription), session.watch.run())]
            try:
                done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
            finally:
                await ended(*work)
        finally:
            answer.close()

    async def prove(self) -> None:
        """Raises Ended unless a welcome gets through."""
        subscription = next(iter(self.core.desk.subscriptions.values()), None)
        if subscription is None:
            raise Ended("unreachable", text="there is nothing to ask for")
        try:
            answer = await within(self.core.clock, self.core.options.connect_timeout, self._get(subscription.request.parameters("now"), subscription))
            try:
                session = Session(self.core, self.road)
                await within(self.core.clock, self.core.options.connect_timeout, self._welcome(session, Pieces(answer, session)))
            finally:
                answer.close()
        except RefusedError:
            # The server's own word came through.
            pass
        except (TimeoutError, *UNREACHABLE) as error:
            raise Ended("unreachable", text=repr(error)) from None

    async def _get(self, parameters: list[tuple[str, str]], subscription: Subscription) -> aiohttp.ClientResponse:
        answer = await self.get("/v1/events", parameters, subscription)
        if answer.content_type != "text/event-stream":
            answer.close()
            raise Ended("refused", answer.status, f"{answer.content_type} in place of events", again=False, ours=False)
        return answer

    async def _welcome(self, session: Session, pieces: Pieces) -> None:
        while True:
            name, message, _ = await pieces.next()
            if message is not None:
                if name != "welcome":
                    raise ProtocolError(f"{name} came in place of a welcome")
                session.welcome(control(message))
                return

    async def _read(self, session: Session, pieces: Pieces, subscription: Subscription) -> None:
        while True:
            with session.watch:
                name, message, id = await pieces.next()
            if name == "close" and message is not None:
                raise of_close(message["code"], message.get("reason", ""))
            if message is not None:
                await take(session, subscription, message)
            if id is not None:
                epoch, _, seq = id.partition(":")
                if int(epoch) == session.epoch:
                    subscription.place.heartbeat(int(seq))


class Pieces:
    """The events of an answer, one after the other."""

    def __init__(self, answer: aiohttp.ClientResponse, session: Session) -> None:
        self._answer, self._session = answer, session
        self._parser = EventParser()
        self._whole: list[Any] = []

    async def next(self) -> tuple[str | None, dict[str, Any] | None, str | None]:
        """Name, message and id, each where there is one. Raises Ended at the end."""
        while not self._whole:
            piece = await self._answer.content.read(_PIECE)
            if not piece:
                raise Ended("lost", text="the stream ended")
            self._session.watch.heard()
            self._whole = list(self._parser.feed(piece))[::-1]
        event = self._whole.pop()
        return event.name, None if event.data is None else decode(event.data), event.id
