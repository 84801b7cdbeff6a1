using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Recording.History;
using Ticker.Recording.Journal;
using Ticker.Recording.Tests.Journal;

namespace Ticker.Recording.Tests.History;

public sealed class HistoryReaderTests : IDisposable
{
    private const ulong Count = 20_000;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_RangesThatMeetAtAnyTime_AreTheWholeAlsoWhereTheClockWentBack()
    {
        // Every 100th tick the clock is set back by 70 seconds.
        using (RecordingWriter writer = Create())
        {
            for (ulong n = 1; n <= 3_000; n++)
            {
                writer.Append(Ticks.Tick(n) with { ReceiveTime = Ticks.Time(n + 100 - (n / 100 * 70)) });
            }

            writer.Complete();
        }

        IReadOnlyList<Tick> all = HistoryReading.Of(_directory.Path).Ticks;
        Assert.Equal(3_000, all.Count);
        var random = new Random(7);
        for (int round = 0; round < 50; round++)
        {
            HistoryBound[] cuts = [.. Enumerable.Range(0, 4).Select(_ => (ulong)random.Next(0, 1_100)).Order().Select(second => HistoryBound.At(Ticks.Time(second)))];
            HistoryBound?[] bounds = [null, .. cuts, null];
            Assert.Equal(all, Enumerable.Range(0, bounds.Length - 1).SelectMany(n => HistoryReading.Of(_directory.Path, bounds[n], bounds[n + 1]).Ticks));
        }
    }

    [Fact]
    public void Read_RangesThatMeetAtAnyPosition_AreTheWhole()
    {
        Write(Count);
        var random = new Random(11);
        for (int round = 0; round < 20; round++)
        {
            HistoryBound cut = At((ulong)random.Next(0, (int)Count + 1));
            HistoryReading before = HistoryReading.Of(_directory.Path, to: cut);
            HistoryReading after = HistoryReading.Of(_directory.Path, from: cut);
            Assert.Equal(Count, (ulong)(before.Ticks.Count + after.Ticks.Count));
            Assert.Equal(cut.Position, before.Position);
            Assert.Equal(cut.Position!.Value.Sequence + 1, after.Ticks.Count == 0 ? Count + 1 : after.Ticks[0].Sequence);
            Assert.Equal(Count, after.Position.Sequence);
        }
    }

    [Fact]
    public void Read_WhatIsNoLongerKept_IsAGapThatSaysSo()
    {
        Write(Count);
        StreamPosition first = DeleteSegments(1);

        Assert.Empty(HistoryReading.Of(_directory.Path).Gaps);
        HistoryReading byPosition = HistoryReading.Of(_directory.Path, At(10));
        Assert.Equal([new HistoryGap(HistoryGapCause.Expired, At(10).Position!.Value, first)], byPosition.Gaps);
        Assert.Equal(first.Sequence, byPosition.Ticks[0].Sequence);
        HistoryReading byTime = HistoryReading.Of(_directory.Path, HistoryBound.At(Ticks.Time(10)), HistoryBound.At(Ticks.Time(20)));
        Assert.Equal([new HistoryGap(HistoryGapCause.Expired, first with { Sequence = first.Sequence - 1 }, first)], byTime.Gaps);
        Assert.Empty(byTime.Ticks);
        Assert.Empty(HistoryReading.Of(_directory.Path, HistoryBound.At(Ticks.Time(first.Sequence))).Gaps);
    }

    [Fact]
    public void Read_WhileFilesAreDeletedUnderIt_TellsTheGapAndGoesOnToWhereItBegan()
    {
        Write(Count);
        using HistoryReader reader = HistoryReader.Open(_directory.Path);
        Assert.True(reader.Begin(new HistoryRange(), _ => true));
        Assert.Equal(HistoryStep.Tick, reader.Read(out RecordedTick one));
        StreamPosition first = DeleteSegments(3);

        HistoryReading rest = HistoryReading.ToTheEnd(reader);

        HistoryGap gap = Assert.Single(rest.Gaps);
        Assert.Equal((HistoryGapCause.Expired, first), (gap.Cause, gap.Next));
        Tick[] all = [one.Tick, .. rest.Ticks];
        Assert.Equal(gap.After.Sequence, all.Last(tick => tick.Sequence < first.Sequence).Sequence);
        Assert.Equal(Count - first.Sequence + 1 + gap.After.Sequence, (ulong)all.Length);
    }

    [Fact]
    public void Read_AFileThatIsMissing_IsAGapBetweenWhatIsThere()
    {
        Write(Count);
        StreamPosition lost, to;
        using (RecordingReader whole = RecordingReader.Open(_directory.Path))
        {
            (lost, to) = (whole.Segments[1].First, whole.Segments[2].First);
            File.Delete(whole.Segments[1].Path);
        }

        HistoryGap gap = Assert.Single(HistoryReading.Of(_directory.Path).Gaps);
        Assert.Equal(new HistoryGap(HistoryGapCause.Expired, lost with { Sequence = lost.Sequence - 1 }, to), gap);

        // A range that ends within it, or begins there, is told too; one that ends before is not.
        Assert.Equal([gap], HistoryReading.Of(_directory.Path, to: HistoryBound.At(lost)).Gaps);
        Assert.Single(HistoryReading.Of(_directory.Path, from: HistoryBound.At(lost)).Gaps);
        Assert.Empty(HistoryReading.Of(_directory.Path, to: HistoryBound.At(gap.After)).Gaps);
        Assert.Empty(HistoryReading.Of(_directory.Path, from: HistoryBound.At(to)).Gaps);
    }

