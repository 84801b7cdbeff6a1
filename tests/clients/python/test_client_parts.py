"""The client's smaller parts: roads, keys, options, addresses, requests, server-sent events."""

import datetime
import sys
import unittest
from unittest import mock

import client_path  # noqa: F401
import ticker
from ticker.address import Address
from ticker.advice import Ended
from ticker.choice import RoadChoice
from ticker.frames import frame
from ticker.keys import KeyRing
from ticker.options import Options
from ticker.request import Request, change_of, start_of
from ticker.roads.sse import EventParser

ALL = ("ws", "events", "poll")
NOBODY = Ended("unreachable")


class RoadChoiceTest(unittest.TestCase):
    """The table of roads on the page of how a client behaves, row by row."""

    def choice(self, roads=ALL, retry=300):
        return RoadChoice(roads, retry)

    def test_an_answer_of_somebody_else_takes_the_next_at_once(self):
        for roads in (ALL, ("events", "poll")):
            for was_open in (False, True):
                self.assertTrue(self.choice(roads).failed(Ended("refused", 403, ours=False), was_open, False, 0))

    def test_an_answer_that_began_without_a_welcome_takes_the_next_at_once(self):
        self.assertTrue(self.choice(("events", "poll")).failed(Ended("unreachable", ours=False), False, False, 0))

    def test_no_welcome_twice_in_a_row_of_a_server_that_lives_takes_the_next(self):
        for roads in (ALL, ("events", "poll")):
            for end in (NOBODY, Ended("busy", 503, ours=False)):
                choice = self.choice(roads)
                self.assertTrue(choice.asks_health(end, False))
                for healthy, leaves in ((False, False), (True, False), (False, False), (True, False), (True, True)):
                    self.assertEqual(leaves, choice.failed(end, False, healthy, 0))

    def test_no_welcome_counts_anew_after_anything_else(self):
        choice = self.choice()
        choice.failed(NOBODY, False, True, 0)
        self.assertFalse(choice.failed(Ended("lost"), True, False, 0))
        self.assertFalse(choice.failed(NOBODY, False, True, 0))

    def test_events_that_go_mute_twice_in_a_row_take_the_next(self):
        choice = self.choice(("events", "poll"))
        self.assertFalse(choice.failed(Ended("mute"), True, False, 0))
        self.assertTrue(choice.failed(Ended("mute"), True, False, 0))
        choice = self.choice()
        for _ in range(5):
            self.assertFalse(choice.failed(Ended("mute"), True, False, 0))

    def test_what_ticker_says_itself_leaves_the_road(self):
        for end in (Ended("refused", 403), Ended("busy", 503), Ended("unauthorized", 401, ours=False), Ended("slow", 4008)):
            choice = self.choice()
            self.assertFalse(choice.asks_health(end, False))
            for _ in range(5):
                self.assertFalse(choice.failed(end, False, False, 0))

    def test_one_alone_is_never_left(self):
        for road in ALL:
            choice = self.choice((road,))
            for _ in range(5):
                self.assertFalse(choice.failed(Ended("refused", ours=False), False, True, 0))
            self.assertEqual((road, False), (choice.current, choice.asks_health(NOBODY, False)))

    def test_the_better_one_is_tried_when_its_time_has_come_whatever_became_of_connections(self):
        choice = self.choice()
        choice.failed(Ended("refused", 403, ours=False), False, False, 1000)
        self.assertEqual(("events", "ws", 300, 10, 0), (choice.current, choice.better, choice.wait(1000), choice.wait(1290), choice.wait(2000)))
        choice.tried(2000)
        self.assertEqual(300, choice.wait(2000))
        choice.upgraded(2300)
        self.assertEqual(("ws", None), (choice.current, choice.better))
        never = self.choice(retry=0)
        never.failed(Ended("refused", 403, ours=False), False, False, 1000)
        self.assertEqual(("events", None), (never.current, never.better))


class KeyRingTest(unittest.IsolatedAsyncioTestCase):
    async def test_another_is_shown_next_without_being_asked_for_again(self):
        asked, keys = [], ["one", "two", "two"]

        async def emit(event):
            asked.append(event.for_)

        async def give():
            return keys.pop(0)

        ring = KeyRing(give, emit)
        self.assertEqual("one", await ring.for_connection())
        self.assertTrue(await ring.another())
        self.assertEqual("two", await ring.for_connection())
        self.assertFalse(await ring.another())
        self.assertEqual(["connecting", "refused", "refused"], asked)

    async def test_text_is_never_another(self):
        ring = KeyRing("only", None)
        self.assertEqual("only", await ring.for_connection())
        self.assertFalse(await ring.another())


