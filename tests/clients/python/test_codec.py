"""The golden bytes, read and written by Debian's python3-msgpack, and the JSON beside them to the last digit."""

import json
import pathlib
import unittest
from datetime import datetime, timedelta, timezone
from decimal import Context, Decimal

import msgpack

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "golden"
FILES = ("smallest-forms.json", "server-messages.json", "client-messages.json", "data-messages.json")
WIDE = {"seq", "time", "from", "to", "first_seq", "last_seq", "t", "subs"}


def golden(file):
    return json.loads((GOLDEN / file).read_text("utf-8"))["cases"]


def meant(value):
    """The value of a case."""
    if isinstance(value, list):
        return [meant(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "int" in value:
        return int(value["int"])
    if "repeat" in value:
        return value["repeat"] * value["times"]
    if "array_of" in value:
        return [value["array_of"]] * value["times"]
    return {key: meant(one) for key, one in value.items()}


def unquote(value, key=""):
    """A control message from JSON with its digit strings turned back into integers."""
    if isinstance(value, list):
        return [unquote(one, key) for one in value]
    if isinstance(value, dict):
        return {name: unquote(one, name) for name, one in value.items()}
    if isinstance(value, str) and key in WIDE and value.lstrip("-").isdigit():
        return int(value)
    return value


def mantissa(decimal, scale):
    scaled = Decimal(decimal).scaleb(scale, Context(prec=60))
    assert scaled == int(scaled), f"{decimal} is finer than 10^-{scale}"
    return int(scaled)


def nanos(text):
    """Nanoseconds since 1970 of an RFC 3339 text with nine decimals."""
    whole = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=timezone.utc)
    assert text[19] == "." and text[29:] == "Z", text
    since = whole - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return since // timedelta(seconds=1) * 10**9 + int(text[20:29])


def tick_from_json(tick, refs, scales):
    """A tick in JSON as the positional array that MessagePack sends."""
    ref = refs[tick["S"]]
    price_scale, size_scale = scales[ref]

    def price(key, where=tick):
        return mantissa(where[key], price_scale) if key in where else None

    def size(key, where=tick):
        return mantissa(where[key], size_scale) if key in where else None

    head = ["qts".index(tick["T"]) + 1, ref, int(tick["seq"]), nanos(tick["t"]) if "t" in tick else 0]
    if tick["T"] == "q":
        body = [price("bp"), size("bs"), price("ap"), size("as"), tick["f"]]
    elif tick["T"] == "t":
        body = [price("p"), size("s"), tick["side"], tick["f"], int(tick["i"])]
    else:
        body = [tick["st"], tick["f"], tick["reason"]]
    collapsed = tick.get("c")
    if collapsed:
        told = [collapsed["n"], int(collapsed["first"]), collapsed["cause"]]
        if {"bh", "bl", "ah", "al"} & collapsed.keys():
            told += [price(key, collapsed) for key in ("bh", "bl", "ah", "al")]
        if "v" in collapsed:
            notional = mantissa(collapsed["notional"], price_scale + size_scale)
            told += [size("v", collapsed), price("h", collapsed), price("l", collapsed), notional >> 64, notional & (2**64 - 1)]
        body.append(told)
    if "rt" in tick:
        body += [] if collapsed or tick["T"] == "s" else [None]
        body.append(nanos(tick["rt"]))
    return head + body


class CodecTest(unittest.TestCase):
    def test_unpack_golden_cases_mean_what_they_say(self):
        for file in FILES:
            for case in golden(file):
                if "msgpack" in case:
                    with self.subTest(file=file, case=case["name"]):
                        read = msgpack.unpackb(bytes.fromhex(case["msgpack"]), raw=False, strict_map_key=True)
                        self.assertEqual(read, meant(case["value"]))

    def test_pack_golden_cases_byte_for_byte(self):
        for file in FILES:
            for case in golden(file):
                with self.subTest(file=file, case=case["name"]):
                    packed = msgpack.packb(meant(case["value"]), use_bin_type=True)
                    if "msgpack" in case:
                        self.assertEqual(packed.hex(), case["msgpack"])
                    else:
                        self.assertEqual((packed[:6].hex(), len(packed)), (case["msgpack_head"], case["bytes"]))

    def test_json_of_control_messages_says_the_same(self):
        for file in ("server-messages.json", "client-messages.json"):
            for case in golden(file):
                with self.subTest(file=file, case=case["name"]):
                    self.assertEqual(unquote(json.loads(case["json"])), meant(case["value"]))

    def test_json_of_data_messages_is_exact(self):
        for case in golden("data-messages.json"):
            with self.subTest(case=case["name"]):
                refs = {symbol: int(ref) for ref, (symbol, _, _) in case["instruments"].items()}
                scales = {int(ref): scales for ref, (_, *scales) in case["instruments"].items()}
                message = json.loads(case["json"], parse_float=Decimal)
                ticks = [tick_from_json(tick, refs, scales) for tick in message["ticks"]]
                self.assertEqual([message["id"], *ticks], meant(case["value"]))


if __name__ == "__main__":
    unittest.main()
