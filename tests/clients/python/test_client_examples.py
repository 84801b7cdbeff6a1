"""The client's examples and its DataFrames, against a real server that is fed with trades whose price is their number, and with what a test wants."""

import asyncio
import csv
import itertools
import os
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

from client_path import CLIENT
from test_recovery import Feed
from ticker_server import TickerServer
from watched_way import WatchedWay

import ticker

DEADLINE = 120
TRADES = 30
SYMBOL = "XTST:BUSY"


NUMBERS = itertools.count(10)
LAST = 1_012_533_337
"""A price that nothing else on the wire looks like."""


def trade(price, size=1):
    return dict(trade=dict(price=price, size=size, side=1))


def quote(bid, ask):
    return dict(quote=dict(bid_price=bid, bid_size=1, ask_price=ask, ask_size=1))


class Instruments:
    """Instruments that a test adds to a feed, and what happens to them."""

    def __init__(self, feed, *symbols, price_scale):
        self._feed = feed
        self._numbers = dict(zip(symbols, NUMBERS))
        for symbol, number in self._numbers.items():
            feed.stream.define(number=number, symbol=symbol, price_scale=price_scale)

    def happens(self, *what):
        """Each is (symbol, quote or trade). Returns when the server has it."""
        ticks = [dict(instrument=self._numbers[symbol], sequence=self._feed.sent + n, **one) for n, (symbol, one) in enumerate(what, 1)]
        self._feed.stream.ticks(*ticks)
        self._feed.sent += len(ticks)
        self._feed.stream.responses_until(self._feed.sent)


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

    def run_example(self, name, *arguments, live, **environment):
        """Its output; live is called with the process and its way to the server once it has the state and gets what happens."""
        command = [sys.executable, str(CLIENT / "examples" / name), *arguments]
        with WatchedWay(self.server.web_port) as way:
            # One takes it from the environment.
            command += [] if environment else ["--server", way.url]
            environment = {**os.environ, **environment, "TICKER_SERVER": way.url, "PYTHONPATH": str(CLIENT)}
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
                try:
                    way.until_told(b"seam", DEADLINE)
                    live(process, way)
                    output, errors = process.communicate(timeout=DEADLINE)
                except BaseException:
                    process.kill()
                    raise
        self.assertEqual(0, process.returncode, errors)
        return output.splitlines()

    def test_examples_are_short(self):
        for example in (CLIENT / "examples").glob("*.py"):
            self.assertLess(len(example.read_text("utf-8").splitlines()), 40, example.name)

    def test_moving_average_prints_exact_averages(self):
        market = Instruments(self.feed, "TINY", "MORE", price_scale=8)
        market.happens(("TINY", trade(12)))
        what = [("TINY", trade(13)), ("MORE", trade(9_007_199_254_740_993)), ("TINY", trade(15)), ("TINY", quote(15, 16)), ("TINY", trade(16)), ("MORE", trade(-1))]
        lines = self.run_example("moving_average.py", "XTST:TINY", "XTST:MORE", "--window", "3", "--trades", "6", live=lambda *_: market.happens(*what))
        self.assertEqual([
            "XTST:TINY 0.00000012 average 0.000000120000 of 1",
            "XTST:TINY 0.00000013 average 0.000000125000 of 2",
            "XTST:MORE 90071992.54740993 average 90071992.547409930000 of 1",
            "XTST:TINY 0.00000015 average 0.000000133333 of 3",
            "XTST:TINY 0.00000016 average 0.000000146667 of 3",
            "XTST:MORE -0.00000001 average 45035996.273704960000 of 2",
        ], lines)

    def test_record_csv_writes_every_tick_until_so_many(self):
        self.assertEqual("5 ticks recorded; 3 live and 2 of the state came, the accounts add up", self.record("SOME", "--ticks", "5"))

    def test_record_csv_writes_every_tick_until_it_is_stopped_and_has_the_accounts(self):
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            # What runs in the background of a shell is born deaf to Ctrl-C, and its children with it.
            self.addCleanup(signal.signal, signal.SIGINT, signal.signal(signal.SIGINT, signal.default_int_handler))

        def stop(process, way):
            way.until_told(struct.pack(">I", LAST), DEADLINE)
            process.send_signal(signal.SIGINT)

        self.assertEqual("5 ticks recorded; 3 live and 2 of the state came, the accounts add up", self.record("ALL", then=stop))

    def record(self, symbol, *arguments, then=lambda *_: None):
        """What it prints, having recorded two ticks of the state and three live ones."""
        market = Instruments(self.feed, symbol, symbol + "2", price_scale=2)
        market.happens((symbol, quote(100, 102)), (symbol + "2", trade(10125, 7)))

        def live(*told):
            market.happens((symbol, trade(101, 3)), (symbol, quote(-1, 104)), (symbol + "2", trade(LAST)))
            then(*told)

        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "market.csv")
            (line,) = self.run_example("record_csv.py", path, f"XTST:{symbol}*", *arguments, live=live)
            with open(path, newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
        columns = ("symbol", "kind", "bid", "ask", "price", "size", "side")
        found = [tuple(row[column].removeprefix("XTST:") for column in columns) for row in rows]
        self.assertEqual([(symbol, "quote", "1.00", "1.02", "", "", ""), (symbol + "2", "trade", "", "", "101.25", "7", "1")], sorted(found[:2]))
        self.assertEqual([(symbol, "trade", "", "", "1.01", "3", "1"), (symbol, "quote", "-0.01", "1.04", "", "", ""),
                          (symbol + "2", "trade", "", "", "10125333.37", "1", "1")], found[2:])
        self.assertEqual(sorted(int(row["seq"]) for row in rows), [int(row["seq"]) for row in rows])
        return line

    def test_pandas_session_runs_from_top_to_bottom(self):
        market = Instruments(self.feed, "CELL", "CELL2", price_scale=2)
        market.happens(("CELL", trade(10_000)), ("CELL2", trade(5_000)))
        what = [("CELL", quote(10_000, 10_200)), ("CELL", trade(10_100, 2)), ("CELL2", quote(4_950, 5_050)), ("CELL", quote(10_000, 10_100)), ("CELL", trade(10_200, 3))]
        lines = self.run_example("pandas_session.py", live=lambda *_: market.happens(*what), TICKER_SYMBOLS="XTST:CELL,XTST:CELL2", TICKER_TICKS="7")
        self.assertEqual("7 ticks, 0 gaps, accounts add up: True", lines[0])
        cells = [line.split() for line in lines]
        # 100 + 2 * 101 + 3 * 102 of 6; and of the middle, 2 of 101 and 1 of 100.5.
        self.assertIn(["XTST:CELL", "6.0", "101.333333"], cells)
        self.assertIn(["XTST:CELL2", "1.0", "50.000000"], cells)
        self.assertIn(["XTST:CELL", "148.761", "198.02"], cells)
        self.assertIn(["XTST:CELL2", "200.000", "200.00"], cells)
        self.assertRegex(lines[-1], r"^[1-9]\d* bars, volume 6$")

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
