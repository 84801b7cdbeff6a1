"""The buffer between the connection and the iteration: bounded, in order, and every tick accounted for."""

import asyncio
import random
import unittest

import client_path  # noqa: F401
from test_client_place import A, B, quote, trade
from ticker.buffer import TickBuffer, conflated
from ticker.events import Gap
from ticker.instruments import Instrument
from ticker.ticks import AFTER_FEED_GAP, SNAPSHOT, Quote

GAP = Gap(1, 5, 6, "feed_gap")


class BufferTest(unittest.IsolatedAsyncioTestCase):
    async def test_take_in_order_and_at_most_so_many(self):
        buffer = TickBuffer(10, False)
        ticks = [trade(seq) for seq in range(1, 6)]
        buffer.put(list(ticks))
        self.assertEqual(ticks[:2], await buffer.take(2))
        buffer.put_gap(GAP)
        self.assertEqual((ticks[2:], GAP), (await buffer.take(), await buffer.take()))
        self.assertEqual(0, buffer.count)

    async def test_put_full_has_no_room_until_all_of_it_moved_up(self):
        buffer = TickBuffer(3, False)
        ticks = [trade(seq) for seq in range(1, 8)]
        buffer.put(list(ticks))
        waiting = asyncio.create_task(buffer.room())
        came = []
        while len(came) < 7:
            self.assertEqual(len(came) >= 4, waiting.done())
            came += await buffer.take(2)
            self.assertLessEqual(buffer.count, 3)
            await asyncio.sleep(0)
        await waiting
        self.assertEqual(ticks, came)

    async def test_room_cancelled_loses_nothing_of_what_was_put(self):
        buffer = TickBuffer(2, False)
        buffer.put([trade(seq) for seq in range(1, 6)])
        waiting = asyncio.create_task(buffer.room())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        came = [*await buffer.take(), *await buffer.take(), *await buffer.take()]
        self.assertEqual([1, 2, 3, 4, 5], [tick.seq for tick in came])

    async def test_take_held_counts_until_the_next(self):
        buffer = TickBuffer(4, False)
        buffer.put([trade(seq) for seq in range(1, 5)])
        await buffer.take(3, hold=True)
        self.assertEqual(4, buffer.count)
        buffer.put([trade(9)])
        waiting = asyncio.create_task(buffer.room())
        await asyncio.sleep(0)
        self.assertFalse(waiting.done())
        await buffer.take(1, hold=True)
        await waiting

    async def test_put_full_conflates_the_newest_quote_in_its_place(self):
        buffer = TickBuffer(3, True)
        buffer.put([quote(1), quote(2, B), trade(3, B)])
        buffer.put([quote(4), quote(5)])
        first, *rest = await buffer.take()
        self.assertEqual((5, 3, 1, "client"), (first.seq, first.collapsed.count, first.collapsed.first_seq, first.collapsed.cause))
        self.assertEqual([2, 3], [tick.seq for tick in rest])

    async def test_put_full_does_not_conflate_across_a_gap_nor_state_with_what_is_live(self):
        buffer = TickBuffer(2, True)
        buffer.put([quote(1)])
        buffer.put_gap(GAP)
        buffer.put([quote(7)])
        self.assertEqual(([1], GAP, [7]), ([tick.seq for tick in await buffer.take()], await buffer.take(), [tick.seq for tick in await buffer.take()]))
        buffer.put([quote(1), quote(2, B)])
        buffer.put([quote(3)])
        buffer.put_gap(GAP)
        came = [*await buffer.take(), await buffer.take()]
        self.assertEqual(([3, 2], GAP), ([tick.seq for tick in came[:2]], came[2]))
        buffer.put([quote(1, flags=SNAPSHOT), quote(2, B)])
        buffer.put([quote(3)])
        self.assertEqual([1, 2, 3], [tick.seq for tick in (*await buffer.take(), *await buffer.take())])

    async def test_put_behind_a_trade_waits_so_that_nothing_goes_back(self):
        buffer = TickBuffer(2, True)
        buffer.put([quote(1), trade(2)])
        buffer.put([quote(3)])
        came = [*await buffer.take(), *await buffer.take()]
        self.assertEqual([1, 2, 3], [tick.seq for tick in came])

    async def test_end_gives_what_waits_then_the_error(self):
        for error in (None, ValueError("over")):
            buffer = TickBuffer(2, False)
            buffer.put([trade(1), trade(2), trade(3)])
            buffer.end(error)
            self.assertEqual(2, len(await buffer.take()))
            self.assertEqual(1, len(await buffer.take()))
            if error:
                with self.assertRaises(ValueError):
                    await buffer.take()
            else:
                self.assertIsNone(await buffer.take())

    async def test_overflow_drops_what_finds_no_room(self):
        buffer = TickBuffer(2, False)
        buffer.overflow()
        for seq in range(1, 9):
            await buffer.room()
            buffer.put([trade(seq)])
        self.assertEqual(2, buffer.count)
        buffer.end(None)
        self.assertEqual([1, 2, 3], [tick.seq for tick in (*await buffer.take(), *await buffer.take())])

    async def test_overflow_drops_all_behind_the_first_that_found_no_room(self):
        buffer = TickBuffer(2, False)
        buffer.overflow()
        buffer.put([trade(1), trade(2), trade(3)])
        buffer.put([trade(4)])
        came = [*await buffer.take(), *await buffer.take()]
        # There is room again.
        buffer.put([trade(5)])
        buffer.put_gap(GAP)
        buffer.end(None)
        self.assertEqual(([1, 2, 3], None), ([tick.seq for tick in came], await buffer.take()))

    async def test_overflow_a_gap_without_room_is_the_first_that_is_dropped(self):
        buffer = TickBuffer(1, False)
        buffer.put([trade(1), trade(2)])
        buffer.overflow()
        buffer.put_gap(GAP)
        came = [*await buffer.take(), *await buffer.take()]
        buffer.put([trade(7)])
        buffer.end(None)
        self.assertEqual(([1, 2], None), ([tick.seq for tick in came], await buffer.take()))

    async def test_put_and_take_at_random_lose_nothing(self):
        """A property: counts add up to what was put, each kind ascends, and no bound is passed."""
        instruments = [Instrument(f"X:{n}", 2, 0) for n in range(5)]
        for seed in range(50):
            draw = random.Random(seed)
            size, conflate = draw.randrange(1, 12), draw.random() < 0.7
            buffer = TickBuffer(size, conflate)
            put = [(trade if draw.random() < 0.3 else quote)(seq, draw.choice(instruments)) for seq in range(1, 400)]

            async def feed():
                at = 0
                while at < len(put):
                    piece = put[at:at + draw.randrange(1, 9)]
                    at += len(piece)
                    await buffer.room()
                    buffer.put(list(piece))
                    if draw.random() < 0.2:
                        await asyncio.sleep(0)
                buffer.end(None)

            feeding, newest, counted = asyncio.create_task(feed()), {}, 0
            while (came := await buffer.take(draw.randrange(1, 6))) is not None:
                self.assertLessEqual(buffer.count, size)
                for tick in came:
                    self.assertGreater(tick.seq, newest.get(tick.instrument, 0), f"seed {seed}")
                    newest[tick.instrument] = tick.seq
                    counted += tick.collapsed.count if tick.collapsed else 1
            await feeding
            self.assertEqual(len(put), counted)
            self.assertEqual({tick.instrument: tick.seq for tick in put}, newest)

    def test_conflated_joins_extremes_and_the_word_of_a_gap(self):
        older = tuple.__new__(Quote, (1, A, 5, 0, 90, 1, 120, 1, AFTER_FEED_GAP, [3, 2, 1, 95, 80, 125, 119]))
        newer = tuple.__new__(Quote, (1, A, 6, 0, 100, 1, None, None, 0))
        both = conflated(older, newer)
        told = both.collapsed
        self.assertEqual((4, 2, "client", AFTER_FEED_GAP), (told.count, told.first_seq, told.cause, both.flags))
        self.assertEqual(["1.00", "0.80", "1.25", "1.19"], [str(price) for price in (told.bid_high, told.bid_low, told.ask_high, told.ask_low)])
        self.assertIsNone(both.ask)


if __name__ == "__main__":
    unittest.main()
