"""The README's Python scripts, run by Debian's Python as they stand there."""

import os
import re
import subprocess
import sys
import tempfile
import unittest

from client_path import CLIENT
from ticker_server import REPOSITORY, TickerServer

LINES_WANTED = 20
DEADLINE_SECONDS = 60


def snippet(name):
    text = (REPOSITORY / "README.md").read_text("utf-8")
    found = re.search(rf"<!-- tested: {name} -->\n```\w*\n(.*?)\n```", text, re.DOTALL)
    if not found:
        raise AssertionError(f"README.md has no snippet marked 'tested: {name}'")
    return found[1]


class ReadmeScript(unittest.TestCase):
    def test_subscriber_prints_trades(self):
        script = snippet("python-subscriber")
        self.assertLessEqual(len([line for line in script.splitlines() if line.strip()]), 15)
        with TickerServer(demo=True) as server, tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "subscriber.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(script.replace("8080", str(server.web_port)))
            command = ["timeout", str(DEADLINE_SECONDS), sys.executable, "-u", path]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
                lines = [process.stdout.readline() for _ in range(LINES_WANTED)]
                process.terminate()
            for line in lines:
                self.assertRegex(line, r"^\S+:.+ -?\d+(\.\d+)?(E-\d+)? \d+(\.\d+)?(E-\d+)?\n$")

    def test_first_success_prints_every_tick_and_accounts_that_add_up(self):
        with TickerServer(demo=True) as server:
            script = snippet("python-first").replace("127.0.0.1:8080", f"127.0.0.1:{server.web_port}")
            command = ["timeout", str(DEADLINE_SECONDS), sys.executable, "-u", "-c", script]
            environment = {**os.environ, "PYTHONPATH": str(CLIENT)}
            ticks = 0
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment) as process:
                for line in process.stdout:
                    if line.startswith("Statement("):
                        break
                    self.assertRegex(line, r"^\d+ XNAS:\S+ (quote|trade|status) \d{19}\n$")
                    ticks += 1
                process.terminate()
            figures = {name: int(figure) for name, figure in re.findall(r"(\w+)=(\d+)", line)}
            self.assertEqual(figures["matched"], figures["delivered"] + figures["pending"])
            self.assertGreater(ticks, 0)


if __name__ == "__main__":
    unittest.main()
