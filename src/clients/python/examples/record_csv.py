"""Records every tick, exactly, until it is stopped: record_csv.py market.csv 'XNAS:*' 'BINANCE:BTCUSDT'"""

import argparse
import asyncio
import csv

import ticker

COLUMNS = ("time", "symbol", "seq", "kind", "bid", "bid_size", "ask", "ask_size", "price", "size", "side", "trade_id", "state", "reason")


async def main(server, path, symbols, ticks):
    with open(path, "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        async with ticker.connect(server) as market, market.subscribe(symbols, mode="all") as ticks_of_all:
            async for batch in ticks_of_all.batches(ticks):
                if batch.gap:
                    print(f"missing from {batch.gap.from_} to {batch.gap.to}: {batch.gap.cause}")
                rows.writerows([getattr(tick, column, None) for column in COLUMNS] for tick in batch)
                file.flush()
                if ticks is not None:
                    ticks -= len(batch)
                    if ticks <= 0:
                        break
            accounts = await ticks_of_all.unsubscribe()
    print(f"{accounts.delivered} live ticks and {accounts.snapshot} of the state came; the accounts add up")


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("path")
parser.add_argument("symbols", nargs="+")
parser.add_argument("--server", default="ws://127.0.0.1:8080")
parser.add_argument("--ticks", type=int, help="ends after so many")
given = parser.parse_args()
asyncio.run(main(given.server, given.path, given.symbols, given.ticks))
