"""The books of one subscription, kept by a client that was not written with the server.

Goes through all that came, in order, and holds every tick against what was published and every statement against what
had come before it. Prices and sizes are mantissas, exact in both encodings.
"""

import decimal
import json

import msgpack

SNAPSHOT = 1
KINDS = ("", "quote", "trade", "status")
CAUSES = ("", "rate", "socket", "budget", "server")


def decode(frame):
    """A message of either encoding; numbers of JSON stay exact decimals."""
    return json.loads(frame, parse_float=decimal.Decimal) if isinstance(frame, str) else msgpack.unpackb(frame)


def mantissa(value, scale):
    if value is None:
        return None
    scaled = decimal.Decimal(value).scaleb(scale)
    if scaled != int(scaled):
        raise ValueError(f"{value} has more than {scale} decimals")
    return int(scaled)


class Tick:
    """One tick in one shape: body is (bid, size, ask, size) or (price, size, side, trade id) or (state, reason)."""

    __slots__ = ("kind", "name", "seq", "flags", "body", "count", "first", "cause", "extremes", "sums", "received")

    def __init__(self, kind, name, seq, flags, body):
        self.kind, self.name, self.seq, self.flags, self.body = kind, name, seq, flags, body
        self.count, self.first, self.cause = 1, seq, 0
        self.extremes = self.sums = self.received = None


def from_messagepack(raw, instruments):
    name = instruments[raw[1]][0]
    if raw[0] == 1:
        tick, at = Tick("quote", name, raw[2], raw[8], tuple(raw[4:8])), 9
    elif raw[0] == 2:
        tick, at = Tick("trade", name, raw[2], raw[7], (raw[4], raw[5], raw[6], raw[8])), 9
    else:
        tick, at = Tick("status", name, raw[2], raw[5], (raw[4], raw[6])), 7
    collapsed = raw[at] if raw[0] != 3 and len(raw) > at else None
    if collapsed:
        tick.count, tick.first, tick.cause = collapsed[:3]
        if tick.kind == "quote" and len(collapsed) > 3:
            tick.extremes = tuple(collapsed[3:7])
        elif tick.kind == "trade":
            volume, high, low, upper, lower = collapsed[3:8]
            tick.sums = (volume, high, low, (upper << 64) + lower)
    if len(raw) > at + (raw[0] != 3):
        tick.received = raw[-1]
    return tick


def from_json(raw, instruments):
    name = raw["S"]
    _, price, size = instruments[name]
    seq, flags = int(raw["seq"]), raw["f"]
    if raw["T"] == "q":
        body = (mantissa(raw.get("bp"), price), mantissa(raw.get("bs"), size), mantissa(raw.get("ap"), price), mantissa(raw.get("as"), size))
        tick = Tick("quote", name, seq, flags, body)
    elif raw["T"] == "t":
        tick = Tick("trade", name, seq, flags, (mantissa(raw["p"], price), mantissa(raw["s"], size), raw["side"], int(raw["i"])))
    else:
        tick = Tick("status", name, seq, flags, (raw["st"], raw["reason"]))
    collapsed = raw.get("c")
    if collapsed:
        tick.count, tick.first, tick.cause = collapsed["n"], int(collapsed["first"]), collapsed["cause"]
        if "bh" in collapsed or "ah" in collapsed:
            tick.extremes = tuple(mantissa(collapsed.get(key), price) for key in ("bh", "bl", "ah", "al"))
        if "v" in collapsed:
            tick.sums = (mantissa(collapsed["v"], size), mantissa(collapsed["h"], price), mantissa(collapsed["l"], price), mantissa(collapsed["notional"], price + size))
    tick.received = raw.get("rt")
    return tick


def extremes_of(quotes):
    found = []
    for side in (0, 2):
        prices = [body[side] for _, body in quotes if body[side] is not None]
        found += [max(prices), min(prices)] if prices else [None, None]
    return tuple(found)


def sums_of(trades):
    prices = [body[0] for _, body in trades]
    return (sum(body[1] for _, body in trades), max(prices), min(prices), sum(body[0] * body[1] for _, body in trades))


def check(holds, message):
    if not holds:
        raise AssertionError(message)


