"""One connection: what its messages mean for the subscriptions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .advice import Ended
from .clock import whole
from .decoding import ticks_of, ticks_of_json
from .errors import AccountsError, ProtocolError, RefusedError
from .events import Fresh, Gap, Heartbeat, Notice, ServerError, Stale, Statement, Subscribed, Tape
from .subscription import Change, Subscription
from .watch import MuteWatch

if TYPE_CHECKING:
    from .core import Core

_LATER = ("budget_exceeded", "busy")


class Session:
    """The state of one connection, whatever road it took. Messages are taken one after the other."""

    def __init__(self, core: Core, road: str, heartbeat: float = 1.0) -> None:
        self.core, self.road = core, road
        self.epoch = 0
        self.heartbeat = heartbeat
        self.watch = MuteWatch(core.clock, 3 * heartbeat)
        self._pages: dict[int, tuple[list[str], list[str]]] = {}
        self._refusals: dict[int, RefusedError] = {}
        self._take: dict[str, Callable[[dict[str, Any]], Any]] = {
            "subscribed": self._subscribed,
            "unsubscribed": self._unsubscribed,
            "seam": self._seam,
            "gap": self._gap,
            "notice": self._notice,
            "heartbeat": self._heartbeat,
            "statement": self._statement,
            "error": self._error,
            "tape": self._tape,
        }

    def welcome(self, message: dict[str, Any]) -> None:
        self.epoch = message["epoch"]
        self.heartbeat = message["heartbeat_ms"] / 1000
        self.watch.patience = 3 * self.heartbeat
        if message["version"] != 1:
            raise ProtocolError(f"version {message['version']} of the protocol")

    async def control(self, message: dict[str, Any]) -> None:
        """A control message other than ``welcome``. What is not known is passed over."""
        name = message["ev"]
        take = self._take.get(name)
        if take is not None:
            try:
                if name == "gap":
                    await self._of(message["id"]).buffer.room()
                # Half of it taken in would be worse than late, and a handler is not broken off.
                await whole(take(message))
            except (KeyError, TypeError) as error:
                raise ProtocolError(f"{name} cannot be read: {error!r}") from error

    async def ticks(self, id: int, raws: list[Any]) -> None:
        """A data message of MessagePack, without its id."""
        subscription = self._of(id)
        await self._deliver(subscription, ticks_of(raws, subscription.by_ref))

    async def ticks_of_json(self, id: int, raws: list[dict[str, Any]]) -> None:
        subscription = self._of(id)
        await self._deliver(subscription, ticks_of_json(raws, subscription.instruments))

    def _of(self, id: int) -> Subscription:
        subscription = self.core.desk.subscriptions.get(id)
        if subscription is None:
            raise ProtocolError(f"a message of subscription {id}, which there is not")
        return subscription

    async def _deliver(self, subscription: Subscription, ticks: list[Any]) -> None:
        # Who is cancelled here has taken nothing, and is given it again.
        await subscription.buffer.room()
        subscription.accounts.take(ticks)
        subscription.put(ticks)

    async def _subscribed(self, message: dict[str, Any]) -> None:
        subscription = self._of(message["id"])
        directory = self.core.directory
        told = {ref: directory.get(*rest) for ref, *rest in message["instruments"]}
        subscription.by_ref.update(told)
        subscription.instruments.update((one.symbol, one) for one in told.values())
        subscription.stale.difference_update(one.symbol for one in told.values())
        subscription.accounts.subscribed(message["seq"], bool(told))
        subscription.place.subscribed(message["epoch"], message["seq"], told.values())
        names, unknown = self._pages.setdefault(subscription.id, ([], []))
        names += (one.symbol for one in told.values())
        unknown += message["unknown"]
        if message["more"]:
            return
        del self._pages[subscription.id]
        self._refusals.pop(subscription.id, None)
        self._answered(subscription, names, unknown)
        subscription.is_told = subscription.was_had = True
        await self.core.emit(Subscribed(subscription.id, message["epoch"], message["seq"], names, unknown))

    def _answered(self, subscription: Subscription, names: list[str], unknown: list[str]) -> None:
        # Of the other roads it is the answer as a whole that answers.
        if not (self.road == "ws" and subscription.is_told and subscription.changes and subscription.changes[0].is_answered_by(names, unknown)):
            return
        change = subscription.changes.popleft()
        if change.keys.get("mode", "all") != "all":
            # From here on, though what it adds may still be on its way.
            subscription.place.every(False)
        if names and change.keys.get("add") and subscription.place.wants_state:
            # Its state is to come; should the line break before the seam, it is asked for again.
            subscription.settling.append(change)
        else:
            self.core.desk.settle(subscription, change)
        change.made()

    async def _seam(self, message: dict[str, Any]) -> None:
        subscription = self._of(message["id"])
        subscription.accounts.seam(message["seq"])
        subscription.place.seam(message["seq"])
        if subscription.settling:
            self.core.desk.settle(subscription, subscription.settling.popleft())

    async def _gap(self, message: dict[str, Any]) -> None:
        subscription = self._of(message["id"])
        if subscription.place.gap(message["cause"]):
            subscription.accounts.state_follows()
        await self.core.gap(subscription, Gap(subscription.id, message["from"], message["to"], message["cause"]))

    async def _notice(self, message: dict[str, Any]) -> None:
        code, id = message["code"], message.get("id")
        if code in ("stale", "fresh"):
            subscription = self._of(message["id"])
            symbols = [subscription.by_ref[ref].symbol for ref in message.get("refs", ())]
            if code == "stale":
                subscription.stale.update(symbols)
                await self.core.emit(Stale(subscription.id, symbols, message.get("detail")))
            else:
                subscription.stale.difference_update(symbols)
                await self.core.emit(Fresh(subscription.id, symbols))
            return
        if code == "draining":
            self.core.drains(message.get("retry_ms", 0) / 1000)
        await self.core.emit(Notice(id, code, message.get("detail"), message.get("retry_ms")))
        if code == "token_expiring":
            await self.core.renew()

    async def _heartbeat(self, message: dict[str, Any]) -> None:
        for id, seq in message["subs"]:
            subscription = self.core.desk.subscriptions.get(id)
            if subscription is not None:
                subscription.place.heartbeat(seq)
        await self.core.emit(Heartbeat(message["time"], dict(message.get("feeds") or {})))

    async def _statement(self, message: dict[str, Any]) -> None:
        await self.statement(self._of(message["id"]), message)

    async def statement(self, subscription: Subscription, message: dict[str, Any]) -> Statement:
        """Holds a statement against what came."""
        difference = subscription.accounts.difference(message)
        keys = ("matched", "delivered", "conflated", "filtered", "discarded", "pending", "snapshot", "first_seq", "last_seq")
        figures = {key: message[key] for key in keys}
        statement = Statement(subscription.id, **figures, adds_up=not difference, sha256=message.get("sha256"), difference=difference)
        await self.core.emit(statement)
        if difference:
            raise AccountsError(statement)
        if subscription.asked_statements:
            answer = subscription.asked_statements.popleft()
            if not answer.done():
                answer.set_result(statement)
        return statement

    async def _unsubscribed(self, message: dict[str, Any]) -> None:
        subscription = self._of(message["id"])
        final = await self.statement(subscription, message) if "matched" in message else None
        error = None if subscription.leaving else self._refusals.get(subscription.id) or RefusedError("ended", "by the server")
        self.core.desk.end(subscription, error, final)

    async def _error(self, message: dict[str, Any]) -> None:
        id, code = message.get("id"), message["code"]
        if id is None and code == "bad_value" and self.core.reel is not None:
            self.core.reel.refused()
        await self.core.emit(ServerError(code, message["message"], id))
        subscription = self.core.desk.subscriptions.get(id or 0)
        if subscription is None:
            return
        refused = RefusedError(code, message["message"])
        if subscription.is_told:
            self._change_refused(subscription, refused)
        else:
            await self._subscribe_refused(subscription, refused)

    def _change_refused(self, subscription: Subscription, refused: RefusedError) -> None:
        if refused.reason == "unknown_id" or not subscription.changes or self.road != "ws":
            # It is ended next, or was asked for twice; who asked is told by the event.
            self._refusals[subscription.id] = refused
            return
        change = subscription.changes.popleft()
        if refused.reason == "forbidden" and "add" in change.keys:
            # Of what was to be added, some may be given.
            self.core.desk.settle(subscription, Change({"add": change.keys["add"]}, change.answer))
        change.refused(refused)

    async def _subscribe_refused(self, subscription: Subscription, refused: RefusedError) -> None:
        first = self._refusals.setdefault(subscription.id, refused)
        if refused.reason == "forbidden":
            # Perhaps only some of the symbols: asking for accounts tells whether there is a subscription.
            if self.core.desk.connection is not None:
                await self.core.desk.connection.state(subscription)
        elif refused.reason == "unknown_id":
            self.core.desk.end(subscription, first, None)
        elif refused.reason in _LATER and subscription.was_had:
            raise Ended("busy", text=f"{refused.reason}: {refused.text}")
        elif (gap := subscription.refused_position(refused)) is not None:
            del self._refusals[subscription.id]
            await self.core.gap(subscription, gap)
            await self.core.desk.ask(subscription)
        else:
            self.core.desk.end(subscription, refused, None)

    async def _tape(self, message: dict[str, Any]) -> None:
        if self.core.reel is not None and self.core.reel.told(message["time"], message["speed"], message["lap"]):
            for subscription in self.core.desk.subscriptions.values():
                subscription.begin_lap()
        await self.core.emit(Tape(*(message[key] for key in ("state", "seq", "time", "speed", "lap"))))
