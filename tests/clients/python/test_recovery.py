"""A server that is killed, and a client from Debian's python3-websockets that comes back with the last position it has."""

import asyncio
import shutil
import tempfile
import unittest

import grpc
import msgpack
import websockets

from test_feed import PUBLISH, Publisher, contract_of
from ticker_server import TickerServer

WAIT = 120.0
BUSY, QUIET = "XTST:BUSY", "XTST:QUIET"


class Feed:
    """One run of one feed: the price of each trade is its number in the feed; the quiet instrument trades first, and never again."""

    def __init__(self, server):
        # Debian's grpcio 1.51 keeps a call that a GOAWAY turned away to itself, instead of trying it again or failing it.
        self.channel = grpc.insecure_channel(server.grpc_address, options=[("grpc.enable_retries", 0)])
        messages, _ = contract_of(self.channel, "ticker.feed.v1.FeedService")
        self.request = messages["PublishRequest"]
        self.publish = self.channel.stream_stream(
            PUBLISH,
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=messages["PublishResponse"].FromString,
        )
        self.stream = Publisher(self, "crash", timeout=WAIT)
        self.sent = self.stream.hello().last_sequence
        self.stream.define(number=1, symbol="BUSY", price_scale=0)
        self.stream.define(number=2, symbol="QUIET", price_scale=0)

    def send(self, upto):
        while self.sent < upto:
            numbers = range(self.sent + 1, min(self.sent + 200, upto) + 1)
            self.stream.ticks(*(
                dict(instrument=2 if n == 1 else 1, sequence=n, trade=dict(price=n, size=1, side=1, trade_id=n)) for n in numbers
            ))
            self.sent = numbers[-1]

    def send_and_wait(self, upto):
        if self.sent < upto:
            self.send(upto)
            self.stream.responses_until(upto)

    def close(self):
        self.stream.call.cancel()
        self.channel.close()


class Came:
    """All that came on one subscription, in order."""

    def __init__(self):
        self.ticks, self.controls, self.seam_at = [], [], None

    def of(self, event):
        return [message for message in self.controls if message["ev"] == event]

    @property
    def epoch(self):
        return self.of("welcome")[0]["epoch"]

    @property
    def prices(self):
        return [price for _, price, _ in self.ticks]

    @property
    def last(self):
        return self.ticks[-1][0]


async def follow(server, until=lambda came: False, reached=lambda: None, **request):
    """Subscribes, and takes what comes until that is enough or the connection ends."""
    came, told = Came(), False
    async with websockets.connect(server.stream_url, subprotocols=["ticker.v1.msgpack"], ping_interval=None) as stream:
        await stream.send(msgpack.packb({"op": "subscribe", "id": 1, "mode": "all", **request}))
        try:
            async for frame in stream:
                message = msgpack.unpackb(frame)
                if isinstance(message, list):
                    came.ticks += [(seq, price, flags) for _, _, seq, _, price, _, _, flags, *_ in message[1:]]
                else:
                    if message["ev"] == "seam":
                        came.seam_at = len(came.ticks)
                    came.controls.append(message)
                if not told and until(came):
                    told = True
                    reached()
                    if reached is enough:
                        break
        except websockets.ConnectionClosed:
            pass
    return came


def enough():
    """Says that what was waited for ends the reading."""


def live(came):
    return came.seam_at is not None


