"""Every tick is accounted for, as a client in another language and of another make counts them.

Real recordings are played at full speed to subscribers of several paces. They come in two plays, each of fewer ticks than
may wait for a subscriber, and the second when who gets everything has all of the first: so that one is never cut off.
"""

import asyncio
import gzip
import json
import os
import pathlib
import unittest

from statement_book import StatementBook, mantissa
from statement_client import StatementClient
from ticker_server import REPOSITORY, TickerServer

TICKER = os.environ.get("TICKER_CLI_DLL") or REPOSITORY / "src/Ticker.Cli/bin/Release/net10.0/ticker.dll"
FOLDER = pathlib.Path(os.environ.get("TICKER_TEST_FEEDS") or REPOSITORY.parent / "shared/feeds") / "binance-raw"
FEED = "play"

# What the recordings hold, counted once by other means: quotes, trades, traded size.
GOLDEN = {
    "BINANCE:BTCUSDT": ("spot_btcusdt_20240808.gz", 28_040, 9_757, "212.03315"),
    "BINANCE:ETHUSDT": ("spot_ethusdt_20240808.gz", 24_077, 6_106, "2261.3149"),
    "BINANCE-USDM:BTCUSDT": ("usdm_btcusdt_20240808.gz", 66_089, 21_313, "2429.366"),
}
PLAYS = (("BINANCE:BTCUSDT", "BINANCE:ETHUSDT"), ("BINANCE-USDM:BTCUSDT",))


def recorded(file, price_scale, size_scale):
    """The quotes and trades of a recording, in their order."""
    quotes, trades = [], []
    with gzip.open(FOLDER / file, "rt") as lines:
        for line in lines:
            if '@bookTicker"' in line:
                quote = json.loads(line[line.index(" "):])["data"]
                quotes.append((mantissa(quote["b"], price_scale), mantissa(quote["B"], size_scale), mantissa(quote["a"], price_scale), mantissa(quote["A"], size_scale)))
            elif '@trade"' in line:
                trade = json.loads(line[line.index(" "):])["data"]
                trades.append((mantissa(trade["p"], price_scale), mantissa(trade["q"], size_scale), 2 if trade["m"] else 1, trade["t"]))
    return quotes, trades


async def play(server, symbols):
    files = [str(FOLDER / GOLDEN[symbol][0]) for symbol in symbols]
    player = await asyncio.create_subprocess_exec(
        "dotnet", str(TICKER), "feed", "play", *files, "--to", f"http://{server.grpc_address}", "--speed", "max",
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    output, _ = await player.communicate()
    count = sum(GOLDEN[symbol][1] + GOLDEN[symbol][2] for symbol in symbols)
    assert player.returncode == 0 and f"sent {count} ticks, acked {count}, rejected 0" in output.decode(), output.decode()
    return count


@unittest.skipUnless(FOLDER.exists(), f"real recordings are absent: {FOLDER} is not there (TICKER_TEST_FEEDS names the folder above it)")
class StatementTests(unittest.IsolatedAsyncioTestCase):
    async def test_every_pace_every_tick_is_accounted_for(self):
        # The loop of such a test warns of whoever takes long, and going through the books does.
        asyncio.get_running_loop().slow_callback_duration = 60
        with TickerServer() as server:
            clients = await asyncio.wait_for(self.follow(server), 240)
        tape_book = StatementBook(clients[0].request).take(clients[0].frames)
        self.check_tape(tape_book)
        for client in clients:
            with self.subTest(client.name):
                book = StatementBook(client.request, tape_book.made).take(client.frames)
                book.audit()
                self.assertEqual(tape_book.totals, book.totals)
                self.check_pace(client, book)

    async def follow(self, server):
        symbols = list(GOLDEN)
        everything = StatementClient("all", symbols=symbols, mode="all")
        pausing = StatementClient("paused and resumed", symbols=symbols)
        modified = StatementClient("modified", "json", symbols=symbols, mode="interval", interval_ms=300)
        deaf = StatementClient("reads nothing, latest", receive_buffer=8192, symbols=symbols)
        deaf_to_all = StatementClient("reads nothing, all", receive_buffer=8192, symbols=symbols, mode="all", on_slow="conflate")
        clients = [
            everything, pausing, modified, deaf, deaf_to_all,
            StatementClient("latest, in JSON, with times", "json", every=40, symbols=symbols, times=True),
            StatementClient("interval 50 ms", every=40, symbols=symbols, mode="interval", interval_ms=50),
            StatementClient("interval 1000 ms with summary", every=40, symbols=symbols, mode="interval", interval_ms=1000, summary=True),
            StatementClient("latest, trades too, with summary, in JSON", "json", every=40, symbols=symbols, conflate_trades=True, summary=True),
        ]
        for client in clients:
            await client.begin(server.stream_url)
        for client in (deaf, deaf_to_all):
            client.reads.clear()
        changes = [{"mode": "latest", "summary": True}, {"conflate_trades": True}, {"mode": "interval", "interval_ms": 20}]

        async def pause(_):
            await pausing.ask("pause")
            await pausing.ask("statement")

        async def step(frames):
            if frames % 8 == 0:
                await pausing.ask("resume")
                if changes:
                    await modified.ask("modify", **changes.pop())
                    await modified.ask("statement")

        pausing.on_data, everything.on_data = pause, step
        published = 0
        for symbols in PLAYS:
            published += await play(server, symbols)
            await everything.over(FEED, published)
        self.assertEqual([], changes)
        pausing.on_data = None
        await pausing.ask("resume")
        for client in (deaf, deaf_to_all):
            client.reads.set()
        for client in clients:
            await client.over(FEED, published)
            await client.finish()
        return clients

    def check_tape(self, book):
        for symbol, (file, quotes, trades, size) in GOLDEN.items():
            _, price_scale, size_scale = book.instruments[symbol]
            published = tuple([body for _, body in book.made[symbol, kind]] for kind in ("quote", "trade"))
            self.assertTrue(published == recorded(file, price_scale, size_scale), f"{symbol}: not what was recorded")
            self.assertEqual((quotes, trades, mantissa(size, size_scale)), book.totals[symbol][:3])

    def check_pace(self, client, book):
        causes = {cause for cause, count in book.conflated.items() if count}
        self.assertGreaterEqual(len(book.statements), 2)
        if client.name == "all":
            self.assertEqual(set(), causes)
        if client.name.startswith("interval") or client.name == "paused and resumed":
            self.assertIn("rate", causes)
        if client.name == "reads nothing, latest":
            self.assertIn("socket", causes)
        if client.name == "reads nothing, all":
            self.assertIn("budget", causes)
            self.assertEqual(["conflating", "caught_up"], [code for code in book.notices if code in ("conflating", "caught_up")])
        if client.request.get("summary"):
            self.assertGreater(book.summaries, 0)


if __name__ == "__main__":
    unittest.main()
