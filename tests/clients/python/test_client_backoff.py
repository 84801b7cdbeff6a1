"""How long the client waits, and what it makes of codes and statuses."""

import random
import unittest

import client_path  # noqa: F401
from ticker.advice import of_close, of_status, retry_after
from ticker.backoff import Backoff

PROBLEM = {"Content-Type": "application/problem+json"}


class BackoffTest(unittest.TestCase):
    def test_next_grows_to_the_cap_and_is_anywhere_below(self):
        for draw, share in ((lambda: 0.0, 0.0), (lambda: 0.5, 0.5), (lambda: 1.0, 1.0)):
            backoff = Backoff(0.25, 30, draw)
            waits = [backoff.next() for _ in range(100)]
            self.assertEqual([share * min(30, 0.25 * 2**n) for n in range(100)], waits)
            self.assertEqual(100, backoff.attempt)

    def test_next_random_is_within_bounds(self):
        backoff = Backoff(0.25, 30, random.Random(1).random)
        for n in range(1, 2_000):
            self.assertTrue(0 <= backoff.next() <= min(30, 0.25 * 2 ** min(n - 1, 60)))

    def test_next_never_less_than_the_server_said(self):
        self.assertEqual(4.5, Backoff(0.25, 30, lambda: 0.9).next(least=4.5))

    def test_stood_begins_with_the_first_again(self):
        backoff = Backoff(1, 30, lambda: 1.0)
        self.assertEqual([1, 2, 4], [backoff.next() for _ in range(3)])
        backoff.stood()
        self.assertEqual(1, backoff.next())


class AdviceTest(unittest.TestCase):
    def test_of_close_every_code_has_its_reason(self):
        come_back = {1000: "lost", 1001: "lost", 1006: "lost", 1011: "lost", None: "lost", 1012: "restarting", 1013: "busy", 4008: "slow",
                     4401: "unauthorized", 4408: "lost", 4409: "busy", 4429: "busy"}
        stay_away = {1002: "broken", 1003: "broken", 1007: "broken", 1009: "broken", 4400: "broken", 4403: "forbidden", 4413: "limit"}
        for codes, again in ((come_back, True), (stay_away, False)):
            for code, reason in codes.items():
                end = of_close(code, "")
                self.assertEqual((reason, again, code), (end.reason, end.again, end.code))

    def test_of_close_position(self):
        self.assertEqual((7, 41), of_close(4008, "slow:7:41").position)
        self.assertEqual((7, 42), of_close(1012, "restart:7:42").position)
        for text in ("slow", "slow:7", "slow:x:y", "other:7:41", ""):
            self.assertIsNone(of_close(4008, text).position)

    def test_of_close_end_of_a_replay_is_the_end(self):
        end = of_close(1000, "ended", replay=True)
        self.assertEqual(("ended", False), (end.reason, end.again))
        self.assertTrue(of_close(1000, "ended").again)

    def test_of_status_refusals_busy_and_others(self):
        self.assertEqual(("unauthorized", True, True), self.told(of_status(401, PROBLEM)))
        for status in (400, 403, 404, 426):
            self.assertEqual(("refused", False, True), self.told(of_status(status, PROBLEM)))
        self.assertFalse(of_status(404, {"Content-Type": "text/html"}).ours)
        for status in (429, 500, 502, 503, 504):
            end = of_status(status, {"Retry-After": "3"})
            self.assertEqual(("busy", True, 3.0, status), (end.reason, end.again, end.least, end.code))

    def told(self, end):
        return end.reason, end.again, end.ours

    def test_retry_after_reads_seconds_and_dates(self):
        self.assertEqual(120.0, retry_after("120"))
        self.assertEqual(0.0, retry_after("Fri, 31 Dec 1999 23:59:59 GMT"))
        self.assertGreater(retry_after("Fri, 31 Dec 2100 23:59:59 GMT"), 1e8)
        self.assertEqual([0.0] * 3, [retry_after(value) for value in (None, "", "soon")])


if __name__ == "__main__":
    unittest.main()
