"""How a client is set."""

from __future__ import annotations

import random
import ssl as tls
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Union

from .clock import Clock, LoopClock

Key = Union[str, Callable[[], Union[str, None, Awaitable[Union[str, None]]]], None]
ROADS = ("ws", "events", "poll")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Times are seconds.

    key: an API key or a token, or a function that gives one, which is called before each connection and when the one
    that is used ends soon. encoding: ``msgpack`` or ``json``, of the WebSocket. roads: those that are allowed, in
    order. backoff_base, backoff_cap: attempt n waits up to base * 2^(n-1), at most cap. connect_timeout: for a
    connection and its welcome. stable_after: a connection that stood so long makes the next attempt the first again.
    statement_interval: how often the accounts are checked, 0 never. upgrade_retry: how often a better road is tried, 0 never.
    ssl: for ``wss``, in place of the system's certificates. clock, draw: for tests.
    """

    key: Key = field(default=None, repr=False)
    encoding: str = "msgpack"
    roads: tuple[str, ...] = ROADS
    backoff_base: float = 0.25
    backoff_cap: float = 30.0
    connect_timeout: float = 10.0
    stable_after: float = 10.0
    statement_interval: float = 10.0
    upgrade_retry: float = 300.0
    ssl: tls.SSLContext | None = None
    clock: Clock = field(default_factory=LoopClock)
    draw: Callable[[], float] = random.random

    def __post_init__(self) -> None:
        if self.encoding not in ("msgpack", "json"):
            raise ValueError(f"encoding must be msgpack or json, not {self.encoding!r}")
        if not self.roads or [road for road in ROADS if road in self.roads] != list(self.roads):
            raise ValueError(f"roads must be some of {', '.join(ROADS)}, in this order, not {self.roads!r}")
        for name in ("backoff_base", "backoff_cap", "connect_timeout"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be more than 0 seconds")
        for name in ("stable_after", "statement_interval", "upgrade_retry"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} must not be negative")
