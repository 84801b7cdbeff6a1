"""The feed door, driven by Debian's python3-grpcio; the contract comes from the server itself, by reflection."""

import itertools
import queue
import time
import unittest

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from ticker_server import TickerServer

WAIT = 30.0
PUBLISH = "/ticker.feed.v1.FeedService/Publish"
REFLECT = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
CHECK = "/grpc.health.v1.Health/Check"


def field(number, payload):
    """A protobuf field of bytes, for the first question that is asked without any descriptor."""
    length = len(payload)
    assert number < 16 and length < 128
    return bytes([number << 3 | 2, length]) + payload


def read_fields(message):
    """The fields of bytes of a message, by number; enough to find a file descriptor in an answer."""
    found, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        tag = varint()
        assert tag & 7 == 2, "reflection answers hold only strings and messages here"
        length = varint()
        found.setdefault(tag >> 3, []).append(message[at : at + length])
        at += length
    return found


def contract_of(channel, symbol):
    """Message classes of the file that declares a symbol, by their short names, as the server describes it."""
    ask = channel.stream_stream(REFLECT)
    answer = next(ask(iter([field(4, symbol.encode())]), timeout=WAIT))
    pool = descriptor_pool.DescriptorPool()
    for serialized in read_fields(read_fields(answer)[4][0])[1]:
        pool.AddSerializedFile(serialized)
    file = pool.FindFileContainingSymbol(symbol)
    make = message_factory.MessageFactory(pool).GetPrototype
    return {name: make(descriptor) for name, descriptor in file.message_types_by_name.items()}, file


class Publisher:
    """One Publish stream."""

    def __init__(self, test, feed, run_id=1, **call):
        self.request, self.feed, self.run_id = test.request, feed, run_id
        self._sending = queue.SimpleQueue()
        self.call = test.publish(iter(self._sending.get, None), **call)

    def send(self, **message):
        self._sending.put(self.request(**message))

    def hello(self, **more):
        self.send(hello=dict(feed=self.feed, protocol=1, run_id=self.run_id, software="test_feed.py") | more)
        return next(self.call).ready

    def define(self, **more):
        self.send(instrument=dict(number=1, venue="XTST", symbol=self.feed, price_scale=2, asset_class=1) | more)

    def ticks(self, *ticks):
        self.send(batch=dict(ticks=ticks))

    def half_close(self):
        self._sending.put(None)

    def responses_until(self, sequence):
        """All responses up to the ack that reaches a sequence."""
        responses = []
        for response in self.call:
            responses.append(response)
            if response.WhichOneof("message") == "ack" and response.ack.received >= sequence:
                return responses
        raise AssertionError(f"the stream ended before it acknowledged {sequence}: {self.call.code()}")

    def status(self):
        """The status that the stream ended with; reads what is left."""
        try:
            for _ in self.call:
                pass
        except grpc.RpcError:
            pass
        return self.call.code()


def trade(sequence, **more):
    return dict(instrument=1, sequence=sequence, trade=dict(price=10125, size=3, side=1, trade_id=sequence)) | more


class FeedTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = TickerServer()
        cls.addClassCleanup(cls.server.stop)
        cls.channel = grpc.insecure_channel(cls.server.grpc_address)
        cls.addClassCleanup(cls.channel.close)
        cls.messages, cls.file = contract_of(cls.channel, "ticker.feed.v1.FeedService")
        cls.request = cls.messages["PublishRequest"]
        cls.publish = staticmethod(
            cls.channel.stream_stream(
                PUBLISH,
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=cls.messages["PublishResponse"].FromString,
            )
        )
        cls.feeds = (f"py-{number}" for number in itertools.count(1))

    def publisher(self, **more):
        publisher = Publisher(self, **({"feed": next(self.feeds), "timeout": WAIT} | more))
        self.addCleanup(publisher.call.cancel)
        return publisher

    def test_publish_whole_feed_is_ready_acknowledged_and_ends_ok(self):
        feed = self.publisher()
        ready = feed.hello()
        self.assertGreater(ready.epoch, 0)
        self.assertEqual(ready.last_sequence, 0)
        feed.define(previous_close=-5)
        feed.ticks(
            dict(instrument=1, sequence=1, quote=dict(bid_price=-10**18, bid_size=1, ask_price=10**18, ask_size=10**18)),
            trade(2, event_time=time.time_ns(), flags=1),
            trade(3, trade=dict(price=1, size=1, trade_id_text="T-1 é")),
            dict(instrument=1, sequence=4, status=dict(state=2, reason="LUDP")),
        )
        self.assertEqual(feed.responses_until(4)[-1].ack.rejected_total, 0)
        feed.send(end=dict(reason="done"))
        feed.half_close()
        self.assertEqual(feed.status(), grpc.StatusCode.OK)

    def test_publish_bad_ticks_are_rejected_and_the_stream_goes_on(self):
        feed = self.publisher()
        feed.hello()
        feed.define()
        feed.ticks(
            trade(1, instrument=9),
            trade(2, trade=dict(price=1, size=-1)),
            trade(3, trade=dict(price=-10**18 - 1, size=1)),
            trade(4, event_time=time.time_ns() + 3600 * 10**9),
            dict(instrument=1, sequence=5),
            dict(instrument=1, sequence=6, quote=dict(ask_size=1)),
            trade(7),
        )
        responses = feed.responses_until(7)
        rejects = [(r.reject.sequence, r.reject.reason) for r in responses if r.WhichOneof("message") == "reject"]
        self.assertEqual(rejects, [(1, 1), (2, 6), (3, 7), (4, 8), (5, 9), (6, 10)])
        self.assertEqual(responses[-1].ack.rejected_total, 6)
        feed.half_close()
        self.assertEqual(feed.status(), grpc.StatusCode.OK)

    def test_publish_same_run_again_takes_over(self):
        first = self.publisher()
        first.hello()
        first.define()
        first.ticks(trade(1), trade(2), trade(3))
        first.responses_until(3)
        second = self.publisher(feed=first.feed)
        self.assertEqual(second.hello().last_sequence, 3)
        self.assertEqual(first.status(), grpc.StatusCode.ABORTED)
        other = self.publisher(feed=first.feed, run_id=2)
        with self.assertRaises(grpc.RpcError) as refused:
            other.hello()
        self.assertEqual(refused.exception.code(), grpc.StatusCode.ALREADY_EXISTS)
        second.half_close()
        self.assertEqual(second.status(), grpc.StatusCode.OK)

    def test_publish_not_protobuf_is_invalid_argument(self):
        raw = self.channel.stream_stream(PUBLISH)
        hello = self.request(hello=dict(feed=next(self.feeds), protocol=1, run_id=1)).SerializeToString()
        for garbage in (b"\x1a\x05\x0a", b"\xff" * 20, b"\x1b\x1c", b"\x0a\x03\x0a\x01\xff"):
            with self.subTest(garbage=garbage), self.assertRaises(grpc.RpcError) as ended:
                list(raw(iter([hello, garbage]), timeout=WAIT))
            self.assertEqual(ended.exception.code(), grpc.StatusCode.INVALID_ARGUMENT)

    def test_publish_gzip_is_inflated(self):
        feed = self.publisher(compression=grpc.Compression.Gzip)
        feed.hello()
        feed.define()
        feed.ticks(*(trade(sequence) for sequence in range(1, 1001)))
        self.assertEqual(feed.responses_until(1000)[-1].ack.rejected_total, 0)
        feed.half_close()
        self.assertEqual(feed.status(), grpc.StatusCode.OK)

    def test_publish_deflate_is_unimplemented(self):
        feed = self.publisher(compression=grpc.Compression.Deflate)
        feed.half_close()
        self.assertEqual(feed.status(), grpc.StatusCode.UNIMPLEMENTED)

    def test_publish_deadline_is_deadline_exceeded(self):
        feed = self.publisher(timeout=3.0)
        feed.hello()
        self.assertEqual(feed.status(), grpc.StatusCode.DEADLINE_EXCEEDED)

    def test_call_unknown_method_is_unimplemented(self):
        with self.assertRaises(grpc.RpcError) as refused:
            self.channel.unary_unary("/ticker.feed.v1.FeedService/Nothing")(b"", timeout=WAIT)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.UNIMPLEMENTED)
        self.assertIn("/ticker.feed.v1.FeedService/Nothing", refused.exception.details())

    def test_health_check_says_serving(self):
        check = self.channel.unary_unary(CHECK)
        self.assertEqual(check(b"", timeout=WAIT), b"\x08\x01")
        with self.assertRaises(grpc.RpcError) as refused:
            check(field(1, b"no.such.Service"), timeout=WAIT)
        self.assertEqual(refused.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_reflection_describes_the_contract_with_its_numbers(self):
        described = descriptor_pb2.FileDescriptorProto()
        self.file.CopyToProto(described)
        self.assertEqual(described.name, "ticker/feed/v1/feed.proto")
        numbers = {f.name: f.number for m in described.message_type if m.name == "Tick" for f in m.field}
        self.assertEqual(
            numbers, dict(instrument=1, event_time=2, sequence=3, flags=4, quote=5, trade=6, status=7)
        )
        reasons = self.file.enum_types_by_name["RejectReason"].values_by_name
        self.assertEqual(reasons["REJECT_REASON_BAD_STATE"].number, 12)


if __name__ == "__main__":
    unittest.main()
