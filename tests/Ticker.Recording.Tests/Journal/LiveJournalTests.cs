using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

public sealed class LiveJournalTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FixedTime _time = new(new DateTimeOffset(2024, 8, 8, 23, 54, 13, TimeSpan.Zero));
    private readonly FailingDisk _disk = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Commit_Records_AreThereForAReader()
    {
        using JournalRun run = Run();
        FeedSession session = Publishing(run, 1, 3_000);

        Assert.Equal(run.HandedOn, ReadAll());
        Assert.Equal((ulong)run.HandedOn.Count, run.Journal.Written.Sequence);
        Assert.Equal(3_000ul, session.Feed.Durability.Durable);
        Assert.Equal(run.HandedOn.Count, run.Journal.Counts.Records);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_AfterAnEndGoodOrBad_GoesOnInTheSameEpoch(bool killed)
    {
        List<Tick> before;
        long epoch;
        using (JournalRun first = Run())
        {
            Publishing(first, 1, 1_000);
            (before, epoch) = (first.HandedOn, first.Journal.Stored.Epoch);
            Kill(first, killed);
        }

        _time.Now += TimeSpan.FromMinutes(1);
        using JournalRun second = Run();
        StoredMarket stored = second.Journal.Stored;
        Assert.Equal((epoch, (ulong)before.Count), (stored.Epoch, stored.Sequence));
        Assert.Equal(["TEST:I1", "TEST:I2", "TEST:I3"], stored.Instruments.Select(one => one.FullName));
        Assert.Equal([new StoredFeed(1, "feed", 1, 1_000, ulong.MaxValue, HasEnded: false)], stored.Feeds);
        foreach (TickKind kind in new[] { TickKind.Quote, TickKind.Trade })
        {
            for (uint instrument = 1; instrument <= 3; instrument++)
            {
                Tick newest = before.Last(tick => tick.Kind == kind && tick.Instrument == instrument);
                Assert.Equal(newest, stored.Records.Single(tick => tick.Kind == kind && tick.Instrument == instrument));
            }
        }

        FeedSession session = second.Open();
        Assert.Equal(1_000ul, session.LastSequence);
        JournalRun.Define(session);
        second.Publish(session, 900, 1_100);
        Assert.Equal(101, session.Feed.Counts.Duplicates);
        List<Tick> all = ReadAll();
        Assert.Equal(before.Concat(second.HandedOn), all);
        Assert.Equal(Enumerable.Range(1, all.Count).Select(n => (ulong)n), all.Select(tick => tick.Sequence));
        Assert.Equal(1_100ul, session.Feed.Durability.Durable);
    }

    [Fact]
    public void Open_AfterTheMachineStopped_BeginsAnEpochAboveEveryNumberGiven()
    {
        long epoch;
        ulong given;
        using (JournalRun first = Run())
        {
            Publishing(first, 1, 100);
            (epoch, given) = (first.Journal.Stored.Epoch, (ulong)first.HandedOn.Count);
            Kill(first, true);
        }

        using JournalRun second = Run(boot: Guid.NewGuid());
        Assert.True(second.Journal.Stored.Epoch > epoch);
        Assert.True(second.Journal.Stored.Sequence >= given);
        FeedSession session = second.Open();
        Assert.Equal(100ul, session.LastSequence);
        second.Publish(session, 101, 101);

        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        RecordingGap gap = Assert.Single(reader.Gaps);
        Assert.Equal((RecordingGapCause.Epoch, new StreamPosition(epoch, given)), (gap.Cause, gap.After));
        Assert.Equal(second.Journal.Stored.Epoch, gap.Next.Epoch);
    }

    [Fact]
    public void Open_AfterAGoodEndAndAReboot_GoesOn()
    {
        using (JournalRun first = Run())
        {
            Publishing(first, 1, 100);
        }

        using JournalRun second = Run(boot: Guid.NewGuid());
        Assert.Equal(second.Journal.Written, new StreamPosition(second.Journal.Stored.Epoch, second.Journal.Stored.Sequence));
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        Assert.Empty(reader.Gaps);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Commit_DiskFull_GoesOnWithoutAndResumesInANewSegment(int partly)
    {
        using JournalRun run = Run();
        FeedSession session = Publishing(run, 1, 500);
        int kept = run.HandedOn.Count;

        (_disk.IsFull, _disk.Partly) = (true, partly);
        run.Publish(session, 501, 600);
        run.Publish(session, 601, 700);
        Assert.True(run.Journal.Counts.IsStopped);
        Assert.Equal((200L, 1L), (run.Journal.Counts.Lost, run.Journal.Counts.Failures));
        Assert.Single(run.Notices, notice => notice.Kind == JournalNoticeKind.Stopped);
        Assert.Equal(500ul, session.Feed.Durability.Durable);

        _disk.IsFull = false;
        _time.Now += TimeSpan.FromSeconds(2);
        run.Publish(session, 701, 900);
        Assert.False(run.Journal.Counts.IsStopped);
        Assert.Single(run.Notices, notice => notice.Kind == JournalNoticeKind.Resumed);
        Assert.Equal(500ul, session.Feed.Durability.Durable);
        Assert.Equal([.. run.HandedOn[..kept], .. run.HandedOn[(kept + 200)..]], ReadAll());
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        RecordingGap gap = Assert.Single(reader.Gaps);
        Assert.Equal(RecordingGapCause.Hole, gap.Cause);
        Assert.Equal(((ulong)kept, (ulong)kept + 201), (gap.After.Sequence, gap.Next.Sequence));
        Assert.Equal(SeekResult.Missing, reader.Seek(gap.After with { Sequence = gap.After.Sequence + 5 }));
    }

    [Fact]
    public void Commit_DiskFullAgainBeforeARecordIsKept_IsOneHole()
    {
        using JournalRun run = Run();
        FeedSession session = Publishing(run, 1, 500);
        int kept = run.HandedOn.Count;

        // The first time it is tried again a segment can be begun, and no more.
        (_disk.IsFull, _disk.Fits) = (true, 1_000);
        run.Publish(session, 501, 600);
        _time.Now += TimeSpan.FromSeconds(2);
        run.Publish(session, 601, 700);
        Assert.Equal((200L, 2L), (run.Journal.Counts.Lost, run.Journal.Counts.Failures));
        _disk.IsFull = false;
        _time.Now += TimeSpan.FromSeconds(2);
        run.Publish(session, 701, 900);

        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        RecordingGap hole = Assert.Single(reader.Gaps);
        Assert.Equal(((ulong)kept, (ulong)kept + 201), (hole.After.Sequence, hole.Next.Sequence));
        RecordingGap? met = null;
        while (reader.ReadRecord(out _))
        {
            met ??= reader.GapBefore;
        }

        Assert.Equal(hole, met);
    }

    [Fact]
    public void Open_WhileAHoleWasOpen_BeginsANewEpoch()
    {
        long epoch;
        using (JournalRun first = Run())
        {
            FeedSession session = Publishing(first, 1, 100);
            epoch = first.Journal.Stored.Epoch;
            _disk.IsFull = true;
            first.Publish(session, 101, 200);
            Kill(first, true);
        }

        _disk.IsFull = false;
        using JournalRun second = Run();
        Assert.NotEqual(epoch, second.Journal.Stored.Epoch);
    }

    [Fact]
    public void Open_AfterAHoleWithinARun_NothingBeyondItIsEverDurable()
    {
        using (JournalRun first = Run())
        {
            FeedSession session = Publishing(first, 1, 100);
            _disk.IsFull = true;
            first.Publish(session, 101, 200);
            _disk.IsFull = false;
            _time.Now += TimeSpan.FromSeconds(2);
            first.Publish(session, 201, 300);
        }

        using JournalRun second = Run();
        FeedSession again = second.Open();
        Assert.Equal(300ul, again.LastSequence);
        second.Publish(again, 301, 400);
        Assert.Equal(100ul, again.Feed.Durability.Durable);
        second.Close(again);
        FeedSession fresh = second.Open(run: 2);
        JournalRun.Define(fresh);
        second.Publish(fresh, 1, 10);
        Assert.Equal(10ul, fresh.Feed.Durability.Durable);
    }

    [Fact]
    public void Commit_IntervalPolicy_DurableMovesWhenTheDiskHasPromised()
    {
        using JournalRun run = Run(options => options with { Sync = "interval", SyncInterval = TimeSpan.FromMilliseconds(1) });
        using var moved = new SemaphoreSlim(0);
        FeedSession session = run.Open();
        session.Feed.Durability.Notify(() => moved.Release());
        JournalRun.Define(session);
        run.Publish(session, 1, 100);

        Assert.True(moved.Wait(TimeSpan.FromSeconds(30)));
        Assert.Equal(100ul, session.Feed.Durability.Durable);
        Assert.True(run.Journal.Counts.Syncs > 0);
    }

    [Fact]
    public void Commit_DiskMakesNoPromise_DurableStaysAndItIsSaid()
    {
        using JournalRun run = Run(options => options with { Sync = "block" });
        FeedSession session = Publishing(run, 1, 100);
        Assert.Equal(100ul, session.Feed.Durability.Durable);

        _disk.FailsToFlush = true;
        run.Publish(session, 101, 200);
        Assert.Equal(100ul, session.Feed.Durability.Durable);
        Assert.True(run.Journal.Counts.IsStopped);
        Assert.Single(run.Notices, notice => notice.Kind == JournalNoticeKind.Stopped);

        // What was written is there all the same.
        Assert.Equal(run.HandedOn, ReadAll());
        _disk.FailsToFlush = false;
    }

    [Fact]
    public void Open_Twice_TheSecondIsRefused()
    {
        using JournalRun run = Run();

        IOException refused = Assert.Throws<IOException>(() => Run());
        Assert.Contains("another server", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Append_OnlyRefusedTicks_TheirSequencesAreAnsweredFor()
    {
        using (JournalRun run = Run())
        {
            FeedSession session = Publishing(run, 1, 10);
            session.Add(Ticks.Tick(11) with { Instrument = 77 });
            run.Flush(session);
            Assert.Equal(11ul, session.Feed.Durability.Durable);
        }

        using JournalRun again = Run();
        Assert.Equal(11ul, again.Open().LastSequence);
    }

    [Fact]
    public void Append_MoreThanASegment_RollsAndKeepsStatesAndTheYoungest()
    {
        const long Segment = 1024 * 1024;
        using (JournalRun run = Run(options => options with { SegmentBytes = Segment, MaxBytes = 4 * Segment }))
        {
            Publishing(run, 1, 100_000);
        }

        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        Assert.InRange(reader.Segments.Count, 3, 5);
        Assert.True(reader.Segments[0].Ordinal > 1);
        Assert.Empty(reader.Gaps);

        // Of what was deleted the states still know.
        Tick[] kept = [.. reader.MarketAsOf(reader.Start).Ticks];
        Assert.Equal(6, kept.Length);
        Assert.All(kept, tick => Assert.True(tick.Sequence <= reader.Start.Sequence));
        using JournalRun second = Run();
        Assert.Equal(3, second.Journal.Stored.Instruments.Count);
        Assert.Equal(3, second.Journal.Stored.Records.Count(record => record.Kind == TickKind.Definition));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Commit_InstrumentDescribedAnew_IsReadAsItWasDescribedLast(bool rolls)
    {
        // The currency is longer than before: so is the entry.
        Instrument tuesday = Ticks.Instrument(2) with { PreviousClose = 777, Currency = "BTC.TESTNET" };
        using (JournalRun run = Run(options => options with { SegmentBytes = rolls ? 1024 * 1024 : options.SegmentBytes }))
        {
            FeedSession session = Publishing(run, 1, 1_000);
            session.Define(2, Ticks.Instrument(2) with { PreviousClose = 555 }, out _);
            session.Define(2, tuesday, out _);
            run.Publish(session, 1_001, rolls ? 40_000ul : 1_100);
            Kill(run, killed: true);
        }

        using JournalRun second = Run();
        IReadOnlyList<Instrument> stored = second.Journal.Stored.Instruments;
        Assert.Equal([Ticks.Instrument(1) with { Number = 1 }, tuesday with { Number = 2 }, Ticks.Instrument(3) with { Number = 3 }], stored);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        Assert.Equal(stored, reader.Instruments);
        Assert.Equal(rolls, reader.Segments.Count > 2);
    }

    [Fact]
    public void MarketAsOf_AnyPosition_IsTheNewestUpToThere()
    {
        using JournalRun run = Run(options => options with { SegmentBytes = 1024 * 1024 });
        Publishing(run, 1, 40_000);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);

        foreach (int position in new[] { 1, 10, 9_999, 20_000, 33_333, run.HandedOn.Count })
        {
            RecordedMarket market = reader.MarketAsOf(new StreamPosition(run.Journal.Stored.Epoch, (ulong)position));
            IEnumerable<Tick> expected = run.HandedOn.Take(position)
                .Where(tick => tick.Kind < TickKind.Definition)
                .GroupBy(tick => (tick.Instrument, tick.Kind))
                .Select(group => group.Last())
                .OrderBy(tick => tick.Sequence);
            Assert.Equal(expected, market.Ticks);
            Assert.Equal((ulong)position, market.Position.Sequence);
        }
    }

    private static FeedSession Publishing(JournalRun run, ulong from, ulong to)
    {
        FeedSession session = run.Open();
        JournalRun.Define(session);
        run.Publish(session, from, to);
        return session;
    }

    private static void Kill(JournalRun run, bool killed)
    {
        if (killed)
        {
            run.Die();
        }
    }

    private JournalRun Run(Func<JournalOptions, JournalOptions>? options = null, Guid? boot = null) => new(_directory.Path, _time, _disk, boot, options);

    private List<Tick> ReadAll()
    {
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        List<Tick> read = [];
        while (reader.ReadRecord(out Tick record))
        {
            read.Add(record);
        }

        return read;
    }
}
