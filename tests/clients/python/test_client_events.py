"""The road of server-sent events: renewed keys, and accounts where it gives none."""

import asyncio
import json
import unittest

import client_path  # noqa: F401
import ticker
from aiohttp import web
from hand_clock import HandClock


class EventsServer:
    """Begins every stream, and says what a test wants on the newest; notes who asked with which key."""

    async def __aenter__(self):
        self.keys, self._streams = [], asyncio.Queue(16)
        app = web.Application()
        app.router.add_get("/v1/events", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, shutdown_timeout=0.1)
        await site.start()
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        await self._runner.cleanup()

    async def _answer(self, request):
        self.keys.append(request.headers.get("Authorization"))
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await answer.prepare(request)
        answer.transport = request.transport
        await say(answer, "welcome", version=1, server="stand-in", epoch=7, time="1", heartbeat_ms=60_000, auth="off", limits={})
        await say(answer, "subscribed", id=1, epoch=7, seq="0", instruments=[[1, "X:A", 2, 0]], unknown=[], more=False)
        await say(answer, "seam", id=1, seq="0")
        await self._streams.put(answer)
        await asyncio.Event().wait()

    async def stream(self):
        return await asyncio.wait_for(self._streams.get(), 30)


async def say(answer, ev, **keys):
    await answer.write(f"event: {ev}\ndata: {json.dumps({'ev': ev, **keys})}\n\n".encode())


class EventsTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.server = await self.enterAsyncContext(EventsServer())
        self.told = asyncio.Event()

    def client(self, **options):
        market = ticker.connect(self.server.url, **{"roads": ["events"], "statement_interval": 0, **options})
        market.on("subscribed", lambda _: self.told.set())
        return market

    async def soon(self, work):
        return await asyncio.wait_for(work, 30)

    async def test_renewed_key_asks_every_running_request_anew(self):
        keys = iter(["first", "second"])
        async with self.client(key=lambda: next(keys)) as market:
            for symbols in ("X:A", "X:*"):
                market.subscribe(symbols)
            streams = [await self.server.stream(), await self.server.stream()]
            await say(streams[0], "notice", code="token_expiring")
            for _ in streams:
                await self.server.stream()
        self.assertEqual(["Bearer first"] * 2 + ["Bearer second"] * 2, self.server.keys)

    async def test_drained_server_is_left_alone_as_long_as_it_said_though_its_line_breaks(self):
        clock, told, waits = HandClock(), asyncio.Event(), []
        async with self.client(clock=clock, draw=lambda: 1.0) as market:
            market.on("notice", lambda _: told.set())
            market.on("state", lambda event: waits.append((event.reason, event.retry_in_ms)) if event.state == "waiting" else None)
            market.subscribe("X:A")
            stream = await self.server.stream()
            await say(stream, "notice", code="draining", retry_ms=2500)
            await self.soon(told.wait())
            stream.transport.abort()
            await self.soon(clock.until_asleep(2.5))
            clock.pass_(2.5)
            await self.server.stream()
        self.assertEqual([("lost", 2500)], waits)

    async def test_statement_where_none_comes_fails_at_once(self):
        async with self.client() as market:
            subscription = market.subscribe("X:A")
            await self.soon(self.told.wait())
            with self.assertRaisesRegex(ticker.TickerError, "no statement comes"):
                await self.soon(subscription.statement())

    async def test_statement_asked_for_before_there_is_a_connection_fails_with_it(self):
        async with self.client() as market:
            subscription = market.subscribe("X:A")
            with self.assertRaisesRegex(ticker.TickerError, "no statement comes"):
                await self.soon(subscription.statement())

    async def test_statement_of_one_that_is_paused_fails_at_once(self):
        async with self.client(statement_interval=1_000) as market:
            subscription = market.subscribe("X:A")
            await self.soon(self.told.wait())
            asked = asyncio.create_task(subscription.statement())
            await asyncio.sleep(0)
            await subscription.pause()
            with self.assertRaisesRegex(ticker.TickerError, "no statement comes"):
                await self.soon(asked)
            with self.assertRaisesRegex(ticker.TickerError, "no statement comes"):
                await self.soon(subscription.statement())


if __name__ == "__main__":
    unittest.main()
