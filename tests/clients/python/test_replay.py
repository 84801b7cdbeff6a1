"""A recording that comes with Ticker, played to Debian's python3-websockets: the same bytes for a fast and a slow reader."""

import asyncio
import hashlib
import json
import unittest

import msgpack
import websockets

from ticker_server import TickerServer

WAIT = 60.0


async def play(port, query, mode, pause=0.0):
    """The number of ticks, the digest of the data messages, the last statement and the close code of a replay."""
    digest, ticks, statement = hashlib.sha256(), 0, None
    async with websockets.connect(f"ws://127.0.0.1:{port}/v1/replay?{query}", subprotocols=["ticker.v1.msgpack"]) as stream:
        await stream.send(json.dumps({"op": "subscribe", "id": 1, "symbols": ["*"], **mode}))
        try:
            async for frame in stream:
                message = msgpack.unpackb(frame)
                if isinstance(message, list):
                    digest.update(frame)
                    ticks += len(message) - 1
                    await asyncio.sleep(pause)
                elif message["ev"] == "statement":
                    statement = message
        except websockets.ConnectionClosed:
            pass
        return ticks, digest.hexdigest(), statement, stream.close_code


class ReplayTest(unittest.TestCase):
    def test_fast_and_slow_reader_get_the_same_bytes(self):
        with TickerServer() as server:
            for mode in ({"mode": "all"}, {"mode": "latest"}, {"mode": "interval", "interval_ms": 500}):
                with self.subTest(mode):
                    self.same(server.web_port, mode)

    def same(self, port, mode):
        async def both():
            runs = (play(port, "recording=stormy&speed=max", mode), play(port, "recording=stormy&speed=max", mode, pause=0.01))
            return await asyncio.wait_for(asyncio.gather(*runs), WAIT)

        fast, slow = asyncio.run(both())
        self.assertEqual(fast, slow)
        ticks, digest, statement, code = fast
        self.assertGreater(ticks, 100)
        self.assertEqual(statement["sha256"], digest)
        self.assertEqual(statement["delivered"] + statement["snapshot"], ticks)
        self.assertEqual(code, 1000)

    def test_wrong_parameters_are_refused(self):
        with TickerServer() as server:
            for query, status in (("recording=calm&speed=0", 400), ("recording=..%2Fcalm", 404), ("", 400)):
                with self.subTest(query):
                    with self.assertRaises(websockets.exceptions.InvalidStatusCode) as refused:
                        asyncio.run(play(server.web_port, query, {}))
                    self.assertEqual(refused.exception.status_code, status)


if __name__ == "__main__":
    unittest.main()
