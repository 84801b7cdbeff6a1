using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

/// <summary>What a running server's journal gives those who come back: all of it, or a gap that says why not.</summary>
public sealed class JournalPastTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FixedTime _time = new(new DateTimeOffset(2024, 8, 8, 23, 54, 13, TimeSpan.Zero));
    private readonly FailingDisk _disk = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_FromAnywhereInPiecesOfAnySize_IsWhatWasHandedOn()
    {
        using JournalRun run = Run();
        Publish(run, 1, 5_000);
        using var past = new JournalPast(run.Journal);
        var random = new Random(11);
        for (int round = 0; round < 50; round++)
        {
            ulong after = (ulong)random.Next(run.HandedOn.Count);
            ulong upTo = after + 1 + (ulong)random.Next(run.HandedOn.Count - (int)after);
            Assert.True(past.Keeps(after));
            PastWalk walk = new PastWalk(past, after).To(upTo, random);
            Assert.Empty(walk.Gaps);
            Assert.Equal(run.HandedOn[(int)after..(int)upTo], walk.Records);
        }
    }

    [Fact]
    public void Read_WhileItIsWritten_GoesOnFromFileToFile()
    {
        using JournalRun run = Run();
        var session = Publish(run, 1, 100);
        using var past = new JournalPast(run.Journal);
        var walk = new PastWalk(past, 0);
        for (ulong n = 101; n <= 4_001; n += 100)
        {
            walk.To(Last(run));
            run.Publish(session, n, n + 99);
        }

        walk.To(Last(run));
        Assert.Empty(walk.Gaps);
        Assert.Equal(run.HandedOn, walk.Records);
        Assert.True(Segments().Count > 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_AcrossARestart_MissesNothing(bool killed)
    {
        List<Tick> all;
        using (JournalRun first = Run())
        {
            Publish(first, 1, 1_500);
            all = first.HandedOn;
            if (killed)
            {
                first.Die();
            }
        }

        using JournalRun second = Run();
        var session = second.Open();
        JournalRun.Define(session);
        second.Publish(session, 1_501, 3_000);
        all.AddRange(second.HandedOn);
        using var past = new JournalPast(second.Journal);
        int boundary = (int)second.Journal.Stored.Sequence;
        foreach (int after in new[] { 0, boundary - 1, boundary, boundary + 1 })
        {
            Assert.True(past.Keeps((ulong)after));
            PastWalk walk = new PastWalk(past, (ulong)after).To((ulong)all.Count);
            Assert.Empty(walk.Gaps);
            Assert.Equal(all[after..], walk.Records);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(900)]
    [InlineData(1_000)]
    public void Read_FilesDeletedWhileItReads_IsToldWhatExpiredAndGetsAllThatIsLeft(int readBefore)
    {
        using JournalRun run = Run();
        Publish(run, 1, 5_000);
        using var past = new JournalPast(run.Journal);
        PastWalk walk = new PastWalk(past, 0).To((ulong)readBefore);
        ulong left = DeleteOldest(Segments().Count - 3);
        walk.To(Last(run));

        // What the reader had open when it was deleted may still come.
        PastGap gap = Assert.Single(walk.Gaps);
        Assert.Equal((left - 1, GapCause.JournalExpired), (gap.To, gap.Cause));
        Assert.True(gap.From > (ulong)readBefore);
        Assert.Equal(run.HandedOn.Where(tick => tick.Sequence < gap.From || tick.Sequence > gap.To), walk.Records);
        Assert.False(past.Keeps(left - 2));
        Assert.True(past.Keeps(left - 1));
    }

    [Fact]
    public void Read_AllThatTheReaderKnewWasDeleted_GoesOnWithWhatIsLeft()
    {
        using JournalRun run = Run();
        var session = Publish(run, 1, 200);
        using var past = new JournalPast(run.Journal);
        PastWalk walk = new PastWalk(past, 0).To(Last(run));
        run.Publish(session, 201, 5_000);
        ulong left = DeleteOldest(Segments().Count - 2);
        walk.To(Last(run));

        PastGap gap = Assert.Single(walk.Gaps);
        Assert.Equal((left - 1, GapCause.JournalExpired), (gap.To, gap.Cause));
        Assert.Equal(Last(run), walk.Records[^1].Sequence);
        Assert.Equal(run.HandedOn.Count, walk.Records.Count + (int)(gap.To - gap.From + 1));
    }

    [Fact]
    public void Read_ManyAtOnceWhileFilesAreDeleted_EachIsWholeOrTold()
    {
        using JournalRun run = Run();
        Publish(run, 1, 6_000);
        using var past = new JournalPast(run.Journal);
        int files = Segments().Count;
        Parallel.For(0, 12, n =>
        {
            var sizes = new Random(n);
            for (int round = 0; round < 4; round++)
            {
                if (n == 0)
                {
                    DeleteOldest(files / 5);
                }

                PastWalk walk = new PastWalk(past, (ulong)(n * 400)).To(Last(run), sizes);
                Assert.All(walk.Gaps, gap => Assert.Equal(GapCause.JournalExpired, gap.Cause));
                Assert.Equal(run.HandedOn[^1], walk.Records[^1]);
                Assert.All(walk.Records, record => Assert.Equal(run.HandedOn[(int)record.Sequence - 1], record));
            }
        });
    }

    [Fact]
    public void Read_AHole_IsToldWithItsEnds()
    {
        using JournalRun run = Run();
        var session = Publish(run, 1, 500);
        ulong before = Last(run);
        _disk.IsFull = true;
        run.Publish(session, 501, 700);
        ulong after = Last(run);
        using var past = new JournalPast(run.Journal);
        Assert.Equal([new PastGap(before + 1, after, GapCause.JournalHole)], new PastWalk(past, 10).To(after).Gaps);

        _disk.IsFull = false;
        _time.Now += TimeSpan.FromSeconds(2);
        run.Publish(session, 701, 900);
        foreach (ulong from in new ulong[] { 0, before - 1, before, before + 1, before + 50, after - 1, after })
        {
            Assert.True(past.Keeps(from));
            PastWalk walk = new PastWalk(past, from).To(Last(run), new Random(3));
            Assert.Equal(from >= after ? [] : [new PastGap(Math.Max(from, before) + 1, after, GapCause.JournalHole)], walk.Gaps);
            Assert.Equal(run.HandedOn.Where(tick => tick.Sequence > from && (tick.Sequence <= before || tick.Sequence > after)), walk.Records);
        }
    }

    [Fact]
    public void Read_BitsFlipped_GivesAllThatIsWholeAndTellsOfTheRest()
    {
        List<Tick> all;
        using (JournalRun first = Run())
        {
            Publish(first, 1, 4_000);
            all = first.HandedOn;
        }

        using JournalRun run = Run();
        string[] files = Segments()[..^1].ToArray();
        var random = new Random(7);
        int told = 0;
        for (int round = 0; round < 60; round++)
        {
            Dictionary<string, byte[]> whole = files.ToDictionary(file => file, File.ReadAllBytes);
            for (int flips = 1 + (round % 3); flips > 0; flips--)
            {
                string file = files[random.Next(files.Length)];
                byte[] flipped = File.ReadAllBytes(file);
                flipped[random.Next(round % 5 == 0 ? 200 : flipped.Length)] ^= (byte)(1 << random.Next(8));
                File.WriteAllBytes(file, flipped);
            }

            using var past = new JournalPast(run.Journal);
            HashSet<ulong> readable = Readable();
            foreach (ulong from in new[] { 0UL, (ulong)random.Next(all.Count) })
            {
                PastWalk walk = new PastWalk(past, from).To((ulong)all.Count, random);
                Assert.All(walk.Records, record => Assert.Equal(all[(int)record.Sequence - 1], record));
                Assert.True(readable.Where(sequence => sequence > from).Order().SequenceEqual(walk.Records.Select(record => record.Sequence)), $"round {round} from {from}");
                Assert.All(walk.Gaps, gap => Assert.Contains(gap.Cause, new[] { GapCause.JournalDamaged, GapCause.JournalExpired }));
                told += walk.Gaps.Count(gap => gap.Cause == GapCause.JournalDamaged);
            }

            foreach ((string file, byte[] bytes) in whole)
            {
                File.WriteAllBytes(file, bytes);
            }
        }

        Assert.True(told > 60, $"{told} damages were told");
    }

    [Fact]
    public void Read_NothingCanBeReadAtAll_IsMissingAndAPersonIsTold()
    {
        using JournalRun run = Run();
        Publish(run, 1, 100);
        using var past = new JournalPast(run.Journal);
        foreach (string file in Segments())
        {
            File.Delete(file);
            Directory.CreateDirectory(file);
        }

        Assert.Equal([new PastGap(1, 100, GapCause.JournalDamaged)], new PastWalk(past, 0).To(100).Gaps);
        Assert.False(past.Keeps(0));
        Assert.Null(past.Find(new UnixNanos(1)));
        Assert.Equal(3, run.Notices.Count(notice => notice.Text.Contains("a subscriber missed", StringComparison.Ordinal)));
    }

    [Fact]
    public void Keeps_PositionsOfAnotherEpochAndOfTheFuture_NothingIsTakenForThem()
    {
        ulong old;
        UnixNanos then = UnixNanos.From(_time.Now);
        using (JournalRun first = Run())
        {
            Publish(first, 1, 600);
            old = Last(first);
            first.Die();
        }

        _time.Now += TimeSpan.FromMinutes(1);
        using JournalRun run = Run(boot: Guid.NewGuid());
        using var past = new JournalPast(run.Journal);
        Assert.False(past.Keeps(old - 10));
        var session = run.Open();
        run.Publish(session, 601, 700);
        ulong begun = run.Journal.Stored.Sequence;

        Assert.True(begun > old);
        Assert.False(past.Keeps(old - 10));
        Assert.True(past.Keeps(begun));
        PastWalk walk = new PastWalk(past, old - 10).To(Last(run));
        Assert.Equal([new PastGap(old - 9, begun, GapCause.JournalExpired)], walk.Gaps);
        Assert.Equal(run.HandedOn, walk.Records);
        Assert.Equal(new PastRead(0, Cause: GapCause.JournalHole), past.Read(Last(run) + 5, Last(run) + 50, new Tick[8]));
        Assert.Equal(new PastRead(0, Cause: GapCause.JournalHole), past.Read(ulong.MaxValue - 1, ulong.MaxValue, new Tick[8]));
        Assert.Null(past.Find(then));
    }

    [Fact]
    public void Find_ATime_IsTheStateOfThenAndTellsWhatItMayLack()
    {
        using JournalRun run = Run();
        var session = Publish(run, 1, 500);
        UnixNanos early = Pass(session);
        ulong whole = Last(run);
        run.Publish(session, 501, 600);
        ulong before = Last(run);
        _disk.IsFull = true;
        run.Publish(session, 601, 650);
        ulong after = Last(run);
        _disk.IsFull = false;
        _time.Now += TimeSpan.FromSeconds(2);
        session.Touch();
        run.Publish(session, 651, 660);
        UnixNanos late = Pass(session);
        ulong end = Last(run);
        run.Publish(session, 661, 670);

        using var past = new JournalPast(run.Journal);
        AssertState(past.Find(early), run.HandedOn, whole, null);
        AssertState(past.Find(late), [.. run.HandedOn.Where(tick => tick.Sequence <= before || tick.Sequence > after)], end, new PastGap(before + 1, after, GapCause.JournalHole));
        Assert.Empty(past.Find(new UnixNanos(1))!.State);
    }

    [Fact]
    public void Find_ATimeOfDeletedFiles_IsNotKept()
    {
        using JournalRun run = Run();
        var session = Publish(run, 1, 1_000);
        UnixNanos early = Pass(session);
        run.Publish(session, 1_001, 3_000);
        UnixNanos late = Pass(session);
        run.Publish(session, 3_001, 3_010);
        using var past = new JournalPast(run.Journal);
        Assert.NotNull(past.Find(early));
        DeleteOldest(Segments().Count - 2);

        Assert.Null(past.Find(early));
        Assert.NotNull(past.Find(late));
    }

    [Theory]
    [InlineData(10_000, true)]
    [InlineData(-2_000, false)]
    public void Find_DamageBeforeIt_IsToldWithTheStateOrRightAfterIt(int at, bool withTheState)
    {
        using JournalRun run = Run(segmentBytes: 1 << 20);
        var session = Publish(run, 1, 300);
        ulong last = Last(run);
        UnixNanos then = Pass(session);
        run.Publish(session, 301, 310);
        string file = Segments()[^1];
        byte[] bytes = File.ReadAllBytes(file);
        bytes[at < 0 ? bytes.Length + at : at] ^= 4;
        File.WriteAllBytes(file, bytes);

        using var past = new JournalPast(run.Journal);
        PastMoment moment = past.Find(then)!;
        PastWalk walk = new PastWalk(past, moment.Sequence).To(Last(run));
        PastGap gap = withTheState ? moment.Missing!.Value : Assert.Single(walk.Gaps);
        Assert.Equal(GapCause.JournalDamaged, gap.Cause);
        Assert.InRange(gap.To, gap.From, last);
        Assert.Equal(withTheState, moment.Missing is not null);
        Assert.Equal(Last(run), walk.Records[^1].Sequence);
    }

    private static void AssertState(PastMoment? moment, IReadOnlyList<Tick> records, ulong position, PastGap? missing)
    {
        Assert.Equal((position, missing), (moment!.Sequence, moment.Missing));
        IEnumerable<Tick> newest = records.Where(record => record.Sequence <= position && record.Kind < TickKind.Definition)
            .GroupBy(record => (record.Instrument, record.Kind)).Select(group => group.Last()).OrderBy(record => record.Sequence);
        Assert.Equal(newest, moment.State);
    }

    private static ulong Last(JournalRun run) => run.HandedOn[^1].Sequence;

    private JournalRun Run(Guid? boot = null, long segmentBytes = 20_000) =>
        new(_directory.Path, _time, _disk, boot, options => options with { SegmentBytes = segmentBytes });

    private static FeedSession Publish(JournalRun run, ulong from, ulong to)
    {
        var session = run.Open();
        JournalRun.Define(session);
        run.Publish(session, from, to);
        return session;
    }

    // What is published from now on is received then or later.
    private UnixNanos Pass(FeedSession session)
    {
        _time.Now += TimeSpan.FromSeconds(1);
        session.Touch();
        return UnixNanos.From(_time.Now);
    }

    private List<string> Segments() => [.. Directory.EnumerateFiles(_directory.Path, "*.ticks").Order()];

    private HashSet<ulong> Readable()
    {
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        reader.SkipsDamage = true;
        HashSet<ulong> readable = [];
        while (reader.ReadRecord(out Tick record))
        {
            readable.Add(record.Sequence);
        }

        return readable;
    }

    // As the retention does; gives the first sequence that is left.
    private ulong DeleteOldest(int count)
    {
        foreach (string file in Segments().Take(count))
        {
            foreach (string kind in new[] { "ticks", "index", "state" })
            {
                File.Delete(Path.ChangeExtension(file, kind));
            }
        }

        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        Assert.True(reader.ReadRecord(out Tick first));
        return first.Sequence;
    }
}