class AskingTest(unittest.TestCase):
    def test_address_roads_of_a_server(self):
        self.assertEqual("ws://h:1/v1/stream", Address("ws://h:1").stream)
        self.assertEqual("wss://h/base/v1/stream", Address("https://h/base/").stream)
        self.assertEqual("https://h/base/v1/poll", Address("wss://h/base/v1/stream").web("/v1/poll"))
        replay = Address("ws://h/v1/replay?recording=stormy&speed=max")
        self.assertEqual(("ws://h/v1/replay?recording=stormy&speed=max", True), (replay.stream, replay.is_replay))
        for server in ("h:1", "ftp://h", "ws://", "ws://key@h"):
            with self.subTest(server), self.assertRaises(ValueError):
                Address(server)

    def test_options_wrong_ones_are_refused_and_the_key_is_not_shown(self):
        for wrong in ({"encoding": "xml"}, {"roads": ("poll", "ws")}, {"roads": ()}, {"backoff_base": 0}, {"statement_interval": -1}):
            with self.subTest(wrong), self.assertRaises(ValueError):
                Options(**wrong)
        self.assertNotIn("secret", repr(Options(key="secret")))

    def test_start_of_everything_that_people_write(self):
        day = datetime.datetime(2024, 8, 8, tzinfo=datetime.timezone.utc)
        nanos = 1_723_075_200_000_000_000
        self.assertEqual({"time": nanos + 1000}, start_of(day + datetime.timedelta(microseconds=1)))
        self.assertEqual({"time": nanos}, start_of(day.date()))
        self.assertEqual({"time": 5}, start_of(5))
        self.assertEqual({"epoch": 7, "seq": 9}, start_of((7, 9)))
        self.assertEqual({"epoch": 7, "seq": 9}, start_of({"epoch": 7, "seq": "9"}))
        for wrong in ("later", 1.5, True, datetime.datetime(2024, 8, 8)):
            with self.subTest(wrong), self.assertRaises(ValueError):
                start_of(wrong)

    def test_request_holds_what_was_changed(self):
        request = Request("X:A", kinds=("trade",), mode=None)
        request.apply(change_of({"mode": "interval", "interval_ms": 250, "add": "X:B", "remove": ["X:A"], "summary": None}))
        self.assertEqual({"op": "subscribe", "id": 3, "symbols": ["X:B"], "kinds": ["trade"], "mode": "interval", "interval_ms": 250, "from": "now"},
                         request.message(3, "now"))
        self.assertEqual([("symbol", "X:B"), ("kinds", "trade"), ("mode", "interval"), ("interval_ms", "250"), ("from", "7:9")],
                         request.parameters({"epoch": 7, "seq": 9}))
        with self.assertRaises(TypeError):
            change_of({"times": True})

    def test_market_wrong_arguments_are_refused_at_once(self):
        market = ticker.connect("ws://h")
        for wrong in ({"when_full": "grow"}, {"on_gap": "hide"}, {"buffer": 0}):
            with self.subTest(wrong), self.assertRaises(ValueError):
                market.subscribe("*", **wrong)
        with self.assertRaises(ValueError):
            market.on("ticks", print)


class PackagesTest(unittest.TestCase):
    def test_missing_packages_are_named_with_how_to_get_them(self):
        with mock.patch("importlib.util.find_spec", return_value=None):
            with self.assertRaises(ticker.MissingPackageError) as error:
                ticker.connect("ws://h", roads=["events"])
            self.assertIn("apt install python3-aiohttp", str(error.exception))
            # Without being asked for, they are just not there.
            ticker.connect("ws://h")
        with mock.patch.dict(sys.modules, {"pandas": None}), self.assertRaises(ticker.MissingPackageError) as error:
            frame("ws://127.0.0.1:1", "*", ticks=1)
        self.assertIn("python3-pandas", str(error.exception))


class EventParserTest(unittest.TestCase):
    STREAM = "retry: 1000\n\nevent: welcome\ndata: {\"é\":1}\n\n: heartbeat\nid: 7:41\n\r\nevent: ticks\ndata: a\ndata: b\nid: 7:42\n\n".encode()

    def test_feed_in_pieces_of_any_size(self):
        for size in (1, 2, 3, 7, 1000):
            parser, found = EventParser(), []
            for at in range(0, len(self.STREAM), size):
                found += parser.feed(self.STREAM[at:at + size])
            self.assertEqual([(None, None, None), ("welcome", "{\"é\":1}", None), (None, None, "7:41"), ("ticks", "a\nb", "7:42")],
                             [(event.name, event.data, event.id) for event in found])

    def test_feed_that_never_ends_is_refused(self):
        parser = EventParser()
        with self.assertRaises(ticker.ProtocolError):
            for _ in range(20):
                list(parser.feed(b"x" * 100_000))


if __name__ == "__main__":
    unittest.main()
