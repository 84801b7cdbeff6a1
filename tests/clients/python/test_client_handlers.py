"""Handlers, keys, and what is thrown: whose it is, and what becomes of the client."""

import asyncio
import unittest
from unittest import mock

import client_path  # noqa: F401
import ticker
from played_case import PlayedCase
from stand_in import trade


class HandlersTest(PlayedCase):
    async def test_handler_that_raises_ends_the_client_with_its_error(self):
        # As errors of the connection, these would be taken for something else.
        for error in (KeyError("mine"), OSError("mine"), ticker.ProtocolError("mine")):
            with self.subTest(error):
                self.error = error
                await self.raising_handler()

    async def raising_handler(self):
        async with self.client() as market:
            subscription = market.subscribe("*")

            @market.on("subscribed")
            def fails(_):
                raise self.error

            line = await self.server.line()
            await line.welcome()
            await line.next("subscribe")
            await line.subscribed()
            with self.assertRaises(type(self.error)) as raised:
                async for _ in subscription:
                    pass
            self.assertIs(self.error, raised.exception)
        self.assertEqual(("closed", "handler"), self.states()[-1][:2])

    async def test_close_within_a_handler_ends_it(self):
        async with self.client() as market:
            subscription = market.subscribe("*")

            @market.on("subscribed")
            async def enough(_):
                await market.close()

            line = await self.server.line()
            await line.welcome()
            await line.next("subscribe")
            await line.subscribed()
            self.assertEqual([], [tick async for tick in subscription])
        self.assertEqual(("closed", "owner"), self.states()[-1][:2])

    async def test_handler_that_waits_through_another_task_is_still_the_handler(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all")
            outcome = []

            @market.on("subscribed")
            async def waits(_):
                await asyncio.wait_for(subscription.modify(interval_ms=5), 20)
                await asyncio.wait_for(subscription.unsubscribe(), 20)
                try:
                    await asyncio.create_task(subscription.statement())
                except (RuntimeError, ticker.TickerError) as error:
                    outcome.append(type(error))
                await asyncio.wait_for(market.close(), 20)

            line = await self.server.line()
            await line.begin()
            for op in ("modify", "unsubscribe"):
                await self.soon(line.next(op))
            self.assertEqual([], [tick async for tick in subscription])
        self.assertEqual([RuntimeError], outcome)
        self.assertEqual(("closed", "owner"), self.states()[-1][:2])

    async def test_task_of_a_handler_that_goes_on_behind_it_may_wait(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all")
            told, tasks = asyncio.Event(), []

            @market.on("subscribed")
            async def leaves_a_task_behind(_):
                async def later():
                    await told.wait()
                    return await subscription.statement()

                tasks.append(asyncio.create_task(later()))

            line = await self.server.line()
            await line.begin()
            await line.say("notice", id=1, code="conflating", detail="x")
            await self.until("notice")
            told.set()
            await self.soon(line.next("statement"))
            await line.statement()
            self.assertTrue((await self.soon(tasks[0])).adds_up)

    async def test_subscription_made_in_a_handler_is_no_part_of_it(self):
        async with self.client() as market:
            order, may_end, made = [], asyncio.Event(), []
            market.subscribe("*")

            @market.on("subscribed")
            async def first_makes_another(event):
                order.append(event.id)
                if event.id == 1:
                    made.append(market.subscribe("X:A"))
                    await may_end.wait()
                    order.append("over")

            line = await self.server.line()
            await line.begin()
            # It is asked for while the handler runs, and told when that is over.
            await self.soon(line.next("subscribe"))
            await line.subscribed(2)
            may_end.set()
            await line.say("notice", code="conflating", detail="x")
            await self.until("notice")
        self.assertEqual([1, "over", 2], order)

    async def test_keys_are_asked_for_renewed_and_sent_in_the_header(self):
        keys = iter(["first", "second", "third"])
        async with self.client(key=lambda: next(keys)) as market:
            market.subscribe("*")
            line = await self.server.line()
            self.assertEqual("Bearer first", line.headers["Authorization"])
            await line.begin()
            await line.say("notice", code="token_expiring")
            self.assertEqual("second", (await line.next("auth"))["token"])
            await line.close(4401, "expired")
            await self.soon(self.clock.until_asleep(0.25))
            self.clock.pass_(0.25)
            line = await self.server.line()
            self.assertEqual("Bearer third", line.headers["Authorization"])
        self.assertEqual(["connecting", "expiring", "refused"], [event.for_ for event in self.events if event.event == "key"])
        self.assertFalse(any(key in repr(event) for key in ("first", "second", "third") for event in self.events))

    async def test_the_same_key_again_is_unauthorized(self):
        async with self.client(key="only") as market:
            subscription = market.subscribe("*")
            line = await self.server.line()
            await line.welcome(auth="required")
            self.assertEqual("only", (await line.next("auth"))["token"])
            await line.close(4401, "invalid")
            with self.assertRaises(ticker.ClosedError) as error:
                async for _ in subscription:
                    pass
            self.assertEqual(("unauthorized", 4401), (error.exception.reason, error.exception.code))
            self.assertNotIn("only", str(error.exception))

    async def test_key_that_came_too_late_is_shown_again_after_a_wait(self):
        await self.late_key("only")
        self.assertEqual([], self.asked())

    async def test_key_that_came_too_late_is_asked_for_again_where_a_function_gives_it(self):
        await self.late_key(lambda: "only")
        self.assertEqual(["connecting"] * 3, self.asked())

    async def late_key(self, key):
        async with self.client(key=key, roads=["ws", "events"]) as market:
            subscription = market.subscribe("*", mode="all")
            for wait in (0.25, 0.5):
                line = await self.server.line()
                await line.welcome(auth="required")
                self.assertEqual("only", (await line.next("auth"))["token"])
                await line.close(4408, "no authentication in time")
                await self.soon(self.clock.until_asleep(wait))
                self.clock.pass_(wait)
            line = await self.server.line()
            await line.welcome(auth="required")
            self.assertEqual("only", (await line.next("auth"))["token"])
            await line.begin()
            await line.send([1, trade(1)])
            self.assertEqual([1], await self.take(subscription, 1))
        self.assertEqual([("waiting", "lost", 1, 250), ("waiting", "lost", 2, 500)], [state for state in self.states() if state[0] == "waiting"])
        self.assertEqual([4408] * 2, [event.code for event in self.events if event.event == "state" and event.state == "waiting"])

    def asked(self):
        return [event.for_ for event in self.events if event.event == "key"]

    async def test_handler_that_takes_its_time_is_no_silence_and_is_not_broken_off(self):
        async with self.client() as market:
            subscription = market.subscribe("*", mode="all")
            began, may_end, ended = asyncio.Event(), asyncio.Event(), []

            @market.on("subscribed")
            async def slow(_):
                began.set()
                await may_end.wait()
                ended.append(True)

            line = await self.server.line()
            await line.begin()
            await line.send([1, trade(1)])
            await self.soon(began.wait())
            for _ in range(3):
                await self.soon(self.clock.until_asleep(3.0))
                self.clock.pass_(3.0)
            may_end.set()
            self.assertEqual([1], await self.take(subscription, 1))
            self.assertEqual([True], ended)
        self.assertEqual([("connecting", None), ("open", None), ("closed", "owner")], [state[:2] for state in self.states()])

    async def test_close_waits_for_the_handler_that_runs(self):
        async with self.client() as market:
            market.subscribe("*")
            began, may_end, ended = asyncio.Event(), asyncio.Event(), []

            @market.on("subscribed")
            async def slow(_):
                began.set()
                await may_end.wait()
                ended.append(True)

            line = await self.server.line()
            await line.begin()
            await self.soon(began.wait())
            closing = asyncio.create_task(market.close())
            await asyncio.sleep(0)
            self.assertFalse(closing.done())
            may_end.set()
            await self.soon(closing)
            self.assertEqual([True], ended)

    async def test_key_that_takes_its_time_is_no_silence(self):
        asked, may_answer = asyncio.Event(), asyncio.Event()
        keys = iter(["first", "second"])

        async def key():
            found = next(keys)
            if found == "second":
                asked.set()
                await may_answer.wait()
            return found

        async with self.client(key=key) as market:
            market.subscribe("*")
            line = await self.server.line()
            await line.begin()
            await line.say("notice", code="token_expiring")
            await self.soon(asked.wait())
            await self.soon(self.clock.until_asleep(3.0))
            self.clock.pass_(30.0)
            may_answer.set()
            self.assertEqual("second", (await self.soon(line.next("auth")))["token"])

    async def test_unforeseen_error_closes_with_it_and_ends_every_iteration(self):
        async with self.client() as market:
            subscriptions = [market.subscribe("*"), market.subscribe("X:A")]
            wrong = RuntimeError("nobody thought of that")
            line = await self.server.line()
            with mock.patch("ticker.place.Place.seam", side_effect=wrong):
                await line.begin()
                for subscription in subscriptions:
                    with self.assertRaises(RuntimeError) as raised:
                        await self.soon(anext(aiter(subscription)))
                    self.assertIs(wrong, raised.exception)
        self.assertEqual(("closed", "fault"), self.states()[-1][:2])

    async def test_task_of_a_handler_that_was_cancelled_is_the_handlers_error(self):
        async with self.client() as market:
            subscription = market.subscribe("*")

            @market.on("subscribed")
            async def fails(_):
                task = asyncio.create_task(asyncio.sleep(0))
                task.cancel()
                await task

            line = await self.server.line()
            await line.begin()
            with self.assertRaises(asyncio.CancelledError):
                await self.soon(anext(aiter(subscription)))
        self.assertEqual(("closed", "handler"), self.states()[-1][:2])

    async def test_server_that_wants_a_key_where_there_is_none_is_the_end(self):
        async with self.client() as market:
            subscription = market.subscribe("*")
            line = await self.server.line()
            await line.welcome(auth="required")
            with self.assertRaises(ticker.ClosedError) as error:
                await self.soon(anext(aiter(subscription)))
            self.assertEqual("unauthorized", error.exception.reason)


if __name__ == "__main__":
    unittest.main()
