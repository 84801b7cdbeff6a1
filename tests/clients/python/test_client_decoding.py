"""The golden frames as typed ticks, the same from both encodings; and accounts of what came."""

import unittest
from decimal import Decimal, localcontext

import client_path  # noqa: F401
from test_client_place import A, B, quote, trade
from test_codec import golden, meant
from ticker.accounts import Accounts
from ticker.decoding import control, decode, nanos, ticks_of, ticks_of_json
from ticker.errors import ProtocolError
from ticker.instruments import Directory, exact, mantissa
from ticker.ticks import Quote


def cases():
    for case in golden("data-messages.json"):
        directory = Directory()
        by_ref = {int(ref): directory.get(*told) for ref, told in case["instruments"].items()}
        yield case, by_ref, {one.symbol: one for one in by_ref.values()}


def named(name):
    case, by_ref, _ = next(found for found in cases() if found[0]["name"] == name)
    (tick,) = ticks_of(decode(bytes.fromhex(case["msgpack"]))[1:], by_ref)
    return tick


class DecodingTest(unittest.TestCase):
    def test_ticks_golden_data_is_the_same_in_both_encodings(self):
        for case, by_ref, by_symbol in cases():
            with self.subTest(case["name"]):
                typed = ticks_of(decode(bytes.fromhex(case["msgpack"]))[1:], by_ref)
                self.assertEqual(typed, ticks_of_json(decode(case["json"])["ticks"], by_symbol))
                self.assertEqual([raw[2:] for raw in meant(case["value"])[1:]], [list(tick[2:]) for tick in typed])

    def test_control_golden_messages_are_the_same_in_both_encodings(self):
        for case in golden("server-messages.json"):
            with self.subTest(case["name"]):
                self.assertEqual(decode(bytes.fromhex(case["msgpack"])), control(decode(case["json"])))

    def test_quote_has_exact_prices_and_a_time(self):
        tick = named("quote")
        self.assertIsInstance(tick, Quote)
        self.assertEqual(("XNAS:AAPL", 41, Decimal("187.23"), Decimal(100), Decimal("187.24"), Decimal(200)),
                         (tick.symbol, tick.seq, tick.bid, tick.bid_size, tick.ask, tick.ask_size))
        self.assertEqual((1_872_300, 1_872_400), (tick.bid_mantissa, tick.ask_mantissa))
        self.assertEqual(("2024-08-08T23:54:13.937412+00:00", 1_723_161_253_937_412_000), (tick.datetime.isoformat(), tick.time))
        self.assertEqual((None, None, "XNAS"), (tick.collapsed, tick.received, tick.instrument.venue))

    def test_collapsed_has_extremes_and_sums(self):
        told = named("quote_summary").collapsed
        self.assertEqual((3, 38, "socket", Decimal("187.25"), None), (told.count, told.first_seq, told.cause, told.bid_high, told.volume))
        told = named("trade_sums").collapsed
        self.assertEqual((2, 5, "budget", Decimal(3), Decimal("61234.56"), Decimal(61234), Decimal("183702.56"), None),
                         (told.count, told.first_seq, told.cause, told.volume, told.high, told.low, told.notional, told.bid_high))
        self.assertEqual(1_723_161_253_937_413_500, named("status_times").received)

    def test_exact_whatever_precision_the_program_has_set(self):
        with localcontext() as context:
            context.prec = 3
            self.assertEqual("-12345678901234567.89", str(exact(-1234567890123456789, 2)))
            self.assertEqual(1234567890123456789, mantissa(Decimal("12345678901234567.89"), 2))

    def test_ticks_unknown_kinds_and_elements_are_passed_over(self):
        instruments = {1: A}
        (tick,) = ticks_of([[4, 1, 5, 0], [2, 1, 6, 0, 100, 1, 0, 0, 6, None, 77, "new"]], instruments)
        self.assertEqual((6, 77), (tick.seq, tick.received))
        self.assertEqual([], ticks_of_json([{"T": "b", "S": "X:A"}], {"X:A": A}))

    def test_ticks_that_are_none_are_errors(self):
        for raws in ([[2, 9, 1, 0, 1, 1, 0, 0, 1]], [[2, 1, 1]], [7], [[]], [None]):
            with self.subTest(raws), self.assertRaises(ProtocolError):
                ticks_of(raws, {1: A})
        for raws in ([{}], [{"T": "t", "S": "X:A"}], [{"T": "q", "S": "X:Z"}], [3]):
            with self.subTest(raws), self.assertRaises(ProtocolError):
                ticks_of_json(raws, {"X:A": A})
        for frame in (b"", b"\x93\x01", b"\xc1", "{", "\u0000"):
            with self.subTest(frame), self.assertRaises(ProtocolError):
                decode(frame)

    def test_nanos_keeps_nine_decimals(self):
        self.assertEqual(1_723_161_253_937_412_001, nanos("2024-08-08T23:54:13.937412001Z"))


