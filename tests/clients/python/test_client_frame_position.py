"""Where a frame ends: whoever goes on from its position lacks nothing, though more had come than it holds."""

import asyncio
import random
import unittest
from types import SimpleNamespace

import client_path  # noqa: F401
from played_case import PlayedCase
from stand_in import EPOCH, quote, trade
from test_client_place import A, B
from test_client_place import quote as quoted
from test_client_place import trade as traded
from ticker.buffer import TickBuffer
from ticker.request import Request
from ticker.subscription import Subscription


class FramePositionTest(PlayedCase):
    async def begun(self, market, **options):
        subscription = market.subscribe("*", **options)
        line = await self.server.line()
        await line.welcome()
        await line.next("subscribe")
        return subscription, line

    async def frame(self, subscription, ticks):
        frame = await self.soon(subscription.frame(ticks=ticks))
        return list(frame["seq"]), frame.attrs["position"]

    async def came(self, line):
        """All that was sent before has come."""
        self.events.clear()
        await line.say("notice", code="other")
        await self.until("notice")

    async def test_all_the_last_tick_of_the_frame_whatever_waits_behind_it(self):
        async with self.client() as market:
            subscription, line = await self.begun(market, mode="all")
            await line.subscribed(seq=10)
            await line.say("seam", id=1, seq=10)
            await line.send([1, trade(11), trade(12), trade(13), trade(14)])
            await line.send([1, trade(15)])
            await line.say("heartbeat", seq=20, time=1, subs=[[1, 20]], feeds={})
            await self.came(line)
            self.assertEqual((EPOCH, 20), subscription.position)
            self.assertEqual(([11, 12, 13], (EPOCH, 13)), await self.frame(subscription, 3))
            self.assertEqual(([14], (EPOCH, 14)), await self.frame(subscription, 1))
            self.assertEqual(([15], (EPOCH, 20)), await self.frame(subscription, 1))

    async def test_state_alone_is_a_position_only_where_it_is_whole(self):
        async with self.client() as market:
            subscription, line = await self.begun(market, mode="all")
            await line.subscribed(seq=10)
            await line.send([1, quote(3, flags=1), trade(9, flags=1)])
            self.assertEqual(([3], None), await self.frame(subscription, 1))
            await line.say("seam", id=1, seq=10)
            await line.send([1, trade(11), trade(12)])
            await self.came(line)
            self.assertEqual(([9], (EPOCH, 10)), await self.frame(subscription, 1))
            self.assertEqual(([11], (EPOCH, 11)), await self.frame(subscription, 1))

    async def test_history_from_a_time_has_a_position_though_it_is_not_over(self):
        async with self.client() as market:
            subscription, line = await self.begun(market, mode="all", from_=1)
            await line.subscribed(seq=10)
            await line.send([1, quote(3, flags=1), quote(4, ref=1, flags=1)])
            await line.send([1, trade(11), trade(12)])
            await self.came(line)
            self.assertEqual(([3, 4], None), await self.frame(subscription, 2))
            self.assertEqual(([11], (EPOCH, 11)), await self.frame(subscription, 1))

    async def test_other_modes_what_a_heartbeat_told_before_the_end_of_the_frame(self):
        async with self.client() as market:
            subscription, line = await self.begun(market)
            await line.subscribed(seq=10)
            await line.say("seam", id=1, seq=10)
            await line.send([1, trade(11), trade(12)])
            await line.say("heartbeat", seq=12, time=1, subs=[[1, 12]], feeds={})
            # A quote of before it may be waiting at the server.
            await line.send([1, trade(14), trade(15)])
            await line.say("heartbeat", seq=16, time=1, subs=[[1, 13]], feeds={})
            await self.came(line)
            self.assertEqual(([11], (EPOCH, 10)), await self.frame(subscription, 1))
            self.assertEqual(([12], (EPOCH, 12)), await self.frame(subscription, 1))
            self.assertEqual(([14], (EPOCH, 12)), await self.frame(subscription, 1))
            self.assertEqual(([15], (EPOCH, 13)), await self.frame(subscription, 1))

    async def test_gap_that_the_frame_does_not_have_is_told_to_whoever_goes_on(self):
        async with self.client() as market:
            subscription, line = await self.begun(market, mode="all")
            await line.subscribed(seq=10)
            await line.say("seam", id=1, seq=10)
            await line.send([1, trade(11)])
            await line.say("gap", id=1, **{"from": 12, "to": 19}, cause="discarded")
            await line.say("heartbeat", seq=30, time=1, subs=[[1, 30]], feeds={})
            await line.send([1, trade(31)])
            await self.came(line)
            self.assertEqual(([11], (EPOCH, 11)), await self.frame(subscription, 1))
            self.assertEqual(([31], (EPOCH, 31)), await self.frame(subscription, 1))

    async def test_epoch_is_that_of_the_last_tick(self):
        async with self.client() as market:
            subscription, line = await self.begun(market, mode="all")
            await line.subscribed(seq=10)
            await line.say("seam", id=1, seq=10)
            await line.send([1, trade(11), trade(12)])
            await line.subscribed(seq=2, epoch=EPOCH + 1)
            await line.say("gap", id=1, **{"from": None, "to": None}, cause="epoch_changed")
            await line.send([1, trade(2, flags=1)])
            await line.say("seam", id=1, seq=2)
            await line.send([1, trade(3), trade(4)])
            await self.came(line)
            self.assertEqual(([11], (EPOCH, 11)), await self.frame(subscription, 1))
            self.assertEqual(([12], (EPOCH, 12)), await self.frame(subscription, 1))
            self.assertEqual(([2], (EPOCH + 1, 2)), await self.frame(subscription, 1))
            self.assertEqual(([3], (EPOCH + 1, 3)), await self.frame(subscription, 1))


