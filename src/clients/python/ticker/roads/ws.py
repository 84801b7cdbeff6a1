"""The WebSocket: one line for all subscriptions."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import msgpack

from ..advice import Ended, of_close
from ..clock import ended, within
from ..decoding import control, decode
from ..errors import ProtocolError
from ..session import Session
from ..subscription import Change, Subscription
from .sockets import ConnectionClosed, closed, open_socket

if TYPE_CHECKING:
    from ..core import Core


class WebSocketConnection:
    """A WebSocket whose welcome came."""

    road = "ws"

    def __init__(self, core: Core, socket: Any) -> None:
        self._core, self._socket = core, socket
        self._text = core.options.encoding == "json"
        self.session = Session(core, self.road)

    @classmethod
    async def open(cls, core: Core, key: str | None) -> WebSocketConnection:
        """Raises Ended when there is no welcome in time."""
        try:
            return await within(core.clock, core.options.connect_timeout, cls._open(core, key))
        except TimeoutError:
            raise Ended("unreachable", text="no welcome in time") from None

    @classmethod
    async def _open(cls, core: Core, key: str | None) -> WebSocketConnection:
        socket = await open_socket(core.address.stream, f"ticker.v1.{core.options.encoding}", key, core.options.ssl)
        self = cls(core, socket)
        is_welcome = False
        try:
            welcome = await self._next_control()
            self._welcome(welcome)
            is_welcome = True
            if welcome["auth"] == "required":
                # The header did not get through, or there was no key.
                if key is None:
                    raise Ended("unauthorized", text="the server asks for a key")
                await self.renew(key)
                self._welcome(await self._next_control())
        except BaseException as error:
            await self.drop()
            if isinstance(error, Ended) and error.reason == "lost" and not is_welcome:
                raise Ended("unreachable", error.code, error.text or "closed before the welcome") from None
            raise
        return self

    def _welcome(self, message: dict[str, Any]) -> None:
        if message.get("ev") != "welcome":
            raise ProtocolError(f"{message.get('ev')} came in place of a welcome")
        try:
            self.session.welcome(message)
        except (KeyError, TypeError) as error:
            raise ProtocolError(f"a welcome that cannot be read: {error!r}") from None

    async def _next_control(self) -> dict[str, Any]:
        message = decode(await self._receive())
        if not isinstance(message, dict):
            raise ProtocolError("data came before the welcome")
        return control(message)

    async def run(self) -> None:
        core = self._core
        work = [asyncio.ensure_future(one) for one in (self._read(), self.session.watch.run(), self._ask_for_statements())]
        try:
            await core.opened(self)
            done, _ = await asyncio.wait(work, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await ended(*work)

    async def _read(self) -> None:
        session, watch = self.session, self.session.watch
        while True:
            with watch:
                frame = await self._receive()
            message = decode(frame)
            if isinstance(message, list):
                id = message[0] if message else None
                del message[:1]
                await session.ticks(id, message)
            elif not isinstance(message, dict):
                raise ProtocolError("a message that is neither a map nor a list")
            elif "ticks" in message:
                await session.ticks_of_json(message["id"], message["ticks"])
            elif message.get("ev") == "welcome":
                self._welcome(control(message))
            elif "ev" in message:
                await session.control(control(message))
            else:
                raise ProtocolError("a control message without ev")

    async def _receive(self) -> Any:
        try:
            return await self._socket.recv()
        except ConnectionClosed as error:
            code, reason = closed(error)
            raise of_close(code, reason, self._core.address.is_replay) from None

    async def _ask_for_statements(self) -> None:
        interval = self._core.options.statement_interval
        while True:
            await self._core.clock.sleep(interval or 86_400)
            for subscription in tuple(self._core.desk.subscriptions.values()) if interval else ():
                if subscription.is_told and not subscription.leaving:
                    await self.state(subscription)

    async def ask(self, subscription: Subscription) -> None:
        start = subscription.place.ask()
        subscription.accounts.begin(start)
        subscription.is_told = False
        await self._send(subscription.request.message(subscription.id, start))
        for change in tuple(subscription.changes):
            await self.modify(subscription, change)
        if subscription.paused:
            await self.pace(subscription)
        for _ in range(len(subscription.asked_statements)):
            await self.state(subscription)

    async def modify(self, subscription: Subscription, change: Change) -> None:
        await self._send({"op": "modify", "id": subscription.id, **change.keys})

    async def pace(self, subscription: Subscription) -> None:
        await self._send({"op": "pause" if subscription.paused else "resume", "id": subscription.id})

    async def state(self, subscription: Subscription) -> bool:
        await self._send({"op": "statement", "id": subscription.id})
        return True

    async def leave(self, subscription: Subscription) -> None:
        await self._send({"op": "unsubscribe", "id": subscription.id})

    async def tape(self, order: dict[str, Any]) -> None:
        await self._send(order)

    async def renew(self, key: str) -> None:
        await self._send({"op": "auth", "token": key})

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            await self._socket.send(json.dumps(message) if self._text else msgpack.packb(message))
        except ConnectionClosed:
            # Whoever reads finds out why, and what was asked for is asked again.
            pass

    async def close(self) -> None:
        await self._socket.close()

    async def drop(self) -> None:
        """Without a goodbye."""
        transport = getattr(self._socket, "transport", None)
        if transport is not None:
            transport.abort()
        await self._socket.close()
