"""Server-sent events, read from bytes in pieces of any size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import ProtocolError

_LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class ServerEvent:
    """name and data of an event, or neither of a comment; id where one stood in it."""

    name: str | None
    data: str | None
    id: str | None


class EventParser:
    """The lines of the HTML standard's event stream; a block without data tells of its id, and that something came."""

    def __init__(self) -> None:
        self._rest = b""
        self._name: str | None = None
        self._id: str | None = None
        self._lines: list[str] = []
        self._any = False

    def feed(self, piece: bytes) -> Iterator[ServerEvent]:
        """The events that are whole now."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if len(self._rest) > _LONGEST:
            raise ProtocolError("an event that does not end")
        for line in lines:
            if line := line.rstrip(b"\r"):
                self._field(line.decode("utf-8"))
            elif self._any:
                yield ServerEvent(self._name, "\n".join(self._lines) if self._lines else None, self._id)
                self._name = self._id = None
                self._lines, self._any = [], False

    def _field(self, line: str) -> None:
        self._any = True
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._name = value
        elif name == "data":
            self._lines.append(value)
        elif name == "id":
            self._id = value
