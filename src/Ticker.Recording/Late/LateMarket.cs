using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Late;

/// <summary>
/// One late market from its beginning to its end, with all that it holds: its pipeline, the readers of the journal, its part
/// of the server's memory. Whoever makes it runs it.
/// </summary>
internal sealed class LateMarket : IAsyncDisposable
{
    // What waits in a late market is small: it gets what is due, and no bursts but when it begins.
    private const int Queue = 16;

    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(1);

    private readonly LiveJournal _journal;
    private readonly MemoryShare _share;
    private readonly JournalPast _past;
    private readonly LatePump _pump;
    private readonly TimeProvider _time;

    private LateMarket(Pipeline present, TimeSpan delay, LateStart start, KnownInstruments known, LiveJournal journal, MemoryShare share, PipelineOptions built, DelayOptions options, TimeProvider time)
    {
        (_journal, _share, _time) = (journal, share, time);
        _past = new JournalPast(journal, start.Stored.Epoch);
        Market = new Market(present.MakeLate(delay, built, start.Stored, _past), known);
        Market.Tell(start.Time);
        _pump = new LatePump(Market, start, known, share, options, time);
        Market.Pipeline.Start();
    }

    /// <summary>What those who are in it see.</summary>
    public Market Market { get; }

    /// <summary>Makes one; nothing of it is left when that fails.</summary>
    /// <param name="present">The market as it is.</param>
    /// <param name="delay">How much later it is seen.</param>
    /// <param name="start">Where it begins; it is the late market's, or disposed.</param>
    /// <param name="journal">What it is made from.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Null when there is no memory for it.</returns>
    public static LateMarket? TryMake(Pipeline present, TimeSpan delay, LateStart start, LiveJournal journal, DelayOptions options, TimeProvider time)
    {
        PipelineOptions built = present.Options with { RecentTicks = options.RecentTicks, FeedQueue = Queue, LaneQueue = 4 * Queue, RecoveryThreads = 1 };
        var share = new MemoryShare(present.Memory, 0);
        LateMarket? made = null;
        try
        {
            KnownInstruments known = KnownOf(start);
            made = share.TryHold(Pipeline.CostOfLate(built, known.Highest)) ? new LateMarket(present, delay, start, known, journal, share, built, options, time) : null;
            return made;
        }
        finally
        {
            if (made is null)
            {
                share.Return(share.Held);
                start.Reader.Dispose();
            }
        }
    }

    /// <summary>Runs it until the journal does not go on as it went, nobody needs it any more, or it is stopped.</summary>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            if (await _pump.RunAsync(stop).ConfigureAwait(false) is { } why)
            {
                Tell(why);
            }
        }
        catch (Exception failure) when (JournalPast.IsOfTheDisk(failure))
        {
            Tell($"the journal cannot be read: {failure.Message}");
        }
    }

    /// <summary>Ends it, when nobody comes into it any more: those who are in it get what it was given, and are told to come back.</summary>
    public async ValueTask DisposeAsync()
    {
        _pump.Dispose();
        Market.Close();
        if (Market.Users > 0)
        {
            // What it was given goes out before the end is told; a lane that takes too long does not hold that up.
            using var late = new CancellationTokenSource(Flush, _time);
            await Market.Pipeline.CompleteAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Market.Pipeline.Announce(new ReturnTimes(TimeSpan.Zero, Spread));
            Market.Pipeline.Drain(Flush);
            await Market.Empty.ConfigureAwait(false);
        }

        await Market.Pipeline.DisposeAsync().ConfigureAwait(false);
        _past.Dispose();
        _share.Return(_share.Held);
    }

    private static KnownInstruments KnownOf(LateStart start)
    {
        var known = new KnownInstruments();
        foreach (Tick record in start.Stored.Records)
        {
            if (record.Kind == TickKind.Definition)
            {
                known.Add(record.Instrument);
            }
        }

        return known;
    }

    private void Tell(string why) => _journal.Tell(
        new JournalNotice(JournalNoticeKind.Late, $"the market as of {Market.Delay} ago ends here, and those who see it so are to connect again: {why}"));
}