class RecoveryTest(unittest.TestCase):
    def setUp(self):
        journal = tempfile.mkdtemp(prefix="ticker-recovery-")
        self.addCleanup(shutil.rmtree, journal, ignore_errors=True)
        self.settings = {"Ticker:Journal:Directory": journal}

    def server(self, **more):
        server = TickerServer(**more)
        self.addCleanup(server.stop)
        return server

    def feed(self, server):
        feed = Feed(server)
        self.addCleanup(feed.close)
        return feed

    def run_for(self, work):
        async def limited():
            return await asyncio.wait_for(work, WAIT)

        return asyncio.run(limited())

    def test_who_comes_back_to_a_killed_server_has_every_tick_once(self):
        first = self.server(settings=self.settings)
        feed = self.feed(first)
        feed.send_and_wait(100)
        before, quiet = self.run_for(self.until_killed(first, feed))
        feed.close()

        second = self.server(settings=self.settings, web_port=first.web_port, grpc_port=first.grpc_port)
        again = self.feed(second)
        again.send_and_wait(10_100)
        back, quiet_back = self.run_for(self.come_back(second, again, before, quiet))

        self.assertEqual(before.epoch, back.epoch)
        # From the state on, which is the last trade of before.
        self.assertLessEqual(before.prices[0], 100)
        self.assertEqual(list(range(before.prices[0], 10_601)), before.prices + back.prices)
        positions = [before.last] + [seq for seq, _, _ in back.ticks]
        self.assertTrue(all(one < next_one for one, next_one in zip(positions, positions[1:])))
        self.assertFalse(any(flags & 1 for _, _, flags in back.ticks))
        (seam,) = back.of("seam")
        self.assertTrue(all((seq <= seam["seq"]) == (n < back.seam_at) for n, (seq, _, _) in enumerate(back.ticks)))
        self.assertEqual(([1], []), (quiet.prices, quiet_back.prices))
        self.assertEqual(1, len(quiet_back.of("seam")))
        for one in (before, quiet, back, quiet_back):
            self.assertEqual([], one.of("gap") + one.of("error"))
        self.refused(second, before)

    async def until_killed(self, server, feed):
        def kill():
            server.kill()

        quiet_is_live = asyncio.Event()
        quiet = asyncio.create_task(follow(server, live, quiet_is_live.set, symbols=[QUIET]))
        await quiet_is_live.wait()
        busy_is_live = asyncio.Event()

        def far(came):
            if live(came):
                busy_is_live.set()
            return len(came.ticks) > 3_000

        busy = asyncio.create_task(follow(server, far, kill, symbols=[BUSY]))
        await busy_is_live.wait()
        # It is killed while these are on their way.
        await asyncio.to_thread(feed.send, 10_100)
        return await busy, await quiet

    async def come_back(self, server, feed, before, quiet):
        is_live = asyncio.Event()

        def all_came(came):
            if live(came):
                is_live.set()
            return 10_600 in came.prices[-1:]

        busy = asyncio.create_task(follow(server, all_came, enough, symbols=[BUSY], **{"from": {"epoch": before.epoch, "seq": before.last}}))
        await is_live.wait()
        quiet_back = await follow(server, live, enough, symbols=[QUIET], **{"from": {"epoch": before.epoch, "seq": quiet.last}})
        await asyncio.to_thread(feed.send_and_wait, 10_600)
        return await busy, quiet_back

    def refused(self, server, before):
        other = self.run_for(follow(server, live, enough, symbols=[BUSY, QUIET], **{"from": {"epoch": before.epoch - 1, "seq": before.last}}))
        self.assertEqual([(None, None, "epoch_changed")], [(gap["from"], gap["to"], gap["cause"]) for gap in other.of("gap")])
        self.assertEqual([1, 10_600], sorted(other.prices))
        self.assertTrue(all(flags & 1 for _, _, flags in other.ticks))
        failed = self.run_for(follow(server, lambda came: came.of("error"), enough, symbols=[BUSY], **{"from": {"epoch": before.epoch, "seq": 10**6}}))
        self.assertEqual("bad_value", failed.of("error")[0]["code"])

    def test_a_position_that_is_not_kept_gives_a_gap_and_the_state(self):
        server = self.server(settings={"Ticker:RecentTicks": 1024, "Ticker:Journal:Enabled": "false"})
        feed = self.feed(server)
        feed.send_and_wait(5_000)
        first = self.run_for(follow(server, lambda came: 5_000 in came.prices, enough, symbols=["*"]))
        expired = self.run_for(follow(server, live, enough, symbols=["*"], **{"from": {"epoch": first.epoch, "seq": 20}}))
        (gap,) = expired.of("gap")
        self.assertEqual((21, "journal_expired"), (gap["from"], gap["cause"]))
        self.assertGreaterEqual(gap["to"], 5_000)
        self.assertEqual([1, 5_000], sorted(expired.prices))
        self.assertTrue(all(flags & 1 for _, _, flags in expired.ticks))


if __name__ == "__main__":
    unittest.main()
