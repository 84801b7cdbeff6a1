"""A connection that keeps every message in the order of its bytes, to be gone through when all is over."""

import asyncio
import json
import socket

import msgpack
import websockets

import statement_book
from golden_client import has_ended

SUBSCRIPTION = 3


class StatementClient:
    def __init__(self, name, encoding="msgpack", every=0, receive_buffer=None, **pace):
        self.name, self.encoding, self.every, self.receive_buffer = name, encoding, every, receive_buffer
        self.request = {"op": "subscribe", "id": SUBSCRIPTION, **pace}
        self.frames = []
        self.news = asyncio.Condition()
        self.controls = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.on_data = None
        self.task = None

    async def begin(self, url):
        options = {"subprotocols": [f"ticker.v1.{self.encoding}"], "compression": None, "max_queue": 64, "ping_interval": None}
        if self.receive_buffer:
            host, port = url.split("/")[2].split(":")
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.receive_buffer)
            line.connect((host, int(port)))
            options |= {"sock": line, "max_queue": 1, "read_limit": 4096}
        self.stream = await websockets.connect(url, **options)
        self.task = asyncio.create_task(self._read())
        await self.send(self.request)
        await self.until(lambda message: message["ev"] == "seam")

    async def send(self, message):
        await self.stream.send(json.dumps(message) if self.encoding == "json" else msgpack.packb(message))

    async def ask(self, op, **more):
        await self.send({"op": op, "id": SUBSCRIPTION, **more})

    async def until(self, wanted):
        """Waits for a control message that came, or comes."""
        async with self.news:
            await self.news.wait_for(lambda: self.task.done() or any(map(wanted, self.controls)))
        if self.task.done():
            self.task.result()
        if not any(map(wanted, self.controls)):
            raise AssertionError(f"{self.name}: the stream ended with {self.stream.close_code}")

    async def over(self, feed, ticks):
        """Until the feed is over, so many ticks were published, and nothing is pending."""
        await self.until(lambda message: message["ev"] == "heartbeat" and int(message["seq"]) >= ticks and has_ended(message, feed))

    async def finish(self):
        await self.ask("statement")
        await self.ask("unsubscribe")
        await self.until(lambda message: message["ev"] == "unsubscribed")
        await self.stream.close()

    async def _read(self):
        data = 0
        while True:
            await self.reads.wait()
            try:
                frame = await self.stream.recv()
            except websockets.ConnectionClosed:
                break
            self.frames.append(frame)
            if frame[:5] == '{"ev"' if isinstance(frame, str) else frame[0] & 0xF0 == 0x80 or frame[0] >= 0xDE:
                async with self.news:
                    self.controls.append(statement_book.decode(frame))
                    self.news.notify_all()
                continue
            data += 1
            if self.every and data % self.every == 0:
                await self.ask("statement")
            if self.on_data:
                await self.on_data(data)
        async with self.news:
            self.news.notify_all()
