"""Drives the Python client through the scenarios, as the page beside this folder says."""

import asyncio
import json
import pathlib
import sys
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[4] / "src/clients/python"))

import ticker  # noqa: E402
from ticker.events import NAMES, told  # noqa: E402

TIMES = ("backoff_base", "backoff_cap", "connect_timeout", "stable_after", "statement_interval", "upgrade_retry")
SAFE = 2**53


def tell(**line):
    print(json.dumps(line), flush=True)


def plain(value):
    """An exact decimal, without exponent and trailing zeros."""
    if value is None:
        return None
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def wide(value):
    """Numbers that JavaScript cannot hold, as text."""
    if isinstance(value, dict):
        return {key: wide(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [wide(one) for one in value]
    return str(value) if isinstance(value, int) and abs(value) > SAFE else value


def collapsed(tick):
    found = tick.collapsed
    return found and {"n": found.count, "first": str(found.first_seq), "cause": found.cause}


def line_of(tick):
    head = [tick.kind[0], tick.symbol, str(tick.seq), str(tick.time)]
    if tick.kind == "quote":
        return head + [plain(value) for value in (tick.bid, tick.bid_size, tick.ask, tick.ask_size)] + [tick.flags, collapsed(tick)]
    if tick.kind == "trade":
        return head + [plain(tick.price), plain(tick.size), tick.side, tick.flags, str(tick.trade_id), collapsed(tick)]
    return head + [tick.state, tick.flags, tick.reason]


class Driver:
    def __init__(self):
        self.market = None
        self.subscriptions, self.reading, self.readers = {}, {}, []

    async def run(self):
        lines = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
        while line := await lines.readline():
            order = json.loads(line)
            try:
                if await getattr(self, "do_" + order.pop("do"))(**order) == "over":
                    return
            except Exception as error:
                tell(ev="failed", text=repr(error))

    async def do_open(self, server, options=None):
        options = dict(options or {})
        for name in TIMES:
            if f"{name}_ms" in options:
                options[name] = options.pop(f"{name}_ms") / 1000
        keys = options.pop("keys", None)
        if keys:
            options["key"] = lambda: keys.pop(0) if len(keys) > 1 else keys[0]
        self.market = ticker.connect(server, **options)
        for name in NAMES:
            self.market.on(name, lambda event: tell(**wide(told(event))))
        await self.market.__aenter__()

    async def do_subscribe(self, id, leave_after=0, **asked):
        asked["from_"] = asked.pop("from", "snapshot")
        subscription = self.subscriptions[id] = self.market.subscribe(**asked)
        self.reading[id] = asyncio.Event()
        self.reading[id].set()
        self.readers.append(asyncio.create_task(self.read(id, subscription, leave_after)))

    async def loop(self, id, subscription, leave_after):
        """A loop that is left after so many ticks; whether there is more."""
        async for tick in subscription:
            tell(ev="ticks", id=id, ticks=[line_of(tick)])
            leave_after -= 1
            if leave_after == 0:
                return True
        return False

    async def read(self, id, subscription, leave_after):
        error = None
        try:
            while leave_after and await self.loop(id, subscription, leave_after):
                pass
            async for batch in subscription.batches(256):
                if batch.ticks:
                    tell(ev="ticks", id=id, ticks=[line_of(tick) for tick in batch])
                await self.reading[id].wait()
        except ticker.TickerError as ended:
            error = ended
        tell(ev="ended", id=id, reason=getattr(error, "reason", None), code=getattr(error, "code", None), text=getattr(error, "text", None))

    def ask(self, work):
        """What waits for an answer, beside what is told next."""
        async def guarded():
            try:
                await work
            except (ticker.ClosedError, ticker.RefusedError):
                # The iterations tell, and the events.
                pass
            except ticker.TickerError as error:
                tell(ev="failed", text=repr(error))

        self.readers.append(asyncio.create_task(guarded()))

    async def do_modify(self, id, **change):
        self.ask(self.subscriptions[id].modify(**change))

    async def do_pause(self, id):
        await self.subscriptions[id].pause()

    async def do_resume(self, id):
        await self.subscriptions[id].resume()

    async def do_statement(self, id):
        self.ask(self.subscriptions[id].statement())

    async def do_unsubscribe(self, id):
        self.ask(self.subscriptions[id].unsubscribe())

    async def do_hold(self, id):
        self.reading[id].clear()

    async def do_release(self, id):
        self.reading[id].set()

    async def do_tape(self, order):
        given = {key: int(value) if key in ("seq", "time") else value for key, value in order.items()}
        await self.market.tape(**given)

    async def do_on_evicted(self, modify):
        async def ask_for_less(_):
            for subscription in self.subscriptions.values():
                await subscription.modify(**modify)

        self.market.on("evicted", ask_for_less)

    async def do_close(self):
        for reading in self.reading.values():
            reading.set()
        await self.market.close()
        await asyncio.gather(*self.readers)
        return "over"


asyncio.run(Driver().run())
