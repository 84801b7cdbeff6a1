"""Follows instruments until their feed has ended, then prints what it got as JSON. Not a test by itself.

    golden_client.py STREAM_URL FEED SYMBOL..

Prints the line `subscribed` once the server has taken the subscription, and at the end one JSON object: for each
symbol the number of quotes (with those that a quote stood for) and of trades, the trades' summed size and the last
quote, as exact decimals without trailing zeros.
"""

import asyncio
import decimal
import json
import sys

import msgpack
import websockets

SNAPSHOT = 1
QUOTE, TRADE = 1, 2


def plain(mantissa, scale):
    """An exact decimal, without exponent and trailing zeros."""
    text = f"{decimal.Decimal(mantissa).scaleb(-scale):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Tally:
    def __init__(self, name, price_scale, size_scale):
        self.name, self.price_scale, self.size_scale = name, price_scale, size_scale
        self.quotes = self.trades = self.size = self.newest = 0
        self.last_quote = None

    def add(self, tick):
        kind, _, sequence = tick[:3]
        if sequence <= self.newest:
            raise ValueError(f"{self.name}: {sequence} came after {self.newest}")
        self.newest = sequence
        if kind == TRADE and not tick[7] & SNAPSHOT:
            if len(tick) > 9 and tick[9] is not None:
                raise ValueError(f"{self.name}: trade {sequence} stands for more than itself")
            self.trades += 1
            self.size += tick[5]
        elif kind == QUOTE:
            self.quotes += tick[9][0] if len(tick) > 9 and tick[9] else 1
            self.last_quote = tick[4:8]

    def result(self):
        scales = (self.price_scale, self.size_scale) * 2
        return {
            "quotes": self.quotes,
            "trades": self.trades,
            "size": plain(self.size, self.size_scale),
            "lastQuote": [plain(value, scale) for value, scale in zip(self.last_quote, scales)],
        }


def has_ended(heartbeat, feed):
    """Whether the feed is over and nothing of the subscription is pending any more."""
    caught_up = all(int(position) >= int(heartbeat["seq"]) for _, position in heartbeat["subs"])
    return heartbeat["feeds"].get(feed) == "ended" and heartbeat["subs"] and caught_up


async def follow(url, feed, symbols):
    tallies = {}
    async with websockets.connect(url, subprotocols=["ticker.v1.msgpack"], max_queue=64) as stream:
        await stream.send(msgpack.packb({"op": "subscribe", "id": 1, "symbols": symbols}))
        subscribed = False
        async for frame in stream:
            message = msgpack.unpackb(frame)
            if isinstance(message, list):
                for tick in message[1:]:
                    tallies[tick[1]].add(tick)
            elif message["ev"] == "subscribed":
                for ref, *rest in message["instruments"]:
                    tallies.setdefault(ref, Tally(*rest))
                if not subscribed:
                    subscribed = True
                    print("subscribed", flush=True)
            elif message["ev"] == "error":
                raise ValueError(message)
            elif message["ev"] == "heartbeat" and has_ended(message, feed):
                return {tally.name: tally.result() for tally in tallies.values()}
    raise ValueError("the server closed the stream before the feed had ended")


if __name__ == "__main__":
    print(json.dumps(asyncio.run(follow(sys.argv[1], sys.argv[2], sys.argv[3:]))), flush=True)
