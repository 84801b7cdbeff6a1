"""Starts a Ticker server for a test, on ports the system picks, and stops it again."""

import collections
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]
SERVER_DLL = pathlib.Path(
    os.environ.get("TICKER_SERVER_DLL")
    or REPOSITORY / "src/Ticker.Server/bin/Release/net10.0/Ticker.Server.dll"
)

_READY = re.compile(r"^Ticker is ready: web http://[^\s:]+:(\d+) grpc http://[^\s:]+:(\d+)\s*$")
_LINES_KEPT = 10_000


class TickerServer:
    """One server process; use it in a `with` statement, or call stop() yourself.

    demo: whether the demo market runs.
    settings: more settings by key, such as {"Ticker:MaxFrame": 65536}.
    """

    def __init__(self, demo=False, web_port=0, grpc_port=0, settings=None, ready_within=60.0):
        if not SERVER_DLL.exists():
            raise RuntimeError(
                f"There is no server at {SERVER_DLL}: build Ticker.sln in Release, or set TICKER_SERVER_DLL"
            )
        self._journal = tempfile.mkdtemp(prefix="ticker-python-")
        everything = {
            "Ticker:Listen:Web": f"http://127.0.0.1:{web_port}",
            "Ticker:Listen:Grpc": f"http://127.0.0.1:{grpc_port}",
            "Ticker:Demo:Enabled": str(demo).lower(),
            "Ticker:Journal:Directory": self._journal,
            **(settings or {}),
        }
        self._lines = collections.deque(maxlen=_LINES_KEPT)
        self._ready = threading.Event()
        self.web_port = None
        self.grpc_port = None
        self._process = subprocess.Popen(
            ["dotnet", str(SERVER_DLL), *(f"--{key}={value}" for key, value in everything.items())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd=SERVER_DLL.parent,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        in_time = self._ready.wait(ready_within)
        if self.web_port is None:
            self.stop()
            how = "ended before it was ready" if in_time else f"was not ready within {ready_within} s"
            raise RuntimeError(f"The server {how}:\n{self.log}")

    def _read(self):
        for line in self._process.stdout:
            self._lines.append(line)
            found = None if self._ready.is_set() else _READY.match(line)
            if found:
                self.web_port, self.grpc_port = int(found[1]), int(found[2])
                self._ready.set()
        self._ready.set()

    @property
    def stream_url(self):
        return f"ws://127.0.0.1:{self.web_port}/v1/stream"

    @property
    def web_url(self):
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def grpc_address(self):
        return f"127.0.0.1:{self.grpc_port}"

    @property
    def pid(self):
        return self._process.pid

    @property
    def log(self):
        """What the server printed: its last 10,000 lines."""
        return "".join(self._lines)

    def kill(self):
        """Ends the server without a word (SIGKILL), as a crash does."""
        self._process.kill()
        self.stop()

    def stop(self, grace=15.0):
        """Asks the server to end (SIGTERM), ends it (SIGKILL) when it has not within the grace; its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            code = self._process.wait(grace)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._reader.join(5)
        if not self._reader.is_alive():
            self._process.stdout.close()
        shutil.rmtree(self._journal, ignore_errors=True)
        return code

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
