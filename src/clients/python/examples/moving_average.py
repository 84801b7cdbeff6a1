"""Prints each trade with the exact average price of the last ones: moving_average.py XNAS:AAPL --window 20

Nothing is rounded but what is printed, to four digits more than the prices of the instrument have.
"""

import argparse
import asyncio
from collections import defaultdict, deque
from decimal import Decimal, localcontext

import ticker


def average(prices, digits):
    with localcontext(prec=100):
        return (sum(prices) / len(prices)).quantize(Decimal(1).scaleb(-digits))


async def main(server, symbols, window, trades):
    latest = defaultdict(lambda: deque(maxlen=window))
    async with ticker.connect(server) as market:
        market.on("state", lambda event: event.state == "waiting" and print(f"{event.reason}, back in {event.retry_in_ms} ms"))
        async for trade in market.subscribe(symbols, kinds=["trade"], mode="all"):
            prices = latest[trade.symbol]
            prices.append(trade.price)
            print(f"{trade.symbol} {trade.price:f} average {average(prices, trade.instrument.price_scale + 4):f} of {len(prices)}", flush=True)
            trades -= 1
            if trades == 0:
                return


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("symbols", nargs="+")
parser.add_argument("--server", default="ws://127.0.0.1:8080")
parser.add_argument("--window", type=int, default=20)
parser.add_argument("--trades", type=int, default=-1, help="ends after so many; default: never")
given = parser.parse_args()
asyncio.run(main(given.server, given.symbols, given.window, given.trades))