class StatementBook:
    """tape: {(name, kind): [(seq, body), ..]}, or None where this book makes it, from a subscriber that gets everything."""

    def __init__(self, request, tape=None):
        self.request, self.tape = request, tape
        self.made = {}
        self.instruments = {}
        self.next = {}
        self.newest = {}
        self.conflated = dict.fromkeys(CAUSES[1:], 0)
        self.delivered = self.snapshot = self.first = self.last = self.summaries = 0
        self.live = False
        self.deliveries = []
        self.statements = []
        self.notices = []
        self.totals = {}

    def take(self, frames):
        for frame in frames:
            message = decode(frame)
            if isinstance(message, list):
                for raw in message[1:]:
                    self._tick(from_messagepack(raw, self.instruments))
            elif "ticks" in message:
                for raw in message["ticks"]:
                    self._tick(from_json(raw, self.instruments))
            else:
                self._control(message)
        return self

    def _control(self, message):
        event = message["ev"]
        check(event not in ("error", "gap"), message)
        if event == "subscribed":
            for ref, name, price_scale, size_scale in message["instruments"]:
                self.instruments[ref] = self.instruments[name] = (name, price_scale, size_scale)
                self.next.update({(name, kind): 0 for kind in KINDS[1:]})
        elif event == "seam":
            self.live = True
        elif event == "notice":
            self.notices.append(message["code"])
        elif event in ("statement", "unsubscribed"):
            self._statement(message)

    def _tick(self, tick):
        what = f"{tick.name}: {tick.kind} {tick.seq}"
        check(self.live, f"{what} came before the seam, and nothing was published before")
        check(tick.seq > self.newest.get(tick.name, 0), f"{what} came after {self.newest.get(tick.name)}")
        check((tick.received is not None) == self.request.get("times", False), f"{what}: received {tick.received}")
        self.newest[tick.name] = tick.seq
        self.delivered += 1
        self.first = self.first or tick.seq
        self.last = max(self.last, tick.seq)
        self.deliveries.append(tick.first)
        if tick.count > 1:
            self.conflated[CAUSES[tick.cause]] += tick.count - 1
        if self.tape is None:
            check(tick.count == 1, f"{what} stands for {tick.count}")
            self.made.setdefault((tick.name, tick.kind), []).append((tick.seq, tick.body))
        else:
            self._hold_against_tape(tick, what)
        quotes, trades, volume, notional, last_quote = self.totals.get(tick.name, (0, 0, 0, 0, None))
        if tick.kind == "quote":
            quotes, last_quote = quotes + tick.count, tick.body
        elif tick.kind == "trade":
            sums = tick.sums or (tick.body[1], None, None, tick.body[0] * tick.body[1])
            trades, volume, notional = trades + tick.count, volume + sums[0], notional + sums[3]
        self.totals[tick.name] = (quotes, trades, volume, notional, last_quote)

    def _hold_against_tape(self, tick, what):
        key = (tick.name, tick.kind)
        at = self.next[key]
        stood_for = self.tape[key][at:at + tick.count]
        check(len(stood_for) == tick.count and stood_for[0][0] == tick.first and stood_for[-1] == (tick.seq, tick.body),
              f"{what} says that it stands for {tick.count} from {tick.first}; published were {stood_for[:1]} to {stood_for[-1:]}")
        self.next[key] += tick.count
        if tick.extremes:
            self.summaries += 1
            check(tick.extremes == extremes_of(stood_for), f"{what}: {tick.extremes}, but the extremes are {extremes_of(stood_for)}")
        if tick.kind == "trade" and tick.count > 1:
            check(tick.sums == sums_of(stood_for), f"{what}: {tick.sums}, but the sums are {sums_of(stood_for)}")

    def _statement(self, told):
        conflated = told["conflated"]
        check(told["matched"] == told["delivered"] + sum(conflated.values()) + told["filtered"] + told["discarded"] + told["pending"], f"does not balance: {told}")
        came = (self.delivered, self.snapshot, 0, self.first, self.last)
        said = (told["delivered"], told["snapshot"], told["filtered"], int(told["first_seq"]), int(told["last_seq"]))
        check(came == said, f"{came} had come before {told}")
        if told["pending"] + told["discarded"] == 0:
            check(conflated == self.conflated, f"{self.conflated} had come before {told}")
        else:
            check(all(conflated[cause] >= count for cause, count in self.conflated.items()), f"{self.conflated} had come before {told}")
        self.statements.append((told, len(self.deliveries)))

    def audit(self):
        """Everything has come: looks back at every statement, now that it is known what was published."""
        matched = sorted(seq for ticks in self.tape.values() for seq, _ in ticks)
        last = self.statements[-1][0]
        check((last["matched"], last["pending"], last["discarded"]) == (len(matched), 0, 0), f"{len(matched)} were published: {last}")
        for told, deliveries in self.statements:
            position = matched[told["matched"] - 1] if told["matched"] else 0
            check(position >= int(told["last_seq"]), f"with {position} all had matched that is told: {told}")
            waiting = sum(1 for first in self.deliveries[deliveries:] if first <= position)
            check(told["pending"] == waiting, f"{waiting} waited at {position}: {told}")
        for key, ticks in self.tape.items():
            check(self.next[key] == len(ticks), f"{key}: {self.next[key]} of {len(ticks)} have come")
