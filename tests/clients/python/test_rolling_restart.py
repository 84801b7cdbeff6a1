"""Servers one after another on one journal and the same ports, each told to stop under load, and clients from Debian's
python3-websockets that come back when, and go on where, they were told to."""

import asyncio
import json
import re
import shutil
import tempfile
import threading
import time
import unittest

import grpc
import msgpack
import websockets

from test_recovery import Feed
from ticker_server import TickerServer

WAIT = 100.0
SERVERS = 4
TRADES_OF_A_SERVER = 3_000
BATCH = 40
EARLIEST_MS, SPREAD_MS, FLUSH = 200, 600, 10

# What src/docs/operating.md promises: the delay, which is none, the flush, the close's grace of 2 s, and 3 s.
ENDS_WITHIN = FLUSH + 2 + 3

SNAPSHOT, GAP_BEFORE = 1, 4
ALL = dict(symbols=["XTST:*"], mode="all")
ASKED = [
    ("msgpack", ALL),
    ("msgpack", ALL | dict(symbols=["XTST:BUSY", "XTST:QUIET"])),
    ("json", ALL),
    ("json", ALL | dict(kinds=["trade"])),
    ("msgpack", dict(symbols=["XTST:*"])),
    ("json", dict(symbols=["XTST:*"])),
    ("msgpack", dict(symbols=["XTST:*"], mode="interval", interval_ms=50, conflate_trades=True)),
    ("json", dict(symbols=["XTST:*"], mode="latest", conflate_trades=True)),
]


