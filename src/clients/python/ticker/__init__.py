"""Ticker's Python client: market data that survives broken lines, restarts and evictions.

    async with ticker.connect("ws://127.0.0.1:8080") as market:
        async for tick in market.subscribe("XNAS:*", kinds=["trade"]):
            print(tick.symbol, tick.price, tick.size)
"""

from .batch import Batch
from .collapsed import Collapsed
from .errors import AccountsError, ClosedError, GapError, MissingPackageError, ProtocolError, RefusedError, TickerError
from .events import Event, Evicted, Fresh, Gap, Heartbeat, KeyAsked, Notice, ServerError, Stale, State, Statement, Subscribed, Tape
from .frames import frame
from .instruments import Instrument
from .market import Market, connect
from .options import Options
from .subscription import Subscription
from .ticks import AFTER_FEED_GAP, OUT_OF_HOURS, REPLAYED, SNAPSHOT, STALE, TRADE_ID_IS_HASH, Quote, Status, Tick, Trade

__all__ = [
    "AFTER_FEED_GAP", "OUT_OF_HOURS", "REPLAYED", "SNAPSHOT", "STALE", "TRADE_ID_IS_HASH",
    "AccountsError", "Batch", "ClosedError", "Collapsed", "Event", "Evicted", "Fresh", "Gap", "GapError", "Heartbeat", "Instrument",
    "KeyAsked", "Market", "MissingPackageError", "Notice", "Options", "ProtocolError", "Quote", "RefusedError", "ServerError", "Stale",
    "State", "Statement", "Status", "Subscribed", "Subscription", "Tape", "Tick", "TickerError", "Trade", "connect", "frame",
]
