using System.Diagnostics;
using Ticker.Engine;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Journal;
using Ticker.Recording.Late;
using Ticker.Recording.Tests.Journal;

namespace Ticker.Recording.Tests.Late;

/// <summary>What a server has of this: a pipeline with a journal, and the markets, under a clock of the test's.</summary>
internal sealed class LateServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HashSet<FeedSession> _begun = [];
    private readonly JournalPast _past;
    private bool _isOver;
    private bool _dies;

    public LateServer(string directory, LateTime time, DelayOptions? options = null, Func<JournalOptions, JournalOptions>? journal = null, FailingDisk? disk = null, long memory = 0)
    {
        Time = time;
        var usual = new JournalOptions { Directory = directory, Sync = "none", SegmentBytes = 1024 * 1024, RetryInterval = TimeSpan.FromMilliseconds(10) };
        Journal = LiveJournal.Open(journal?.Invoke(usual) ?? usual, time, Notices.Enqueue, disk ?? new FailingDisk(), JournalRun.Boot);
        _past = new JournalPast(Journal);
        var built = new PipelineOptions { Lanes = 1, RecentTicks = 1_024, MemoryBudget = memory, Feeds = new FeedOptions { FeedTimeout = TimeSpan.FromDays(1) } };
        Pipeline = new Pipeline(built, time, Failures.Enqueue, Journal, Journal.Stored, _past);
        Markets = new Markets(Pipeline, Journal, options ?? new DelayOptions { RecentTicks = 1_024, Linger = TimeSpan.FromDays(1) }, time, Failures.Enqueue);
        Pipeline.Start();
    }

    public LateTime Time { get; }

    public LiveJournal Journal { get; }

    public Pipeline Pipeline { get; }

    public Markets Markets { get; }

    public System.Collections.Concurrent.ConcurrentQueue<Exception> Failures { get; } = [];

    public System.Collections.Concurrent.ConcurrentQueue<JournalNotice> Notices { get; } = [];

    public async Task<FeedSession> OpenAsync(ulong run = 1) => (await Pipeline.Feeds.OpenAsync(new FeedHello("feed", run, "test"), default)).Session!;

    /// <summary>Defines instruments, and waits until they are in the journal.</summary>
    public async Task DefineAsync(FeedSession session, int from, int to)
    {
        ulong before = Begin(session);
        for (int n = from; n <= to; n++)
        {
            session.Define((uint)n, Ticks.Instrument(n), out string? wrong);
            Assert.Null(wrong);
            if (session.IsFull)
            {
                await session.FlushAsync();
            }
        }

        await FlushAsync(session, before + (ulong)(to - from + 1));
    }

    /// <summary>Publishes ticks, and waits until they are in the journal.</summary>
    public async Task PublishAsync(FeedSession session, ulong from, ulong to, uint instruments = 3)
    {
        ulong before = Begin(session);
        for (ulong n = from; n <= to; n++)
        {
            session.Add(Ticks.Tick(n, instruments) with { Feed = 0, ReceiveTime = default, EventTime = default });
            if (session.IsFull)
            {
                await session.FlushAsync();
            }
        }

        await FlushAsync(session, before + (to - from + 1));
    }

    // The position that the feed begins at: its first record says that it lives.
    private ulong Begin(FeedSession session)
    {
        ulong before = Pipeline.Position.Sequence + (_begun.Add(session) ? 1UL : 0);
        session.Touch();
        return before;
    }

    private async Task FlushAsync(FeedSession session, ulong due)
    {
        await session.FlushAsync();
        await UntilAsync(() => Pipeline.Lanes[0].Position >= due && Pipeline.Lanes[0].Position == Pipeline.Position.Sequence, nudges: false);
    }

    /// <summary>Who sees the market so late.</summary>
    public async Task<Market> EnterAsync(TimeSpan delay)
    {
        MarketEntry entry = await Markets.EnterAsync(delay);
        Assert.Null(entry.Refusal);
        return entry.Market!;
    }

    public async Task<LateClient> SubscribeAsync(TimeSpan delay, string symbols = "*", StartFrom? from = null, DeliveryMode mode = DeliveryMode.All)
    {
        var client = new LateClient(await EnterAsync(delay), Time, symbols, from, mode);
        await client.Subscribed;
        await UntilAsync(() => client.Of("subscribed").Any() || client.Of("error").Any(), nudges: false);
        return client;
    }

    /// <summary>Waits for something; time goes by a little meanwhile, so that what is due just now comes.</summary>
    public async Task UntilAsync(Func<bool> condition, bool nudges = true)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, "it never happened");
            Assert.Empty(Failures);
            if (nudges)
            {
                Time.Advance(TimeSpan.FromMicroseconds(100));
            }

            await Task.Delay(1);
        }
    }

    /// <summary>Ends as a process that is killed.</summary>
    public ValueTask DieAsync()
    {
        _dies = true;
        return DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        ValueTask ending = Markets.DisposeAsync();
        await UntilAsync(() => ending.IsCompleted);
        await ending;
        await Pipeline.DisposeAsync();
        _past.Dispose();
        if (_dies)
        {
            Journal.Abandon();
        }
        else
        {
            Journal.Dispose();
        }

        Assert.Empty(Failures);
    }
}
