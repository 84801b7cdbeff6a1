"""Long polls: a request for each handful of ticks, where nothing else gets through."""

from __future__ import annotations

from typing import Any

from ..advice import Ended
from ..clock import within
from ..decoding import decode
from ..errors import ProtocolError
from ..session import Session
from ..subscription import Change, Subscription
from .http import HttpConnection, take

_WAIT = 25.0


class PollConnection(HttpConnection):
    """Calls of ``/v1/poll``, each from where the one before ended."""

    road = "poll"

    async def follow(self, subscription: Subscription, change: Change | None) -> None:
        session = Session(self.core, self.road)
        start = subscription.place.ask()
        subscription.accounts.begin(start)
        wait = 0.0
        while True:
            parameters = self.parameters(subscription, change, start)
            parameters.append(("wait_ms", str(round(wait * 1000))))
            try:
                message = await within(self.core.clock, wait + self.core.options.connect_timeout, self._call(parameters, subscription))
            except TimeoutError:
                raise self.silence("no answer in time") from None
            await self.answered(subscription, change)
            change = None
            epoch, _, seq = message["cursor"].partition(":")
            session.epoch = int(epoch)
            for one in message["messages"]:
                await take(session, subscription, one)
            start = {"epoch": int(epoch), "seq": int(seq)}
            subscription.is_told = subscription.was_had = True
            subscription.place.cursor(int(epoch), int(seq))
            subscription.place.poll()
            subscription.accounts.begin_again()
            wait = _WAIT

    async def _call(self, parameters: list[tuple[str, str]], subscription: Subscription) -> dict[str, Any]:
        answer = await self.get("/v1/poll", parameters, subscription)
        try:
            if answer.content_type != "application/json":
                raise Ended("refused", answer.status, f"{answer.content_type} in place of an answer", again=False, ours=False)
            message = decode((await answer.read()).decode("utf-8"))
        finally:
            answer.release()
        if not isinstance(message, dict) or not isinstance(message.get("cursor"), str) or "messages" not in message:
            raise ProtocolError("an answer without messages and cursor")
        return message
