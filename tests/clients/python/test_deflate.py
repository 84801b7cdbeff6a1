"""Compressed messages (permessage-deflate), read and written by Debian's python3-websockets."""

import asyncio
import json
import unittest

import msgpack
import websockets
from websockets.extensions import permessage_deflate

from ticker_server import TickerServer

ENOUGH = 5_000


class DeflateTests(unittest.TestCase):
    def test_messages_are_compressed_both_ways_in_both_encodings(self):
        with TickerServer(demo=True, settings={"Ticker:WebSockets:Deflate": "true"}) as server:
            for protocol in ("ticker.v1.json", "ticker.v1.msgpack"):
                with self.subTest(protocol):
                    asyncio.run(asyncio.wait_for(self.stream(server, protocol), 60))

    async def stream(self, server, protocol):
        offer = permessage_deflate.ClientPerMessageDeflateFactory()
        url = f"ws://127.0.0.1:{server.web_port}/v1/stream"
        async with websockets.connect(url, subprotocols=[protocol], compression=None, extensions=[offer]) as stream:
            agreed, = stream.extensions
            self.assertTrue(agreed.remote_no_context_takeover and agreed.local_no_context_takeover)
            symbols = ["*", *(f"NONE:S{n}" for n in range(200))]
            await stream.send(json.dumps({"op": "subscribe", "id": 1, "symbols": symbols}))
            ticks = 0
            while ticks < ENOUGH:
                frame = await stream.recv()
                message = json.loads(frame) if protocol.endswith("json") else msgpack.unpackb(frame)
                if isinstance(message, list):
                    ticks += len(message) - 1
                else:
                    self.assertNotEqual("error", message.get("ev"), message)
                    ticks += len(message.get("ticks", []))


if __name__ == "__main__":
    unittest.main()
