"""A session in cells: opens in an editor as a notebook, and runs from top to bottom as a script."""

# %% Where from: all quotes and trades of a few instruments, for some seconds
import os

import pandas
import ticker

server = os.environ.get("TICKER_SERVER", "ws://127.0.0.1:8080")
symbols = os.environ.get("TICKER_SYMBOLS", "XNAS:*").split(",")
ticks = int(os.environ.get("TICKER_TICKS", "5000"))
frame = ticker.frame(server, symbols, ticks=ticks, kinds=["quote", "trade"], mode="all", times=True)

# %% Is it all there? The server's accounts, held against what came
statement = frame.attrs["statement"]
print(f"{len(frame)} ticks, {len(frame.attrs['gaps'])} gaps, accounts add up: {statement.adds_up}")

# %% Trades: volume, and the average price by volume
trades = frame[frame["kind"] == "trade"]
traded = trades.assign(notional=trades["price"] * trades["size"]).groupby("symbol", observed=True)[["size", "notional"]].sum()
traded["vwap"] = traded["notional"] / traded["size"]
print(traded[["size", "vwap"]].sort_index().to_string())

# %% Quotes: the spread in basis points of the middle
quotes = frame[frame["kind"] == "quote"].dropna(subset=["bid", "ask"])
middle = (quotes["bid"] + quotes["ask"]) / 2
spread = ((quotes["ask"] - quotes["bid"]) / middle * 10_000).groupby(quotes["symbol"], observed=True).agg(["mean", "max"])
print(spread.sort_index().round(3).to_string())

# %% Bars of a second of the symbol that traded most, by when the server received it: not every feed gives a time
most = trades[trades["symbol"] == traded["size"].idxmax()].set_index("received").sort_index()
bars = pandas.concat([most["price"].resample("1s").ohlc(), most["size"].resample("1s").sum()], axis=1).dropna()
print(f"{len(bars)} bars, volume {bars['size'].sum():g}")
