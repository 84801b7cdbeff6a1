using Ticker.Engine;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Synthetic;

namespace Ticker.Server.Demo;

/// <summary>
/// The simulated market, as a feed like any other: it enters where the gRPC door does, says hello, defines its
/// instruments and is slowed by a full channel.
/// </summary>
/// <param name="pipeline">Where it goes.</param>
/// <param name="options">How large it is.</param>
/// <param name="time">The clock that paces it.</param>
internal sealed class DemoFeed(Pipeline pipeline, DemoOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var market = new SyntheticMarket(options.Market);
        UnixNanos start = UnixNanos.Now(time);
        var hello = new FeedHello("demo", (ulong)start.Value, "ticker demo");
        (FeedOpenResult result, FeedSession? session) = await pipeline.Feeds.OpenAsync(hello, stoppingToken).ConfigureAwait(false);
        if (session is null)
        {
            throw new InvalidOperationException($"the demo feed could not be opened: {result}");
        }

        await using (session.ConfigureAwait(false))
        {
            try
            {
                await DefineAsync(session, market).ConfigureAwait(false);
                await PublishAsync(session, market, start, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The server stops.
            }
        }
    }

    private static async Task DefineAsync(FeedSession session, SyntheticMarket market)
    {
        foreach (Instrument instrument in market.Instruments)
        {
            if (session.IsFull)
            {
                await session.FlushAsync().ConfigureAwait(false);
            }

            session.Define(instrument.Number, instrument, out _);
        }

        await session.FlushAsync().ConfigureAwait(false);
    }

    private async Task PublishAsync(FeedSession session, SyntheticMarket market, UnixNanos start, CancellationToken cancellation)
    {
        var ticks = new Tick[TickBatch.Capacity];
        long began = time.GetTimestamp();
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            session.Touch();
            int count;
            do
            {
                count = market.Advance(time.GetElapsedTime(began), start, ticks);
                for (int i = 0; i < count; i++)
                {
                    if (session.IsFull)
                    {
                        await session.FlushAsync().ConfigureAwait(false);
                    }

                    session.Add(in ticks[i]);
                }

                await session.FlushAsync().ConfigureAwait(false);
            }
            while (count == ticks.Length && !cancellation.IsCancellationRequested);
        }
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false));
    }
}
