"""What can go wrong for the owner of a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .events import Gap, Statement


class TickerError(Exception):
    """All errors of this package."""


class ClosedError(TickerError):
    """The client is closed and does not come back.

    reason: a word of the behaviour page, such as ``unauthorized`` or ``broken``; code: of the WebSocket's close, or the
    status of the answer over HTTP, if there was one; text: what the server said, or which rule was broken.
    """

    def __init__(self, reason: str, code: int | None = None, text: str = "") -> None:
        super().__init__(f"closed: {reason}" + (f", code {code}" if code else "") + (f": {text}" if text else ""))
        self.reason, self.code, self.text = reason, code, text


class AccountsError(ClosedError):
    """A statement of the server and what came do not add up."""

    def __init__(self, statement: Statement) -> None:
        super().__init__("accounts", text=f"subscription {statement.id}: {statement.difference}")
        self.statement = statement


class RefusedError(TickerError):
    """The server refused a subscription, or a change of one, or ended it. reason is the code of its ``error``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.reason, self.code, self.text = code, None, message


class GapError(TickerError):
    """Ticks are missing, and the subscription was made with ``on_gap="raise"``."""

    def __init__(self, gap: Gap) -> None:
        super().__init__(f"ticks are missing: {gap.cause}, from {gap.from_} to {gap.to}")
        self.reason, self.code, self.text, self.gap = "gap", None, gap.cause, gap


class ProtocolError(TickerError):
    """The server said what the protocol does not allow."""


class HandlerFailed(Exception):
    """The owner's own code raised; its error is the cause. Whatever it is, it says nothing about the connection. Seen by no owner."""


class MissingPackageError(TickerError, ImportError):
    """Something that was asked for needs a package that is not installed."""

    def __init__(self, what: str, package: str) -> None:
        super().__init__(f"{what} needs {package}: apt install python3-{package}, or pip install {package}")
