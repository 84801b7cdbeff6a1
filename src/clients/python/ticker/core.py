"""The life of a client: connection after connection, until its owner or the server's advice ends it."""

from __future__ import annotations

import asyncio
from typing import Any

from .address import Address
from .advice import Ended
from .backoff import Backoff
from .choice import RoadChoice
from .clock import ended
from .desk import Desk
from .errors import AccountsError, ClosedError, GapError, HandlerFailed, ProtocolError
from .events import Event, Evicted, Gap, State
from .handlers import Handlers
from .instruments import Directory
from .keys import KeyRing
from .options import Options
from .reel import Reel
from .roads import Connection
from .roads.taking import available, is_healthy, open_road
from .subscription import Subscription


class Core:
    """What roads, sessions and subscriptions know of their client."""

    def __init__(self, server: str, options: Options) -> None:
        self.address, self.options, self.clock = Address(server), options, options.clock
        self.directory = Directory()
        self.handlers = Handlers()
        self.desk = Desk(self.handlers)
        self._roads = RoadChoice(available(options.roads, self.address), options.upgrade_retry)
        self._keys = KeyRing(options.key, self.emit)
        self._backoff = Backoff(options.backoff_base, options.backoff_cap, options.draw)
        self._road = self._roads.current
        self._upgraded: Connection | None = None
        self._opened_at: float | None = None
        # Seconds that a server which drains wants to be left alone behind this connection, however it ends.
        self._rest = 0.0
        self.reel = Reel(self.address.query) if self.address.is_replay else None
        # Orders for the tape that wait until all is subscribed to.
        self._late: list[dict[str, Any]] | None = None

    async def emit(self, event: Event) -> None:
        await self.handlers.emit(event)

    async def opened(self, connection: Connection) -> None:
        """A connection stands: everything is asked for again."""
        self._opened_at = self.clock.now()
        gaps = [] if self.reel is None else await self._wind(self.reel, connection)
        await self.emit(State("open", connection.road))
        for subscription, gap in gaps:
            await self.gap(subscription, gap)
        await self.desk.ask_all(connection)
        if self.reel is not None:
            while self._late:
                await connection.tape(self._late.pop(0))
            self._late = None
            for order in self.reel.go_on():
                await connection.tape(order)

    def drains(self, rest: float) -> None:
        """The server of this connection is about to end, and wants to be left alone for so many seconds then."""
        self._rest = rest

    async def _wind(self, reel: Reel, connection: Connection) -> list[tuple[Subscription, Gap]]:
        """Brings the tape of a new connection to where the last one was; what is missing where nothing leads there."""
        subscriptions, gaps = tuple(self.desk.subscriptions.values()), []
        for subscription in subscriptions if reel.is_lost or reel.is_leaving else ():
            if reel.is_lost and subscription.position is not None:
                gaps.append((subscription, Gap(subscription.id, subscription.position[1] + 1, None, "tape_restarted")))
            subscription.begin_lap()
        for order in reel.begin(one.position[1] for one in subscriptions if one.position is not None):
            await connection.tape(order)
        return gaps

    async def tape(self, order: dict[str, Any]) -> None:
        """Tells the tape of a replay something; without a connection, the next."""
        if self.reel is None:
            raise ValueError("only a replay has a tape")
        self.reel.take(order)
        if self.desk.connection is None:
            return
        if self._late is not None:
            self._late.append(order)
        else:
            await self.desk.connection.tape(order)

    async def gap(self, subscription: Subscription, gap: Gap) -> None:
        """Tells of a gap, in its place; with ``on_gap="raise"`` that is the end."""
        subscription.put_gap(gap)
        if subscription.raises_gaps:
            subscription.buffer.end(GapError(gap))
        await self.emit(gap)
        if subscription.raises_gaps:
            await self.desk.leave(subscription)

    async def renew(self) -> None:
        """The key ends soon."""
        key = await self._keys.renewed()
        if key is not None and self.desk.connection is not None:
            await self.desk.connection.renew(key)

    async def live(self) -> None:
        """Connects until it is cancelled, or must not come back."""
        end: Ended = Ended("owner", again=False)
        error: BaseException | None = None
        try:
            while (end := await self._once()).again:
                if end.reason != "upgraded":
                    await self._wait(end)
        except asyncio.CancelledError:
            end = Ended("owner", again=False)
        except AccountsError as failed:
            end, error = Ended("accounts", text=failed.text, again=False), failed
        except HandlerFailed as failed:
            end, error = Ended("handler", text=repr(failed.__cause__), again=False), failed.__cause__
        except Exception as failed:
            end, error = Ended("fault", text=repr(failed), again=False), failed
        await self.finish(end, error)

    async def finish(self, end: Ended, error: BaseException | None = None) -> None:
        """Everything ends: whoever iterates gets what had come, then the error; after ``owner`` and ``ended`` the end."""
        if self.desk.is_closed:
            return
        simply = end.reason in ("owner", "ended")
        self.desk.close(error or (None if simply else ClosedError(end.reason, end.code, end.text)))
        try:
            await self.emit(State("closed", self._road, end.reason, end.code, end.text or None))
            if self._upgraded is not None:
                await self._upgraded.close()
        except HandlerFailed as failed:
            # Nobody iterates any more, but who asks for something is told.
            self.desk.end_of_all = self.desk.end_of_all or failed.__cause__

    async def _once(self) -> Ended:
        """One connection, from its beginning to its end."""
        self._opened_at, self._rest = None, 0.0
        self._road = road = self._roads.current
        try:
            connection, self._upgraded = self._upgraded, None
            if connection is not None and connection.road != road:
                # It was found just as the other ended by itself.
                await connection.close()
                connection = None
            await self.emit(State("connecting", road))
            if connection is None:
                connection = await open_road(self, road, await self._keys.for_connection())
            return await self._over(connection)
        except Ended as end:
            return await self._judged(end)
        except ProtocolError as error:
            return Ended("broken", text=str(error), again=False)

    async def _over(self, connection: Connection) -> Ended:
        """Lives on a connection until it ends, or a better road is open."""
        self._late = []
        self.desk.connection = connection
        run = asyncio.ensure_future(connection.run())
        upgrade = asyncio.ensure_future(self._upgrade()) if self._roads.better else None
        try:
            await asyncio.wait([task for task in (run, upgrade) if task], return_when=asyncio.FIRST_COMPLETED)
            if run.done() or upgrade is None:
                run.result()
            else:
                upgrade.result()
            self._roads.upgraded(self.clock.now())
            return Ended("upgraded")
        finally:
            self.desk.connection = None
            await ended(run, upgrade)
            await connection.close()
            await self.desk.lost()

    async def _judged(self, end: Ended) -> Ended:
        """What becomes of an end, by the roads that are left and the keys that there are."""
        end.least = max(end.least, self._rest)
        stood = 0.0 if self._opened_at is None else self.clock.now() - self._opened_at
        was_open = self._opened_at is not None
        if was_open and stood >= self.options.stable_after:
            self._backoff.stood()
        for subscription in self.desk.subscriptions.values():
            subscription.place.closed(end.position)
        healthy = self._roads.asks_health(end, was_open) and await is_healthy(self)
        if self._roads.failed(end, was_open, healthy, self.clock.now()):
            return Ended(end.reason, end.code, end.text, least=end.least)
        if end.reason == "unauthorized" and end.again and not await self._keys.another():
            end.again = False
        if end.reason == "slow":
            await self.emit(Evicted(end.text, end.position))
        return end

    async def _wait(self, end: Ended) -> None:
        delay = self._backoff.next(end.least)
        await self.emit(State(
            "waiting", self._road, end.reason, end.code, end.text or None,
            attempt=self._backoff.attempt, retry_in_ms=round(delay * 1000),
        ))
        await self.clock.sleep(delay)

    async def _upgrade(self) -> None:
        """Tries the next better road now and then; returns when it is open."""
        while True:
            await self.clock.sleep(self._roads.wait(self.clock.now()))
            try:
                self._upgraded = await open_road(self, self._roads.better or "", self._keys.current, proven=True)
                return
            except (Ended, ProtocolError):
                self._roads.tried(self.clock.now())