class Flow(threading.Thread):
    """Publishes numbered trades without end, whatever servers come and go: to each it goes on after what that has."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self._server, self._over = server, threading.Event()
        self.last = self.trouble = None
        self.start()

    def run(self):
        while self.last is None and self.trouble is None:
            feed = None
            try:
                feed = Feed(self._server)
                while not self._over.is_set():
                    feed.send_and_wait(feed.sent + BATCH)
                    time.sleep(0.005)
                self.last = feed.sent
            except (grpc.RpcError, StopIteration, AssertionError):
                # The server is going, or the next is not there yet.
                time.sleep(0.05)
            except Exception as trouble:
                self.trouble = trouble
            finally:
                if feed:
                    feed.close()

    def abandon(self):
        """Publishes no more, wherever it is."""
        self.trouble = self.trouble or "it was abandoned"
        self._over.set()

    def end(self):
        """Publishes no more; the number of the last trade, which a server has."""
        self._over.set()
        self.join(WAIT)
        if self.last is None:
            raise AssertionError(f"the feed came to no end: {self.trouble}")
        return self.last


class Visit:
    """What came on one connection."""

    def __init__(self):
        self.is_in = False
        self.delivered = self.stood_for = 0
        self.position = self.statement = None
        self.retries = []


class Client:
    """A subscriber that goes when the server says so, and comes back when and where it was told to. The price of a trade is its
    number: the first is the quiet instrument's, all others are the busy one's."""

    def __init__(self, url, encoding, request, changed):
        self._url, self._encoding, self._request, self._changed = url, encoding, request, changed
        self._place = {}
        self._epoch = None
        self.last = 1
        self.stood_for = 0
        self.visits = 0
        self.retries = []
        self.visit = Visit()

    async def run(self):
        while True:
            self.visit, pause = Visit(), 0.05
            try:
                async with websockets.connect(self._url, subprotocols=[f"ticker.v1.{self._encoding}"], ping_interval=None, compression=None) as stream:
                    await self._send(stream, {"op": "subscribe", "id": 1, **self._request, **self._place})
                    async for frame in stream:
                        self._take(json.loads(frame) if self._encoding == "json" else msgpack.unpackb(frame))
                        self._changed.set()
            except websockets.ConnectionClosed as closed:
                # Before it was told of its subscription, it asks for the same once more.
                if self.visit.is_in:
                    pause = self._leave(closed.rcvd)
            except (OSError, websockets.InvalidHandshake):
                # There is no server, or it takes nobody any more.
                pass
            self.visit = Visit()
            self._changed.set()
            await asyncio.sleep(pause)

    async def _send(self, stream, message):
        await stream.send(json.dumps(message) if self._encoding == "json" else msgpack.packb(message))

    def _take(self, message):
        match message:
            case [_, *ticks]:
                for _, _, _, _, number, _, _, flags, _, *more in ticks:
                    self._take_trade(number, flags, more[0][0] if more and more[0] else 1)
            case {"ticks": ticks}:
                for tick in ticks:
                    self._take_trade(tick["p"], tick["f"], tick.get("c", {}).get("n", 1))
            case {"ev": "subscribed"}:
                self.visits += not self.visit.is_in
                self.visit.is_in = True
                self._epoch = self._epoch or message["epoch"]
                assert message["epoch"] == self._epoch, message
            case {"ev": "heartbeat", "subs": [[1, position]]}:
                self.visit.position = int(position)
            case {"ev": "statement"}:
                self.visit.statement = message
            case {"ev": "notice", "code": "draining"}:
                self.visit.retries.append(message["retry_ms"])
            case {"ev": "welcome" | "seam" | "heartbeat"} | {"code": "stale" | "fresh"}:
                # While no publisher is there, what is shown is stale.
                pass
            case _:
                raise AssertionError(message)

    def _take_trade(self, number, flags, count):
        assert not flags & (SNAPSHOT | GAP_BEFORE), (number, flags)
        assert count == 1 or self._request.get("conflate_trades"), (number, count)
        if number > 1:
            assert number == self.last + count, f"{number} came and stands for {count}, after {self.last}"
            self.last = number
        self.stood_for += count
        self.visit.delivered += 1
        self.visit.stood_for += count

    def _leave(self, close):
        visit = self.visit
        assert close and close.code == 1012 and len(visit.retries) == 1, (close, visit.retries)
        epoch, position = map(int, re.fullmatch(r"restart:(\d+):(\d+)", close.reason).groups())
        assert (epoch, position) == (self._epoch, visit.position), (close, visit.position)
        told = {key: visit.statement[key] for key in ("matched", "delivered", "filtered", "discarded", "pending", "snapshot")}
        told["conflated"] = sum(visit.statement["conflated"].values())
        assert told == dict(
            matched=visit.stood_for, delivered=visit.delivered, conflated=visit.stood_for - visit.delivered, filtered=0, discarded=0, pending=0, snapshot=0
        ), (told, visit.stood_for, visit.delivered)
        self._place = {"from": {"epoch": epoch, "seq": position}}
        self.retries += visit.retries
        return visit.retries[0] / 1_000


class RollingRestartTest(unittest.TestCase):
    def setUp(self):
        journal = tempfile.mkdtemp(prefix="ticker-rolling-")
        self.addCleanup(shutil.rmtree, journal, ignore_errors=True)
        self.settings = {
            "Ticker:Journal:Directory": journal,
            "Ticker:Lanes": 3,
            "Ticker:Drain:Flush": f"00:00:{FLUSH}",
            "Ticker:Drain:RetryAfter": f"00:00:{EARLIEST_MS / 1000}",
            "Ticker:Drain:RetrySpread": f"00:00:{SPREAD_MS / 1000}",
        }

    async def server(self, **ports):
        server = await asyncio.to_thread(TickerServer, settings=self.settings, **ports)
        self.addCleanup(server.kill)
        return server

    async def until(self, holds):
        """Waits until something holds, and fails when a client does."""
        while not holds():
            self.changed.clear()
            look = asyncio.create_task(self.changed.wait())
            await asyncio.wait([look, *self.running], return_when=asyncio.FIRST_COMPLETED)
            for client in self.running:
                if client.done():
                    client.result()

    def test_who_comes_back_to_servers_restarted_under_load_has_every_trade_once(self):
        asyncio.run(asyncio.wait_for(self.restart(), WAIT))

    async def restart(self):
        server = await self.server()
        web_port, grpc_port = server.web_port, server.grpc_port
        self.changed = asyncio.Event()
        self.clients = [Client(server.stream_url, encoding, request, self.changed) for encoding, request in ASKED]
        self.running = [asyncio.create_task(client.run()) for client in self.clients]
        await self.until(self.all_are_in)
        flow = Flow(server)
        self.addCleanup(flow.abandon)
        for n in range(1, SERVERS):
            if n == 2:
                # One is told to stop as soon as the first is back: others are on their way, or will never have seen it.
                await self.until(lambda: any(client.visit.is_in for client in self.clients))
            else:
                await self.until(self.all_are_in)
                least = max(client.last for client in self.clients) + TRADES_OF_A_SERVER
                await self.until(lambda: all(client.last >= least for client in self.clients))
            inside = [(client, len(client.retries)) for client in self.clients if client.visit.is_in]
            self.assertEqual(0, await asyncio.to_thread(server.stop, ENDS_WITHIN), server.log)
            await self.until(lambda: all(len(client.retries) > before for client, before in inside))
            if len(inside) == len(self.clients):
                self.assert_spread(sorted(client.retries[-1] for client in self.clients))
            server = await self.server(web_port=web_port, grpc_port=grpc_port)
        await self.until(self.all_are_in)
        last = await asyncio.to_thread(flow.end)
        await self.until(lambda: all(client.last >= last for client in self.clients))
        self.assertEqual({(last, last)}, {(client.last, client.stood_for) for client in self.clients})
        self.assertTrue(all(client.visits >= SERVERS - 1 for client in self.clients))

    def all_are_in(self):
        return all(client.visit.is_in for client in self.clients)

    def assert_spread(self, retries):
        """Within the span, none the same, and nowhere nobody for long."""
        self.assertTrue(EARLIEST_MS <= retries[0] and retries[-1] <= EARLIEST_MS + SPREAD_MS, retries)
        self.assertEqual(len(set(retries)), len(retries), retries)
        gaps = [after - before for before, after in zip([EARLIEST_MS, *retries], [*retries, EARLIEST_MS + SPREAD_MS])]
        self.assertLessEqual(max(gaps), 3 * SPREAD_MS / len(retries), retries)


if __name__ == "__main__":
    unittest.main()
