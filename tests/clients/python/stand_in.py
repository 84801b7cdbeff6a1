"""A server that says what a test tells it to: a WebSocket for each connection, in MessagePack."""

import asyncio

import msgpack
import websockets

EPOCH = 7
ZEROS = {"filtered": 0, "discarded": 0, "pending": 0, "snapshot": 0}
NONE_CONFLATED = {"rate": 0, "socket": 0, "budget": 0, "server": 0}


def trade(seq, ref=1, price=100, flags=0, collapsed=None):
    return [2, ref, seq, 0, price, 1, 0, flags, seq] + ([collapsed] if collapsed else [])


def quote(seq, ref=1, bid=100, flags=0, collapsed=None):
    return [1, ref, seq, 0, bid, 1, bid + 1, 1, flags] + ([collapsed] if collapsed else [])


class Line:
    """One connection, as the server has it."""

    def __init__(self, socket, headers):
        self.socket, self.headers = socket, headers

    async def send(self, message):
        await self.socket.send(msgpack.packb(message))

    async def say(self, ev, **keys):
        await self.send({"ev": ev, **keys})

    async def welcome(self, heartbeat_ms=1000, **more):
        await self.say("welcome", **{"version": 1, "server": "stand-in", "epoch": EPOCH, "time": 1, "heartbeat_ms": heartbeat_ms, "limits": {}, "auth": "off", **more})

    async def subscribed(self, id=1, seq=0, instruments=((1, "X:A", 2, 0),), epoch=EPOCH):
        await self.say("subscribed", id=id, epoch=epoch, seq=seq, instruments=list(instruments), unknown=[], more=False)

    async def begin(self, id=1, seq=0):
        """Welcome, what was asked for, and the seam."""
        await self.welcome()
        asked = await self.next("subscribe")
        await self.subscribed(id, seq)
        await self.say("seam", id=id, seq=seq)
        return asked

    async def statement(self, ev="statement", id=1, delivered=0, first_seq=0, last_seq=0, **more):
        told = {**ZEROS, "matched": delivered, "delivered": delivered, "conflated": NONE_CONFLATED, "first_seq": first_seq, "last_seq": last_seq, **more}
        await self.say(ev, id=id, **told)

    async def next(self, op):
        """The next message, which is to be this one."""
        message = msgpack.unpackb(await self.socket.recv())
        if message["op"] != op:
            raise AssertionError(f"{op} was to come, and {message} came")
        return message

    async def close(self, code, reason=""):
        await self.socket.close(code, reason)


class StandIn:
    """Lines come one after the other: ``line = await server.line()``."""

    async def __aenter__(self):
        self._lines = asyncio.Queue(16)
        self._server = await websockets.serve(self._came, "127.0.0.1", 0, subprotocols=["ticker.v1.msgpack"], compression=None, ping_interval=None)
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_):
        self._server.close()
        await self._server.wait_closed()

    async def _came(self, socket, *_):
        await self._lines.put(Line(socket, socket.request_headers))
        await socket.wait_closed()

    async def line(self):
        return await asyncio.wait_for(self._lines.get(), 30)
