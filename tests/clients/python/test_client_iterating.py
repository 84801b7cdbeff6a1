"""Iterations: gaps in their places, loops that are left, ends."""

import asyncio
import unittest

import client_path  # noqa: F401
import ticker
from played_case import PlayedCase
from stand_in import trade


class IteratingTest(PlayedCase):
    async def test_gap_stands_in_its_place_or_raises(self):
        async with self.client() as market:
            telling, raising = market.subscribe("*", mode="all"), market.subscribe("*", mode="all", on_gap="raise")
            line = await self.server.line()
            await line.welcome()
            for id in (1, 2):
                await line.next("subscribe")
            for id in (1, 2):
                await line.subscribed(id)
                await line.say("seam", id=id, seq=0)
                await line.send([id, trade(1)])
                await line.say("gap", id=id, **{"from": 2, "to": 4}, cause="journal_hole")
                await line.send([id, trade(5)])
            batches = telling.batches()
            came = [await self.soon(anext(batches)) for _ in range(3)]
            self.assertEqual([1, 0, 1], [len(batch) for batch in came])
            self.assertEqual((2, 4, "journal_hole"), (came[1].gap.from_, came[1].gap.to, came[1].gap.cause))
            ticks = []
            with self.assertRaises(ticker.GapError):
                async for tick in raising:
                    ticks.append(tick.seq)
            self.assertEqual([1], ticks)
            # What nobody reads any more is not to fill its buffer, on which the other would have to wait.
            self.assertEqual(2, (await line.next("unsubscribe"))["id"])

    async def test_unsubscribe_while_nobody_iterates_does_not_wait_for_room(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all", buffer=2)
            line = await self.server.line()
            await line.begin()
            await line.send([1, *(trade(seq) for seq in range(1, 10))])
            leaving = asyncio.create_task(subscription.unsubscribe())
            await line.next("unsubscribe")
            await line.statement("unsubscribed", delivered=9, first_seq=1, last_seq=9)
            self.assertTrue((await self.soon(leaving)).adds_up)
            # What had come; more than the rest of one message is not kept.
            self.assertEqual(list(range(1, 10)), [tick.seq async for tick in subscription])

    async def test_two_who_wait_for_one_subscription_are_refused(self):
        async with self.client() as market:
            subscription = market.subscribe("*")
            line = await self.server.line()
            await line.begin()
            first = asyncio.create_task(anext(aiter(subscription)))
            await asyncio.sleep(0)
            with self.assertRaises(RuntimeError):
                await anext(aiter(subscription))
            await line.send([1, trade(1)])
            self.assertEqual(1, (await self.soon(first)).seq)

    async def test_left_loop_goes_on_at_once_with_the_next_tick(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all", buffer=4)
            line = await self.server.line()
            await line.begin()
            await line.send([1, *(trade(seq) for seq in range(1, 10))])
            came = []
            while len(came) < 7:
                async for tick in subscription:
                    came.append(tick.seq)
                    break
            async for batch in subscription.batches():
                came += [tick.seq for tick in batch]
                if came[-1] == 9:
                    break
            self.assertEqual(list(range(1, 10)), came)

    async def test_gap_that_is_to_raise_ends_it_though_nobody_iterates_yet(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all", on_gap="raise")
            line = await self.server.line()
            await line.begin()
            await line.send([1, trade(1)])
            await line.say("gap", id=1, **{"from": 2, "to": 4}, cause="journal_hole")
            await line.send([1, trade(5)])
            await line.next("unsubscribe")
            batches = subscription.batches()
            self.assertEqual([1], [tick.seq for tick in await self.soon(anext(batches))])
            self.assertEqual(2, (await self.soon(anext(batches))).gap.from_)
            for _ in range(2):
                with self.assertRaises(ticker.GapError):
                    await self.soon(anext(batches))
            await line.statement("unsubscribed", delivered=2, first_seq=1, last_seq=5)
            self.assertIsNotNone(await self.soon(subscription.unsubscribe()))


if __name__ == "__main__":
    unittest.main()
