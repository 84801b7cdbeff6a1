"""What is changed, and what is refused, over broken lines."""

import asyncio
import unittest

import client_path  # noqa: F401
import ticker
from played_case import PlayedCase
from stand_in import EPOCH, quote, trade


class ChangesTest(PlayedCase):
    async def test_slow_handler_asks_for_less_before_it_comes_back(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all")

            @market.on("evicted")
            async def less(_):
                await subscription.modify(mode="interval", interval_ms=500, remove="*", add="X:A")

            line = await self.server.line()
            await line.begin()
            await line.send([1, trade(1)])
            await line.close(4008, f"slow:{EPOCH}:1")
            await self.soon(self.clock.until_asleep(0.25))
            self.clock.pass_(0.25)
            line = await self.server.line()
            await line.welcome()
            asked = await line.next("subscribe")
            self.assertEqual({"epoch": EPOCH, "seq": 1}, asked["from"])
            # What it adds has its state only if it is added behind.
            change = await line.next("modify")
            self.assertEqual(("interval", 500, ["X:A"], ["*"]), tuple(change[key] for key in ("mode", "interval_ms", "add", "remove")))
            self.assertEqual(("slow:7:1", (EPOCH, 1)), next((event.reason, event.position) for event in self.events if event.event == "evicted"))

    async def test_modify_is_answered_and_holds_after_a_reconnect(self):
        async with self.client() as market:
            subscription = market.subscribe("X:A")
            line = await self.server.line()
            await line.begin()
            modifying = asyncio.create_task(subscription.modify(add="X:B", summary=True))
            await line.next("modify")
            await line.subscribed(seq=5, instruments=[[2, "X:B", 2, 0]])
            await self.soon(modifying)
            await line.send([1, quote(4, ref=2, flags=1)])
            await line.say("seam", id=1, seq=5)
            self.assertEqual([4], await self.take(subscription, 1))
            await line.close(1001)
            await self.soon(self.clock.until_asleep(0.25))
            self.clock.pass_(0.25)
            line = await self.server.line()
            asked = await line.begin()
            self.assertEqual((["X:A", "X:B"], True), (asked["symbols"], asked["summary"]))

    async def test_modify_refused_raises_and_changes_nothing(self):
        async with self.client() as market:
            subscription = market.subscribe("X:A")
            line = await self.server.line()
            await line.begin()
            modifying = asyncio.create_task(subscription.modify(mode="interval"))
            await line.next("modify")
            await line.say("error", code="bad_value", message="interval_ms: needed", id=1, fatal=False)
            with self.assertRaises(ticker.RefusedError):
                await self.soon(modifying)
            self.assertNotIn("mode", subscription.request.keys)

    async def test_subscribe_refused_ends_only_that(self):
        async with self.client() as market:
            refused, other = market.subscribe("bad"), market.subscribe("X:A")
            line = await self.server.line()
            await line.welcome()
            await line.next("subscribe")
            await line.next("subscribe")
            await line.say("error", code="bad_value", message="symbols: no symbol", id=1, fatal=False)
            await line.subscribed(id=2)
            await line.send([2, trade(1)])
            with self.assertRaises(ticker.RefusedError) as error:
                async for _ in refused:
                    self.fail("nothing was to come")
            self.assertEqual("bad_value", error.exception.reason)
            self.assertEqual([1], await self.take(other, 1))

    async def test_room_that_is_gone_on_coming_back_is_asked_for_again(self):
        async with self.client() as market:
            market.subscribe("*")
            line = await self.server.line()
            await line.begin()
            await line.close(1001)
            await self.soon(self.clock.until_asleep(0.25))
            self.clock.pass_(0.25)
            line = await self.server.line()
            await line.welcome()
            await line.next("subscribe")
            await line.say("error", code="budget_exceeded", message="no room", id=1, fatal=False)
            await self.soon(self.clock.until_asleep(0.5))
            self.assertEqual(("waiting", "busy", 2, 500), self.states()[-1])
            self.clock.pass_(0.5)
            line = await self.server.line()
            await line.begin()

    async def test_position_refused_on_coming_back_is_a_gap_and_the_state(self):
        async with self.client() as market:
            market.subscribe("*", mode="all")
            line = await self.server.line()
            await line.begin(seq=900)
            await line.close(1001)
            await self.soon(self.clock.until_asleep(0.25))
            self.clock.pass_(0.25)
            line = await self.server.line()
            await line.welcome()
            self.assertEqual({"epoch": EPOCH, "seq": 900}, (await line.next("subscribe"))["from"])
            await line.say("error", code="bad_value", message="from.seq is yet to come", id=1, fatal=False)
            self.assertEqual("snapshot", (await line.next("subscribe"))["from"])
            (gap,) = [event for event in self.events if event.event == "gap"]
            self.assertEqual((901, None, "position_refused"), (gap.from_, gap.to, gap.cause))

    async def test_modify_without_an_answer_is_asked_for_again_behind_the_subscribe(self):
        async with self.client() as market:
            subscription = market.subscribe("X:A")
            line = await self.server.line()
            await line.begin()
            modifying = asyncio.create_task(subscription.modify(mode="all"))
            await line.next("modify")
            line = await self.again(line)
            await self.soon(modifying)
            self.assertNotIn("mode", await line.next("subscribe"))
            self.assertEqual("all", (await line.next("modify"))["mode"])
            await line.subscribed()
            # This is not the answer, but an instrument that has appeared.
            await line.subscribed(instruments=[[2, "X:A2", 2, 0]])
            await line.say("error", code="bad_value", message="no", id=1, fatal=False)
            await self.until("error")
            line = await self.again(line, 0.5)
            self.assertNotIn("mode", await line.next("subscribe"))
            await line.subscribed()
            leaving = asyncio.create_task(subscription.unsubscribe())
            # A change that was refused is not asked for again.
            await line.next("unsubscribe")
            await line.statement("unsubscribed")
            await self.soon(leaving)

    async def test_modify_whose_state_had_not_come_is_asked_for_again(self):
        async with self.client() as market:
            subscription = market.subscribe("X:A")
            line = await self.server.line()
            await line.begin()
            modifying = asyncio.create_task(subscription.modify(add="X:B"))
            await line.next("modify")
            await line.subscribed(seq=5, instruments=[[2, "X:B", 2, 0]])
            await self.soon(modifying)
            line = await self.again(line)
            self.assertEqual(["X:A"], (await line.next("subscribe"))["symbols"])
            self.assertEqual(["X:B"], (await line.next("modify"))["add"])


if __name__ == "__main__":
    unittest.main()