class BehindTest(unittest.TestCase):
    def test_whatever_waits_and_whatever_is_conflated_nothing_is_left_out(self):
        """A property: of a tape whose mode, pieces, heartbeats, buffer and reader are drawn."""
        for seed in range(300):
            asyncio.run(self.play(seed))

    async def play(self, seed):
        draw = random.Random(seed)
        every, conflates = draw.random() < 0.5, draw.random() < 0.5
        tape = [(quoted if draw.random() < 0.7 else traded)(seq, draw.choice((A, B))) for seq in range(1, 200)]
        buffer = TickBuffer(draw.randrange(1, 20), conflates)
        subscription = Subscription(SimpleNamespace(reel=None), 1, Request("*", mode="all" if every else None), "snapshot", buffer, "event")
        subscription.place.ask()
        subscription.place.subscribed(7, 0, [A, B])
        subscription.place.seam(0)
        at, taken = 0, []
        for _ in range(draw.randrange(1, 60)):
            while at < len(tape) and not buffer._behind and draw.random() < 0.7:
                piece = tape[at:at + draw.randrange(1, 8)]
                subscription.put(list(piece))
                at += len(piece)
                if draw.random() < 0.4:
                    subscription.place.heartbeat(at)
            if buffer.count:
                taken += (await subscription.next_batch(draw.randrange(1, 6))).ticks
        epoch, reached = subscription.position_behind(taken[-1] if taken else None)
        seen = {seq for tick in taken for seq in self.stands_for(tick, tape)}
        self.assertEqual([], [tick.seq for tick in tape[:reached] if tick.seq not in seen], f"seed {seed}: {reached} leaves out")
        self.assertEqual(7, epoch)
        if every and not conflates:
            self.assertEqual(list(range(1, reached + 1)), [tick.seq for tick in taken], f"seed {seed}")

    @staticmethod
    def stands_for(tick, tape):
        first = tick.collapsed.first_seq if tick.collapsed else tick.seq
        return [one.seq for one in tape[first - 1:tick.seq] if type(one) is type(tick) and one.instrument is tick.instrument]


if __name__ == "__main__":
    unittest.main()
