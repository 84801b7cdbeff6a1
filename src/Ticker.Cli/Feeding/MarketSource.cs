using System.Diagnostics;
using Ticker.Client.Feeds;
using Ticker.Model;
using Ticker.Synthetic;

namespace Ticker.Cli.Feeding;

/// <summary>Publishes a made-up market at a pace.</summary>
/// <param name="market">The market, before its opening.</param>
/// <param name="pace">How fast its time goes by.</param>
/// <param name="length">How much of its time; null = until stopped.</param>
/// <param name="progress">Told how much is done, where there is an end.</param>
internal sealed class MarketSource(SyntheticMarket market, Pace pace, TimeSpan? length, Action<double> progress)
{
    // How often due ticks are sent, and how much of the market's time goes by between at the pace "max".
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly Tick[] _ticks = new Tick[1024];

    /// <summary>Defines the instruments, then publishes until the end, or until asked to stop.</summary>
    public async Task RunAsync(FeedPublisher publisher, CancellationToken asked, CancellationToken forced)
    {
        foreach (Instrument instrument in market.Instruments)
        {
            await publisher.DefineAsync(instrument, forced);
        }

        UnixNanos opening = UnixNanos.Now(TimeProvider.System);
        long started = Stopwatch.GetTimestamp();
        TimeSpan end = length ?? TimeSpan.MaxValue;
        TimeSpan at = TimeSpan.Zero;
        using var timer = new PeriodicTimer(Step);
        while (true)
        {
            await PublishUntilAsync(publisher, at, opening, asked, forced);
            if (at >= end)
            {
                return;
            }

            if (length is not null)
            {
                progress(at / end);
            }

            if (!pace.IsMax)
            {
                await timer.WaitForNextTickAsync(asked);
            }

            asked.ThrowIfCancellationRequested();
            TimeSpan next = pace.IsMax ? at + Step : pace.FeedTime(Stopwatch.GetElapsedTime(started));
            at = next < end ? next : end;
        }
    }

    private async Task PublishUntilAsync(FeedPublisher publisher, TimeSpan at, UnixNanos opening, CancellationToken asked, CancellationToken forced)
    {
        int count;
        while ((count = market.Advance(at, opening, _ticks)) > 0)
        {
            Restamp(_ticks.AsSpan(0, count), opening);
            await publisher.PublishAsync(_ticks.AsMemory(0, count), forced);
            asked.ThrowIfCancellationRequested();
        }
    }

    // Event times are those of our clock whatever the pace, as a server refuses ticks from its future.
    private void Restamp(Span<Tick> ticks, UnixNanos opening)
    {
        if (pace == Pace.RealTime)
        {
            return;
        }

        UnixNanos now = UnixNanos.Now(TimeProvider.System);
        foreach (ref Tick tick in ticks)
        {
            tick = tick with { EventTime = pace.IsMax ? now : new UnixNanos(opening.Value + (long)((tick.EventTime.Value - opening.Value) / pace.Factor)) };
        }
    }
}
