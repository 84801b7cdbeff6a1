"""A clock that only moves when a test moves it."""

import asyncio


class HandClock:
    def __init__(self):
        self._now = 0.0
        self._sleepers = []
        self._news = asyncio.Condition()

    def now(self):
        return self._now

    async def sleep(self, seconds):
        woken = asyncio.get_running_loop().create_future()
        sleeper = (self._now + seconds, woken)
        self._sleepers.append(sleeper)
        async with self._news:
            self._news.notify_all()
        try:
            await woken
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    async def until_asleep(self, seconds):
        """Waits until somebody sleeps for so long, from now on."""
        async with self._news:
            await self._news.wait_for(lambda: any(at == self._now + seconds for at, _ in self._sleepers))

    def pass_(self, seconds):
        """So much time is over: who slept no longer wakes up."""
        self._now += seconds
        for at, woken in tuple(self._sleepers):
            if at <= self._now and not woken.done():
                woken.set_result(None)
