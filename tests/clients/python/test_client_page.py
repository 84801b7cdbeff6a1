"""The Python page's scripts, run by Debian's Python as they stand there."""

import os
import re
import subprocess
import sys
import unittest

from client_path import CLIENT
from ticker.events import NAMES
from ticker_server import REPOSITORY, TickerServer

DEADLINE_SECONDS = 120
LINES_WANTED = 5


def snippet(name):
    text = (REPOSITORY / "src/docs/python.md").read_text("utf-8")
    return re.search(rf"<!-- tested: {name} -->\n```\w*\n(.*?)\n```", text, re.DOTALL)[1]


class BehaviourPageTest(unittest.TestCase):
    def test_table_of_three_languages_has_each_event_by_the_name_it_has_there(self):
        page = (REPOSITORY / "src/clients/README.md").read_text("utf-8")
        rows = [[re.findall(r"`(\w+)`", cell.partition(":")[0]) for cell in row.split("|")[1:5]] for row in page.splitlines() if re.match(r"\| events? `", row)]
        types = (REPOSITORY / "src/clients/js/index.d.ts").read_text("utf-8")
        events = re.search(r"export interface Events \{\n(.*?)\n\}", types, re.DOTALL)[1]
        records = {path.stem for path in (REPOSITORY / "src/Ticker.Client/Streams/Events").glob("*.cs")} - {"ClientEvent", "KeyNeed"}
        here, csharp, javascript, python = ([name for row in rows for name in row[column]] for column in range(4))
        self.assertEqual((list(NAMES), list(NAMES)), (here, python))
        self.assertEqual(sorted(re.findall(r"^  (\w+): ", events, re.MULTILINE)), sorted(javascript))
        self.assertEqual(records, set(csharp))


class PythonPageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = TickerServer(demo=True)
        cls.addClassCleanup(cls.server.stop)
        cls.environment = {**os.environ, "PYTHONPATH": str(CLIENT)}

    def script(self, name):
        return snippet(name).replace("127.0.0.1:8080", f"127.0.0.1:{self.server.web_port}")

    def test_client_prints_trades(self):
        command = ["timeout", str(DEADLINE_SECONDS), sys.executable, "-u", "-c", self.script("python-client")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment) as process:
            lines = [process.stdout.readline() for _ in range(LINES_WANTED)]
            process.terminate()
        for line in lines:
            self.assertRegex(line, r"^XNAS:\S+ \d+\.\d+ \d+\n$")

    def test_frame_counts_and_adds_up(self):
        command = [sys.executable, "-c", self.script("python-frame")]
        run = subprocess.run(command, capture_output=True, text=True, env=self.environment, timeout=DEADLINE_SECONDS)
        self.assertEqual(0, run.returncode, run.stderr)
        lines = run.stdout.splitlines()
        counts = {words[0]: int(words[1]) for words in map(str.split, lines) if words[0] in ("quote", "trade")}
        self.assertEqual((2_000, "True"), (sum(counts.values()), lines[-1]))


if __name__ == "__main__":
    unittest.main()
