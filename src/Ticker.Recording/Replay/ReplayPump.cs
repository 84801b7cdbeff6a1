namespace Ticker.Recording.Replay;

/// <summary>Runs a replay session: on any thread of the pool, one at a time, and on none while there is nothing to do.</summary>
/// <param name="session">The session, which nothing else may advance.</param>
/// <param name="alarm">Wakes it in time.</param>
public sealed class ReplayPump(ReplaySession session, ReplayAlarm alarm)
{
    /// <summary>Runs until the session is over.</summary>
    public async Task RunAsync()
    {
        var bell = new ReplayBell(session.Wakeup);
        try
        {
            // Not on the caller's stack: the first thing is to read.
            await Task.Yield();
            while (session.Advance(out long due) is var rest and not ReplayRest.Over)
            {
                if (rest == ReplayRest.None)
                {
                    // Others want this thread too.
                    await Task.Yield();
                    continue;
                }

                if (due != long.MaxValue)
                {
                    alarm.Ring(bell, due);
                }

                await session.Wakeup.WaitAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            alarm.Silence(bell);
            session.Abort();
        }
    }
}
