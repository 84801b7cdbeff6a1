"""Where a subscription goes on from, and that nothing comes twice or is lost on the way."""

import random
import unittest

import client_path  # noqa: F401
from ticker.instruments import Instrument
from ticker.place import Place
from ticker.ticks import Quote, Trade

A, B = Instrument("X:A", 2, 0), Instrument("X:B", 2, 0)


def quote(seq, instrument=A, flags=0):
    return tuple.__new__(Quote, (1, instrument, seq, 0, 100, 1, 101, 1, flags))


def trade(seq, instrument=A, flags=0):
    return tuple.__new__(Trade, (2, instrument, seq, 0, 100, 1, 0, flags, seq))


def begun(start="snapshot", every=True, seq=10):
    place = Place(start, every)
    place.ask()
    place.subscribed(7, seq, [A, B])
    return place


class PlaceTest(unittest.TestCase):
    def test_ask_before_the_seam_is_as_the_owner_asked(self):
        for start in ("snapshot", {"time": 5}):
            place = begun(start)
            place.take([trade(3, flags=1)])
            place.heartbeat(9)
            self.assertEqual(start, place.ask())

    def test_ask_now_goes_on_from_where_it_began(self):
        self.assertEqual({"epoch": 7, "seq": 10}, begun("now").ask())

    def test_ask_in_all_is_behind_the_last_tick_or_heartbeat(self):
        place = begun()
        place.seam(10)
        place.take([trade(11), trade(12)])
        self.assertEqual((7, 12), place.position)
        place.heartbeat(20)
        place.heartbeat(15)
        self.assertEqual({"epoch": 7, "seq": 20}, place.ask())

    def test_ask_in_latest_is_where_the_heartbeat_or_the_close_said(self):
        place = begun(every=False)
        place.seam(10)
        place.take([quote(11), quote(15)])
        self.assertEqual((7, 10), place.position)
        place.heartbeat(12)
        self.assertEqual((7, 12), place.position)
        place.closed((7, 14))
        place.closed((6, 99))
        self.assertEqual({"epoch": 7, "seq": 14}, place.ask())

    def test_take_after_going_on_drops_what_was_here(self):
        place = begun(every=False)
        place.seam(10)
        place.take([quote(11), trade(12), quote(13, B)])
        place.ask()
        place.subscribed(7, 10, [A, B])
        came = place.take([quote(11), trade(12), quote(12, B), quote(14), trade(15, B)])
        self.assertEqual([(1, 14), (2, 15)], [(tick[0], tick.seq) for tick in came])

    def test_take_state_of_what_was_added_is_not_dropped(self):
        place = begun()
        place.seam(10)
        place.take([trade(20)])
        place.ask()
        place.subscribed(7, 20, [A])
        place.seam(20)
        place.subscribed(7, 22, [B])
        self.assertEqual([5, 23], [tick.seq for tick in place.take([trade(5, B, 1), trade(19), trade(23)])])
        place.seam(22)
        self.assertEqual((7, 23), place.position)

    def test_gap_with_state_holds_the_position_until_the_seam(self):
        place = Place({"epoch": 6, "seq": 500}, True)
        place.ask()
        place.subscribed(7, 10, [A])
        self.assertTrue(place.gap("epoch_changed"))
        self.assertEqual([3], [tick.seq for tick in place.take([trade(3, flags=1)])])
        self.assertEqual((6, 500), place.position)
        place.seam(10)
        self.assertEqual((7, 10), place.position)
        self.assertEqual([11], [tick.seq for tick in place.take([trade(11)])])

    def test_gap_between_ticks_goes_on(self):
        place = begun()
        place.seam(10)
        place.take([trade(11)])
        self.assertFalse(place.gap("feed_gap"))
        self.assertFalse(place.gap("journal_expired"))

    def test_every_left_goes_by_kind_from_then_on(self):
        place = begun()
        place.seam(10)
        place.take([trade(11), trade(12)])
        place.every(False)
        place.take([quote(20)])
        self.assertEqual((7, 12), place.position)
        place.ask()
        place.subscribed(7, 12, [A, B])
        self.assertEqual([13, 19], [tick.seq for tick in place.take([trade(12), trade(13), trade(19, B), quote(20)])])

    def test_take_whatever_breaks_each_trade_comes_once(self):
        """A property: a server that goes on from the position that it is asked for, and lines that break anywhere."""
        for seed in range(200):
            draw = random.Random(seed)
            every = draw.random() < 0.5
            tape = [(quote if draw.random() < 0.5 else trade)(seq, draw.choice((A, B))) for seq in range(1, 120)]
            place, came, base = Place("snapshot", every), [], 0
            while not came or came[-1] is not tape[-1]:
                start = place.ask()
                base = 0 if start == "snapshot" else start["seq"]
                place.subscribed(7, base, [A, B])
                place.seam(base)
                at = base
                breaks = draw.randrange(base, len(tape) + 40)
                while at < len(tape) and at <= breaks:
                    piece = tape[at:at + draw.randrange(1, 8)]
                    came += place.take(list(piece))
                    at += len(piece)
                    if draw.random() < 0.3:
                        place.heartbeat(at - (0 if every else draw.randrange(0, 3)))
            self.assertEqual(tape, came, f"seed {seed}, every {every}")


if __name__ == "__main__":
    unittest.main()