    [Fact]
    public void Read_WhatADiskWasTooFullFor_IsAHoleOpenOrClosed()
    {
        var time = new FixedTime(new DateTimeOffset(2024, 8, 8, 23, 54, 13, TimeSpan.Zero));
        var disk = new FailingDisk();
        using var run = new JournalRun(_directory.Path, time, disk);
        FeedSession session = run.Open();
        JournalRun.Define(session);
        run.Publish(session, 1, 100);
        StreamPosition last = run.Journal.Written;
        disk.IsFull = true;
        run.Publish(session, 101, 200);

        HistoryReading open = HistoryReading.Of(_directory.Path, isStopped: run.Journal.Counts.IsStopped);
        Assert.Equal([new HistoryGap(HistoryGapCause.Hole, last, null)], open.Gaps);
        HistoryBound within = HistoryBound.At(last with { Sequence = last.Sequence + 50 });
        Assert.Single(HistoryReading.Of(_directory.Path, within, isStopped: true).Gaps);
        Assert.Empty(HistoryReading.Of(_directory.Path, to: HistoryBound.At(last), isStopped: true).Gaps);

        disk.IsFull = false;
        time.Now += TimeSpan.FromSeconds(2);
        run.Publish(session, 201, 300);
        HistoryReading closed = HistoryReading.Of(_directory.Path);
        HistoryGap hole = Assert.Single(closed.Gaps);
        Assert.Equal((HistoryGapCause.Hole, last, last.Sequence + 101), (hole.Cause, hole.After, hole.Next!.Value.Sequence));
        Assert.Equal(200, closed.Ticks.Count);
        Assert.Equal([hole], HistoryReading.Of(_directory.Path, within).Gaps);
        Assert.Equal(100, HistoryReading.Of(_directory.Path, within).Ticks.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_DamageAtTheVeryEnd_IsToldThoughNothingFollows(int blocksBefore)
    {
        Write(Count);
        string path;
        using (RecordingReader whole = RecordingReader.Open(_directory.Path))
        {
            path = whole.Segments[^1].Path;
        }

        // The last bytes are a closing block without records, the ones before those of the last ticks.
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^(40 + (blocksBefore * 200))] ^= 1;
        File.WriteAllBytes(path, bytes);

        HistoryReading read = HistoryReading.Of(_directory.Path);
        HistoryGap gap = Assert.Single(read.Gaps);
        Assert.Equal((HistoryGapCause.Damaged, read.Position, null), (gap.Cause, gap.After, gap.Next));
        Assert.Equal(blocksBefore == 0, (ulong)read.Ticks.Count == Count);
    }

    [Fact]
    public void Begin_PositionsOfOtherEpochsAndOfTheFuture_AreToldOrRefused()
    {
        Write(100);
        HistoryReading older = HistoryReading.Of(_directory.Path, HistoryBound.At(new StreamPosition(Ticks.Epoch - 1, 5)));
        Assert.Equal([new HistoryGap(HistoryGapCause.EpochChanged, new StreamPosition(Ticks.Epoch - 1, 5), new StreamPosition(Ticks.Epoch, 1))], older.Gaps);
        Assert.Equal(100, older.Ticks.Count);

        using HistoryReader reader = HistoryReader.Open(_directory.Path);
        Assert.False(reader.Begin(new HistoryRange { From = At(101) }, _ => true));
        Assert.Empty(HistoryReading.Of(_directory.Path, At(100)).Ticks);
        Assert.Empty(HistoryReading.Of(_directory.Path, At(100)).Gaps);
    }

    [Fact]
    public void IsSettled_ARange_IsOnceItsEndHasBeenReached()
    {
        Write(100);
        using HistoryReader reader = HistoryReader.Open(_directory.Path);
        Assert.False(reader.IsSettled(new HistoryRange()));
        Assert.True(reader.IsSettled(new HistoryRange { To = At(100) }));
        Assert.False(reader.IsSettled(new HistoryRange { To = At(101) }));
        Assert.True(reader.IsSettled(new HistoryRange { To = HistoryBound.At(Ticks.Time(100)) }));
        Assert.False(reader.IsSettled(new HistoryRange { To = HistoryBound.At(Ticks.Time(101)) }));
    }

    private static HistoryBound At(ulong sequence) => HistoryBound.At(new StreamPosition(Ticks.Epoch, sequence));

    private RecordingWriter Create() =>
        RecordingWriter.Create(_directory.Path, Ticks.Instruments(3), new RecordingWriterOptions { Epoch = Ticks.Epoch, SegmentBytes = 256 * 1024 });

    private void Write(ulong count)
    {
        using RecordingWriter writer = Create();
        for (ulong n = 1; n <= count; n++)
        {
            writer.Append(Ticks.Tick(n));
        }

        writer.Complete();
    }

    // The oldest, as retention does; gives the first position that is left.
    private StreamPosition DeleteSegments(int count)
    {
        using RecordingReader whole = RecordingReader.Open(_directory.Path);
        for (int n = 0; n < count; n++)
        {
            File.Delete(whole.Segments[n].Path);
        }

        return whole.Segments[count].First;
    }
}
