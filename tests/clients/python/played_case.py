"""A client that is played against a server which says what it is told, and a clock that a test moves."""

import asyncio
import unittest

import client_path  # noqa: F401
import ticker
from hand_clock import HandClock
from stand_in import StandIn


class PlayedCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.server = await self.enterAsyncContext(StandIn())
        self.clock = HandClock()
        self.news = asyncio.Event()

    def client(self, **options):
        market = ticker.connect(self.server.url, **{"roads": ["ws"], "clock": self.clock, "draw": lambda: 1.0, "statement_interval": 0, **options})
        self.events = []
        for name in ("state", "gap", "error", "statement", "evicted", "key", "notice", "stale", "fresh"):
            market.on(name, self.note)
        return market

    def note(self, event):
        self.events.append(event)
        self.news.set()

    async def until(self, name):
        """Waits for an event of this name that came, or comes."""
        while not any(event.event == name for event in self.events):
            self.news.clear()
            await self.soon(self.news.wait())

    def states(self):
        return [(event.state, event.reason, event.attempt, event.retry_in_ms) for event in self.events if event.event == "state"]

    async def soon(self, work):
        return await asyncio.wait_for(work, 30)

    async def take(self, subscription, count):
        found = []
        while len(found) < count:
            found += await self.soon(subscription.buffer.take(count - len(found)))
        return [tick.seq for tick in found]

    async def again(self, line, after=0.25):
        """The line breaks, and the next one has said its welcome."""
        line.socket.transport.abort()
        await self.soon(self.clock.until_asleep(after))
        self.clock.pass_(after)
        line = await self.server.line()
        await line.welcome()
        return line