def told(matched, snapshot=0, first=0, last=0, delivered=None, pending=0, **conflated):
    causes = {"rate": 0, "socket": 0, "budget": 0, "server": 0, **conflated}
    given = matched - pending - sum(causes.values()) if delivered is None else delivered
    return {"matched": matched, "delivered": given, "conflated": causes, "filtered": 0, "discarded": 0, "pending": pending,
            "snapshot": snapshot, "first_seq": first, "last_seq": last}


def collapsed(seq, count, cause):
    return tuple.__new__(Quote, (*quote(seq), [count, seq - count + 1, cause]))


class AccountsTest(unittest.TestCase):
    def begun(self):
        accounts = Accounts()
        accounts.begin("snapshot")
        accounts.subscribed(10, True)
        accounts.take([quote(3, flags=1), quote(9, B, flags=1)])
        accounts.seam(10)
        return accounts

    def test_difference_none_where_all_came(self):
        accounts = self.begun()
        accounts.take([quote(11), collapsed(15, 3, 1), trade(16), collapsed(20, 2, 4)])
        self.assertEqual({}, accounts.difference(told(7, 2, 11, 20, rate=2, server=1)))

    def test_difference_names_what_is_missing(self):
        accounts = self.begun()
        accounts.take([trade(11)])
        self.assertEqual({"delivered": 1, "last_seq": 1}, accounts.difference(told(2, 2, 11, 12)))
        self.assertEqual({"snapshot": 1}, accounts.difference(told(1, 3, 11, 11)))
        self.assertEqual({"rate": 3}, accounts.difference(told(4, 2, 11, 11, rate=3)))
        self.assertEqual({"unaccounted": 5}, accounts.difference(told(6, 2, 11, 11, delivered=1)))

    def test_difference_the_server_may_be_ahead_of_what_waits(self):
        accounts = self.begun()
        accounts.take([collapsed(14, 2, 1)])
        self.assertEqual({}, accounts.difference(told(9, 2, 14, 14, pending=3, rate=5)))
        self.assertEqual({"rate": -1}, accounts.difference(told(4, 2, 14, 14, pending=3, rate=0)))

    def test_state_of_what_was_added_is_told_by_its_seam(self):
        accounts = self.begun()
        accounts.subscribed(30, True)
        accounts.take([trade(25, B, 1)])
        self.assertEqual({}, accounts.difference(told(0, 3)))
        self.assertEqual({}, accounts.difference(told(1, 2, 25, 25)))
        accounts.seam(30)
        self.assertEqual({}, accounts.difference(told(0, 3)))

    def test_flagged_live_ticks_count_as_live(self):
        accounts = self.begun()
        accounts.subscribed(30, True)
        accounts.take([trade(25, B, 1), trade(31)])
        self.assertEqual({}, accounts.difference(told(2, 2, 25, 31)))

    def test_history_from_a_position_is_live_whatever_its_flags(self):
        accounts = Accounts()
        accounts.begin({"epoch": 7, "seq": 10})
        accounts.subscribed(10, True)
        accounts.take([trade(11, flags=1), trade(12)])
        self.assertEqual({}, accounts.difference(told(2, 0, 11, 12)))
        accounts.begin({"time": 5})
        accounts.subscribed(10, True)
        accounts.take([trade(9, flags=1), trade(11, flags=1)])
        self.assertEqual({}, accounts.difference(told(1, 1, 11, 11)))

    def test_begin_again_counts_each_poll_for_itself(self):
        accounts = self.begun()
        accounts.take([trade(11)])
        accounts.begin_again()
        accounts.take([trade(12)])
        self.assertEqual({}, accounts.difference(told(1, 0, 12, 12)))


if __name__ == "__main__":
    unittest.main()
