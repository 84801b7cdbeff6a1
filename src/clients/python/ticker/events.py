"""What a client tells beside ticks. The names and keys are those of the page on how a client behaves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Union


@dataclass(frozen=True, slots=True)
class State:
    """The client is ``connecting``, ``open``, ``waiting`` or ``closed``. code: of the close, or the
    status of an answer over HTTP. attempt and retry_in_ms come with ``waiting``."""

    event: ClassVar[str] = "state"
    state: str
    road: str
    reason: str | None = None
    code: int | None = None
    text: str | None = None
    attempt: int | None = None
    retry_in_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Subscribed:
    """The server told which instruments a subscription has, or what was added. unknown ones are told when they appear."""

    event: ClassVar[str] = "subscribed"
    id: int
    epoch: int
    seq: int
    instruments: list[str]
    unknown: list[str]


@dataclass(frozen=True, slots=True)
class Gap:
    """Ticks are missing, from and to a sequence; None: it is not known which."""

    event: ClassVar[str] = "gap"
    id: int
    from_: int | None
    to: int | None
    cause: str


@dataclass(frozen=True, slots=True)
class Stale:
    """What is known of these symbols may no longer be true."""

    event: ClassVar[str] = "stale"
    id: int
    symbols: list[str]
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """What comes of these symbols is true again."""

    event: ClassVar[str] = "fresh"
    id: int
    symbols: list[str]


@dataclass(frozen=True, slots=True)
class Notice:
    """Another notice of the server, such as ``conflating`` or ``draining``. id is None if it is about the connection."""

    event: ClassVar[str] = "notice"
    id: int | None
    code: str
    detail: str | None = None
    retry_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The server is there: what a heartbeat of a WebSocket says, about once a second. time: the server's clock, in nanoseconds
    since 1970. feeds: the state of each, ``live``, ``gap``, ``stale`` or ``ended``."""

    event: ClassVar[str] = "heartbeat"
    time: int
    feeds: dict[str, str]


@dataclass(frozen=True, slots=True)
class Evicted:
    """The server put this client out because it was slow. A handler may ask for less before the client comes back."""

    event: ClassVar[str] = "evicted"
    reason: str
    position: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Statement:
    """The accounts of a subscription on this connection, as the server has them, held against what came.

    difference: what the server has more than came, by name; empty: nothing.
    """

    event: ClassVar[str] = "statement"
    id: int
    matched: int
    delivered: int
    conflated: dict[str, int]
    filtered: int
    discarded: int
    pending: int
    snapshot: int
    first_seq: int
    last_seq: int
    adds_up: bool
    sha256: str | None = None
    difference: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServerError:
    """The server refused a message, or could not read it."""

    event: ClassVar[str] = "error"
    code: str
    message: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class KeyAsked:
    """The key was asked for, because a connection begins (``connecting``), it ends soon (``expiring``), or was ``refused``."""

    event: ClassVar[str] = "key"
    for_: str


@dataclass(frozen=True, slots=True)
class Tape:
    """Where the tape of a replay is."""

    event: ClassVar[str] = "tape"
    state: str
    seq: int
    time: int
    speed: str
    lap: int


Event = Union[State, Subscribed, Gap, Stale, Fresh, Notice, Heartbeat, Evicted, Statement, ServerError, KeyAsked, Tape]
NAMES = ("state", "subscribed", "gap", "stale", "fresh", "notice", "heartbeat", "evicted", "statement", "error", "key", "tape")


def told(event: Event) -> dict[str, Any]:
    """An event as a map with the keys of the page; what has nothing to say is left out."""
    keys = {name: getattr(event, name) for name in event.__slots__}  # type: ignore[union-attr]
    named: dict[str, Any] = {name.rstrip("_"): value for name, value in keys.items() if value is not None or name in ("from_", "to")}
    if named.get("position"):
        named["position"] = dict(zip(("epoch", "seq"), named["position"]))
    return {"ev": event.event, **named}

