"""Records every tick, exactly, until Ctrl-C, and has the accounts say that it is all: record_csv.py market.csv 'XNAS:*'"""

import argparse
import asyncio
import contextlib
import csv

import ticker

COLUMNS = ("time", "symbol", "seq", "kind", "bid", "bid_size", "ask", "ask_size", "price", "size", "side", "trade_id", "state", "reason")


async def record(subscription, file, most):
    rows, written = csv.writer(file), 0
    rows.writerow(COLUMNS)
    while written != most and (batch := await subscription.next_batch(most and most - written)) is not None:
        rows.writerows([getattr(tick, column, None) for column in COLUMNS] for tick in batch)
        file.flush()
        written += len(batch)
    return written


async def main(server, path, symbols, ticks):
    with open(path, "w", newline="", encoding="utf-8") as file:
        async with ticker.connect(server) as market, market.subscribe(symbols, mode="all") as subscription:
            market.on("gap", lambda gap: print(f"missing from {gap.from_} to {gap.to}: {gap.cause}"))
            recording = asyncio.ensure_future(record(subscription, file, ticks))
            with contextlib.suppress(asyncio.CancelledError):  # Ctrl-C: what had come until then is recorded, too.
                await asyncio.shield(recording)
            accounts = await subscription.unsubscribe()
            print(await recording, "ticks recorded;", f"{accounts.delivered} live and {accounts.snapshot} of the state came, the accounts add up" if accounts else "no accounts came")


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("path")
parser.add_argument("symbols", nargs="+")
parser.add_argument("--server", default="ws://127.0.0.1:8080")
parser.add_argument("--ticks", type=int, help="ends after so many")
asyncio.run(main(**vars(parser.parse_args())))
