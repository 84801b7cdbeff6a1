"""The client's examples and its DataFrames, against a real server that is fed with trades whose price is their number."""

import asyncio
import csv
import os
import subprocess
import sys
import tempfile
import unittest

from client_path import CLIENT
from test_recovery import Feed
from ticker_server import TickerServer

import ticker

DEADLINE = 120
TRADES = 30
SYMBOL = "XTST:BUSY"


class ExamplesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = TickerServer()
        cls.addClassCleanup(cls.server.stop)
        cls.url = f"ws://127.0.0.1:{cls.server.web_port}"
        cls.feed = Feed(cls.server)
        cls.addClassCleanup(cls.feed.close)
        cls.feed.send_and_wait(1 + TRADES)
        cls.epoch = asyncio.run(cls.position())[0]

    @classmethod
    async def position(cls):
        async with ticker.connect(cls.url) as market:
            async for _ in (subscription := market.subscribe(SYMBOL)):
                await subscription.statement()
                return subscription.position

    def run_example(self, name, *arguments, **environment):
        """Its output; what it does not get by itself is sent while it runs."""
        command = [sys.executable, str(CLIENT / "examples" / name), *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, **environment, "PYTHONPATH": str(CLIENT)}) as process:
            try:
                output, errors = process.communicate(timeout=DEADLINE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        self.assertEqual(0, process.returncode, errors)
        return output.splitlines()

    def test_examples_are_short(self):
        for example in (CLIENT / "examples").glob("*.py"):
            self.assertLess(len(example.read_text("utf-8").splitlines()), 40, example.name)

    def test_moving_average_prints_exact_averages(self):
        lines = self.run_example("moving_average.py", SYMBOL, "--server", self.url, "--trades", "1")
        self.assertEqual([f"{SYMBOL} 31 average 31.0000 of 1"], lines)

    def test_record_csv_writes_every_tick(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "market.csv")
            lines = self.run_example("record_csv.py", path, "XTST:*", "--server", self.url, "--ticks", "2")
            with open(path, newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
        self.assertEqual(["0 live ticks and 2 of the state came; the accounts add up"], lines)
        self.assertEqual([("XTST:BUSY", "trade", "31", "1", "31"), ("XTST:QUIET", "trade", "1", "1", "1")],
                         sorted((row["symbol"], row["kind"], row["price"], row["size"], row["trade_id"]) for row in rows))

    def test_pandas_session_runs_from_top_to_bottom(self):
        lines = self.run_example("pandas_session.py", TICKER_SERVER=self.url, TICKER_SYMBOLS=SYMBOL, TICKER_TICKS="1")
        self.assertEqual("1 ticks, 0 gaps, accounts add up: True", lines[0])
        self.assertTrue(any(line.split() == [SYMBOL, "1.0", "31.0"] for line in lines), lines)

    def test_frame_has_history_exactly_and_the_accounts(self):
        frame = ticker.frame(self.url, SYMBOL, ticks=TRADES, kinds=["trade"], mode="all", from_=(self.epoch, 0), exact=True)
        self.assertEqual(list(range(2, 2 + TRADES)), [int(price) for price in frame["price"]])
        self.assertEqual(["symbol", "kind", "seq", "price", "size", "side", "trade_id", "flags", "count"], list(frame.columns))
        statement = frame.attrs["statement"]
        self.assertEqual((TRADES, True, []), (statement.delivered, statement.adds_up, frame.attrs["gaps"]))
        self.assertEqual({"buy"}, set(frame["side"]))

    def test_frame_ends_where_another_process_goes_on_without_a_hole_and_without_a_double(self):
        prices, position = [], (self.epoch, 0)
        for _ in range(3):
            frame = ticker.frame(self.url, SYMBOL, ticks=TRADES // 3, kinds=["trade"], mode="all", from_=position, exact=True)
            prices += map(int, frame["price"])
            position = frame.attrs["position"]
            self.assertEqual((self.epoch, frame["seq"].iloc[-1]), position)
        self.assertEqual(list(range(2, 2 + TRADES)), prices)

    def test_frame_by_seconds_ends_though_nothing_comes(self):
        frame = ticker.frame(self.url, SYMBOL, seconds=0.2, from_="now", times=True)
        self.assertEqual((0, "datetime64[ns, UTC]", "float64"), (len(frame), str(frame.index.dtype), str(frame["bid"].dtype)))
        self.assertIn("received", frame.columns)

    def test_frame_within_a_running_loop_works_as_in_a_notebook(self):
        async def cell():
            return ticker.frame(self.url, SYMBOL, ticks=1, kinds=["trade"])

        frame = asyncio.run(cell())
        self.assertEqual((31.0, 1), (frame["price"].iloc[0], len(frame)))


class RoadsTest(unittest.IsolatedAsyncioTestCase):
    async def test_handler_that_changes_its_own_request_goes_on_once(self):
        with TickerServer() as server:
            feed = await asyncio.to_thread(Feed, server)
            await asyncio.to_thread(feed.send_and_wait, 11)
            for road in ("events", "poll"):
                with self.subTest(road):
                    await asyncio.wait_for(self.change(server, feed, road), DEADLINE)
            feed.close()

    async def change(self, server, feed, road):
        first, prices = feed.sent, []
        async with ticker.connect(f"ws://127.0.0.1:{server.web_port}", roads=[road], statement_interval=0.2) as market:
            subscription = market.subscribe(SYMBOL, mode="all")
            changes = []

            @market.on("statement")
            async def change(_):
                if not changes:
                    changes.append(await subscription.modify(summary=True))

            async for tick in subscription:
                prices.append(int(tick.price))
                if len(prices) == 1:
                    await asyncio.to_thread(feed.send_and_wait, first + 500)
                    await subscription.statement()
                    await subscription.pause()
                    await asyncio.to_thread(feed.send_and_wait, first + 600)
                    await subscription.resume()
                if prices[-1] == first + 600:
                    break
            self.assertEqual(list(range(first, first + 601)), prices)
            self.assertTrue(subscription.request.keys["summary"])
            await subscription.unsubscribe()
            self.assertTrue(subscription.ended)


class SurvivalTest(unittest.IsolatedAsyncioTestCase):
    async def test_killed_server_that_comes_back_every_trade_once(self):
        with tempfile.TemporaryDirectory() as journal:
            await asyncio.wait_for(self.survive({"Ticker:Journal:Directory": journal}), 240)

    async def survive(self, settings):
        server = await asyncio.to_thread(TickerServer, settings=settings)
        self.addCleanup(lambda: server.stop())
        feed = await asyncio.to_thread(Feed, server)
        await asyncio.to_thread(feed.send_and_wait, 101)
        prices = []
        async with ticker.connect(f"ws://127.0.0.1:{server.web_port}", backoff_cap=0.1, statement_interval=0.2) as market:
            subscription = market.subscribe(SYMBOL, mode="all")
            async for tick in subscription:
                prices.append(int(tick.price))
                if len(prices) == 1:
                    await asyncio.to_thread(feed.send_and_wait, 1001)
                elif prices[-1] == 1001:
                    feed.close()
                    await asyncio.to_thread(server.kill)
                    server = await asyncio.to_thread(TickerServer, settings=settings, web_port=server.web_port, grpc_port=server.grpc_port)
                    feed = await asyncio.to_thread(Feed, server)
                    await asyncio.to_thread(feed.send_and_wait, 2001)
                elif prices[-1] == 2001:
                    break
            self.assertTrue((await subscription.statement()).adds_up)
        feed.close()
        await asyncio.to_thread(server.stop)
        self.assertEqual(list(range(prices[0], 2002)), prices)


if __name__ == "__main__":
    unittest.main()
