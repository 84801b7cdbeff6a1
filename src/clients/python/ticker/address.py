"""Where a server is, and the addresses of its roads."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

_SCHEMES = {"ws": "http", "wss": "https", "http": "http", "https": "https"}


class Address:
    """A server by ``ws``, ``wss``, ``http`` or ``https``. ``/v1/stream`` is meant unless a replay is named."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise ValueError(f"a server is written ws://HOST:PORT or wss://HOST:PORT, not {server!r}")
        if parts.username is not None:
            raise ValueError("a key does not belong into a URL; give it as key")
        self._web = _SCHEMES[parts.scheme]
        self._host = parts.netloc
        path = parts.path.rstrip("/")
        self.is_replay = path.endswith("/v1/replay")
        self.query = parts.query
        self._base = path.removesuffix("/v1/stream").removesuffix("/v1/replay")

    @property
    def stream(self) -> str:
        """Of the WebSocket."""
        scheme = "wss" if self._web == "https" else "ws"
        return urlunsplit((scheme, self._host, f"{self._base}/v1/{'replay' if self.is_replay else 'stream'}", self.query, ""))

    def web(self, path: str) -> str:
        """Of something that is asked for over HTTP."""
        return urlunsplit((self._web, self._host, self._base + path, "", ""))
