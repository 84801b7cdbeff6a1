"""The Python publisher of the page on feeding, run by Debian's Python as it stands there."""

import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

from ticker_server import REPOSITORY, TickerServer

DEADLINE_SECONDS = 60
PROTOS = "src/Ticker.Feeds.Grpc/Protos"


def snippet(name):
    text = (REPOSITORY / "src/docs/feeding.md").read_text("utf-8")
    return re.search(rf"<!-- tested: {name} -->\n```\w*\n(.*?)\n```", text, re.DOTALL)[1]


class FeedPage(unittest.TestCase):
    def test_publisher_is_acknowledged(self):
        with TickerServer() as server, tempfile.TemporaryDirectory() as folder:
            generate = snippet("python-generate").replace(PROTOS, str(REPOSITORY / PROTOS))
            subprocess.run(shlex.split(generate), cwd=folder, check=True, timeout=DEADLINE_SECONDS)
            script = snippet("python-publisher").replace("127.0.0.1:8081", server.grpc_address)
            pathlib.Path(folder, "publisher.py").write_text(script, "utf-8")
            run = subprocess.run(
                [sys.executable, "publisher.py"], cwd=folder, capture_output=True, text=True, timeout=DEADLINE_SECONDS
            )
            self.assertEqual(run.returncode, 0, run.stderr)
            lines = run.stdout.splitlines()
            self.assertRegex(lines[0], "^ready ")
            # How much is durable by then, the server's disk decides.
            self.assertRegex(lines[-1], r"^ack \['ack', '\{', 'received:', '10', ('durable:', '(10|[1-9])', )?'\}'\]$")


if __name__ == "__main__":
    unittest.main()
