"""History over HTTP as a script asks for it: the program of its page, and every tick against the stream itself."""

import decimal
import gzip
import json
import re
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

from ticker_server import REPOSITORY, TickerServer

DEADLINE_SECONDS = 60


def snippet(name):
    text = (REPOSITORY / "src/docs/history.md").read_text("utf-8")
    return re.search(rf"<!-- tested: {name} -->\n```\w*\n(.*?)\n```", text, re.DOTALL)[1]


def get(server, path, headers=()):
    request = urllib.request.Request(server.web_url + path, headers=dict(headers))
    with urllib.request.urlopen(request, timeout=DEADLINE_SECONDS) as answer:
        return answer.headers, answer.read()


def rows(body):
    return [json.loads(line, parse_float=decimal.Decimal) for line in body.splitlines()]


def until_traded(server, trades):
    """Reads on from where the last answer ended until so many trades have come; the answers' ticks and the last end."""
    ticks, position = [], None
    while sum(tick["kind"] == "trade" for tick in ticks) < trades:
        since = f"&from={position}" if position else ""
        *more, end = rows(get(server, f"/v1/history?symbol=*{since}")[1])
        ticks += more
        position = end["position"]
    return ticks, position


class HistoryPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = TickerServer(demo=True)
        cls.ticks, cls.position = until_traded(cls.server, 500)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_answers_that_go_on_from_each_other_are_one_answer(self):
        *whole, end = rows(get(self.server, f"/v1/history?symbol=*&to={self.position}")[1])
        self.assertEqual(end, {"kind": "end", "count": len(self.ticks), "position": self.position})
        self.assertEqual(whole, self.ticks)
        sequences = [tick["sequence"] for tick in whole]
        self.assertEqual(sequences, sorted(set(sequences)))

    def test_gzip_is_the_same(self):
        path = f"/v1/history?symbol=*&to={self.position}&format=csv"
        headers, packed = get(self.server, path, {"Accept-Encoding": "gzip"})
        self.assertEqual(headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed), get(self.server, path)[1])

    def test_wrong_parameter_is_a_problem(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            get(self.server, "/v1/history?symbol=*&from=noon")
        with refused.exception as answer:
            self.assertEqual((answer.code, answer.headers["Content-Type"]), (400, "application/problem+json"))
            self.assertEqual(json.load(answer)["errors"][0]["parameter"], "from")

    def test_program_of_the_page_sums_up_volumes(self):
        script = snippet("history-python").replace("http://127.0.0.1:8080", self.server.web_url).replace("symbol=*&kinds", f"symbol=*&to={self.position}&kinds")
        run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=DEADLINE_SECONDS)
        self.assertEqual(run.returncode, 0, run.stderr)
        volume = {}
        for tick in self.ticks:
            if tick["kind"] == "trade":
                name = f"{tick['venue']}:{tick['symbol']}"
                volume[name] = volume.get(name, 0) + tick["size"]
        self.assertEqual(run.stdout.splitlines(), [f"{name} {volume[name]}" for name in sorted(volume)])


if __name__ == "__main__":
    unittest.main()
