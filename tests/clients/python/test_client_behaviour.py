"""How the client comes back, where it goes on, and when it does not."""

import asyncio
import unittest

import client_path  # noqa: F401
import ticker
from played_case import PlayedCase
from stand_in import EPOCH, trade


class BehaviourTest(PlayedCase):
    async def test_lost_line_comes_back_from_where_it_stood_without_doubles(self):
        async with self.client() as market:
            subscription = market.subscribe("X:A", mode="all")
            line = await self.server.line()
            self.assertEqual("snapshot", (await line.begin())["from"])
            await line.send([1, trade(1), trade(2)])
            self.assertEqual([1, 2], await self.take(subscription, 2))
            line.socket.transport.abort()
            await self.soon(self.clock.until_asleep(0.25))
            self.clock.pass_(0.25)
            line = await self.server.line()
            self.assertEqual({"epoch": EPOCH, "seq": 2}, (await line.begin(seq=2))["from"])
            await line.send([1, trade(2), trade(3)])
            self.assertEqual([3], await self.take(subscription, 1))
            self.assertEqual((EPOCH, 3), subscription.position)
        self.assertEqual([("connecting", None, None, None), ("open", None, None, None), ("waiting", "lost", 1, 250),
                          ("connecting", None, None, None), ("open", None, None, None), ("closed", "owner", None, None)], self.states())

    async def test_attempts_grow_and_begin_anew_after_a_connection_that_stood(self):
        async with self.client(stable_after=10) as market:
            market.subscribe("*")
            for stood, wait in ((0, 0.25), (0, 0.5), (0, 1.0), (10, 0.25)):
                line = await self.server.line()
                await line.begin()
                self.clock.pass_(stood)
                await line.close(1001)
                await self.soon(self.clock.until_asleep(wait))
                self.clock.pass_(wait)
            line = await self.server.line()
            await line.begin()

    async def test_restart_waits_as_long_as_the_server_said(self):
        async with self.client() as market:
            market.subscribe("*")
            line = await self.server.line()
            await line.begin()
            await line.say("notice", code="draining", retry_ms=2500)
            await line.close(1012, f"restart:{EPOCH}:40")
            await self.soon(self.clock.until_asleep(2.5))
            self.clock.pass_(2.5)
            line = await self.server.line()
            self.assertEqual({"epoch": EPOCH, "seq": 40}, (await line.begin(seq=40))["from"])

    async def test_drained_server_is_left_alone_as_long_as_it_said_however_its_line_ends(self):
        async def breaks(line):
            line.socket.transport.abort()

        async def closes(line):
            await line.close(1001)

        async def says_nothing(_):
            await self.soon(self.clock.until_asleep(3.0))
            self.clock.pass_(3.0)

        async with self.client(stable_after=0) as market:
            market.subscribe("*")
            for end in (breaks, closes, says_nothing):
                line = await self.server.line()
                await line.begin()
                await line.say("notice", code="draining", retry_ms=4000)
                await self.until("notice")
                await end(line)
                await self.soon(self.clock.until_asleep(4.0))
                self.clock.pass_(4.0)
                self.events = [event for event in self.events if event.event != "notice"]
            # The next server said nothing of the kind.
            line = await self.server.line()
            await line.begin()
            await line.close(1001)
            await self.soon(self.clock.until_asleep(0.25))
        waits = [(event.reason, event.retry_in_ms) for event in self.events if event.event == "state" and event.state == "waiting"]
        self.assertEqual([("lost", 4000), ("lost", 4000), ("mute", 4000), ("lost", 250)], waits)

    async def test_mute_for_three_heartbeats_is_left(self):
        async with self.client() as market:
            market.subscribe("*")
            line = await self.server.line()
            await line.begin()
            await self.soon(self.clock.until_asleep(3.0))
            self.clock.pass_(3.0)
            await self.soon(self.clock.until_asleep(0.25))
            self.assertEqual(("waiting", "mute", 1, 250), self.states()[-1])

    async def test_no_welcome_in_time_is_unreachable(self):
        async with self.client() as market:
            await self.server.line()
            await self.soon(self.clock.until_asleep(10.0))
            self.clock.pass_(10.0)
            await self.soon(self.clock.until_asleep(0.25))
            self.assertEqual(("waiting", "unreachable", 1, 250), self.states()[-1])
            await market.close()

    async def test_accounts_that_do_not_add_up_raise(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all")
            line = await self.server.line()
            await line.begin()
            await line.send([1, trade(1)])
            await line.statement(delivered=2, first_seq=1, last_seq=2)
            ticks = []
            with self.assertRaises(ticker.AccountsError) as error:
                async for tick in subscription:
                    ticks.append(tick.seq)
            self.assertEqual(([1], {"delivered": 1, "last_seq": 1}), (ticks, error.exception.statement.difference))
        self.assertEqual(("closed", "accounts"), self.states()[-1][:2])

    async def test_statement_is_asked_for_now_and_then_and_at_the_end(self):
        async with self.client(statement_interval=5) as market:
            subscription = market.subscribe("*", mode="all")
            line = await self.server.line()
            await line.begin()
            await line.send([1, trade(1)])
            await self.take(subscription, 1)
            await self.soon(self.clock.until_asleep(5))
            self.clock.pass_(2.5)
            await line.say("heartbeat", seq=1, time=1, subs=[[1, 1]], feeds={})
            await line.say("notice", code="other")
            await self.until("notice")
            self.clock.pass_(2.5)
            await line.next("statement")
            await line.statement(delivered=1, first_seq=1, last_seq=1)
            leaving = asyncio.create_task(subscription.unsubscribe())
            await line.next("unsubscribe")
            await line.statement("unsubscribed", delivered=1, first_seq=1, last_seq=1)
            self.assertTrue((await self.soon(leaving)).adds_up)
            self.assertEqual([], [tick async for tick in subscription])

    async def test_protocol_violations_close_and_do_not_come_back(self):
        async with self.client() as market:
            subscription = market.subscribe("*")
            line = await self.server.line()
            await line.begin()
            await line.send([1, trade(1, ref=9)])
            with self.assertRaises(ticker.ClosedError) as error:
                async for _ in subscription:
                    pass
            self.assertEqual("broken", error.exception.reason)

    async def test_stale_and_fresh_are_told_by_name(self):
        async with self.client() as market:
            subscription = market.subscribe("*")
            line = await self.server.line()
            await line.begin()
            await line.say("notice", id=1, code="stale", refs=[1], detail="silent")
            await line.send([1, trade(1)])
            await self.take(subscription, 1)
            self.assertEqual({"X:A"}, subscription.stale)
            await line.say("notice", id=1, code="fresh", refs=[1])
            await line.send([1, trade(2)])
            await self.take(subscription, 1)
            self.assertEqual(set(), subscription.stale)
        self.assertEqual([["X:A"], ["X:A"]], [event.symbols for event in self.events if event.event in ("stale", "fresh")])


if __name__ == "__main__":
    unittest.main()
