"""How fast the Python client makes ticks of data messages, beside plain msgpack: decode.py FILE, as frames.mjs writes it."""

import asyncio
import gc
import json
import math
import multiprocessing
import pathlib
import statistics
import sys
import time

import msgpack
import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "src/clients/python"))

import ticker  # noqa: E402
from ticker.decoding import decode, ticks_of  # noqa: E402
from ticker.instruments import Directory  # noqa: E402

ROUNDS = 7
WELCOME = {"ev": "welcome", "version": 1, "server": "perf", "epoch": 1, "time": 1, "heartbeat_ms": 60_000, "limits": {}, "auth": "off"}


def read(path):
    """The head of the file, and its messages."""
    data, parts, at = pathlib.Path(path).read_bytes(), [], 0
    while at < len(data):
        length = int.from_bytes(data[at:at + 4], "little")
        parts.append(data[at + 4:at + 4 + length])
        at += 4 + length
    return json.loads(parts[0]), parts[1:]


def plain(head, messages):
    """msgpack alone: lists of integers; names and scales are looked up by hand."""
    units = {ref: 10**scale for ref, _, scale, _ in head["instruments"]}
    total = 0.0
    for message in messages:
        for tick in msgpack.unpackb(message)[1:]:
            unit = units[tick[1]]
            total += (tick[4] + tick[6]) / unit if tick[0] == 1 else tick[4] / unit
    return total


def summed(ticks, units):
    """The bid and the ask, or the price, of every tick."""
    total = 0.0
    for tick in ticks:
        unit = units[tick.instrument]
        total += (tick.bid_mantissa + tick.ask_mantissa) / unit if tick.kind == "quote" else tick.price_mantissa / unit
    return total


def typed(head, messages):
    """The client's decoder: typed ticks."""
    directory = Directory()
    instruments = {ref: directory.get(*rest) for ref, *rest in head["instruments"]}
    units = {one: 10**one.price_scale for one in instruments.values()}
    total = 0.0
    for message in messages:
        raws = decode(message)
        del raws[:1]
        total += summed(ticks_of(raws, instruments), units)
    return total


async def whole(server, head):
    """The whole client over a socket: decoded, counted, held against doubles, buffered, iterated in batches."""
    left, total, begun = head["ticks"], 0.0, None
    async with ticker.connect(server, statement_interval=0, roads=["ws"]) as market:
        units = None
        async for batch in (subscription := market.subscribe("*", mode="all")).batches():
            begun = begun or time.perf_counter()
            units = units or {one: 10**one.price_scale for one in subscription.instruments.values()}
            total += summed(batch.ticks, units)
            left -= len(batch)
            if left == 0:
                return total, time.perf_counter() - begun


def serve(head, messages, port):
    """A stand-in that sends everything as fast as it is taken; in a process of its own."""
    async def stream(socket, *_):
        told = {"ev": "subscribed", "id": 1, "epoch": 1, "seq": 1, "instruments": head["instruments"], "unknown": [], "more": False}
        await socket.send(msgpack.packb(WELCOME))
        await socket.recv()
        for control in (told, {"ev": "seam", "id": 1, "seq": 1}):
            await socket.send(msgpack.packb(control))
        for message in messages:
            await socket.send(message)
        await socket.wait_closed()

    async def run():
        options = {"compression": None, "ping_interval": None, "subprotocols": ["ticker.v1.msgpack"]}
        async with websockets.serve(stream, "127.0.0.1", 0, **options) as server:
            port.send(server.sockets[0].getsockname()[1])
            await asyncio.Future()

    asyncio.run(run())


def timed(work, *arguments):
    gc.collect()
    begun = time.perf_counter()
    return work(*arguments), time.perf_counter() - begun


def main():
    head, messages = read(sys.argv[1])
    receiving, sending = multiprocessing.Pipe(False)
    stand_in = multiprocessing.Process(target=serve, args=(head, messages, sending), daemon=True)
    stand_in.start()
    server = f"ws://127.0.0.1:{receiving.recv()}"
    contenders = (
        ("`ticker`, typed ticks", lambda: timed(typed, head, messages)),
        ("`ticker`, whole, from a socket, in batches", lambda: asyncio.run(whole(server, head))),
        ("`msgpack`, lists", lambda: timed(plain, head, messages)),
    )
    sums = []
    for name, work in contenders:
        rounds = [work() for _ in range(ROUNDS)]
        sums += [total for total, _ in rounds]
        speed = head["ticks"] / statistics.median(took for _, took in rounds)
        print(json.dumps({"language": f"Python {sys.version_info.major}.{sys.version_info.minor}", "client": name, "ticks_per_second": round(speed)}))
    stand_in.terminate()
    stand_in.join()
    if not all(math.isclose(total, sums[0], rel_tol=1e-9) for total in sums):
        sys.exit(f"they did not come to the same: {sums}")


if __name__ == "__main__":
    main()
