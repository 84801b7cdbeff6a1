using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

public sealed class RecordingReaderTests : IDisposable
{
    private const ulong Count = 20_000;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_WhatWasWritten_ComesBackByteForByte()
    {
        Write(Count);

        using RecordingReader reader = RecordingReader.Open(_directory.Path);

        Assert.True(reader.Segments.Count > 3);
        Assert.Equal(Ticks.Instruments(3).Select((one, n) => one with { Number = (uint)n + 1 }), reader.Instruments);
        Assert.Equal(new StreamPosition(Ticks.Epoch, Count), reader.Last);
        Assert.Equal(Ticks.Time(Count), reader.LastTime);
        for (ulong n = 1; n <= Count; n++)
        {
            Assert.True(reader.Read(out RecordedTick tick));
            Assert.Equal(Ticks.Tick(n), tick.Tick);
            Assert.Equal(Ticks.Time(n), tick.RecordedAt);
            Assert.Null(reader.GapBefore);
        }

        Assert.False(reader.Read(out _));
        Assert.Equal(reader.Length, reader.BytesRead);
        Assert.Empty(reader.Gaps);
    }

    [Fact]
    public void ReadBlock_Whole_GivesEveryTickOnce()
    {
        Write(Count);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);

        ulong next = 1;
        for (ReadOnlySpan<Tick> block = reader.ReadBlock(); !block.IsEmpty; block = reader.ReadBlock())
        {
            foreach (ref readonly Tick tick in block)
            {
                Assert.Equal(next++, tick.Sequence);
            }
        }

        Assert.Equal(Count + 1, next);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Seek_AnyPosition_ContinuesRightAfterIt(bool indexed)
    {
        Write(Count);
        DropIndexes(!indexed);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);

        foreach (ulong after in new ulong[] { 0, 1, 2, 500, 1022, 1023, 4_000, 7_777, Count - 1, 3 })
        {
            Assert.Equal(SeekResult.Found, reader.Seek(new StreamPosition(Ticks.Epoch, after)));
            Assert.Equal(after, reader.Position.Sequence);
            Assert.True(reader.Read(out RecordedTick tick));
            Assert.Equal(after + 1, tick.Tick.Sequence);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Seek_AnyTime_ContinuesWithTheFirstTickThen(bool indexed)
    {
        Write(Count);
        DropIndexes(!indexed);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);

        foreach (ulong second in new ulong[] { 0, 1, 2, 500, 1022, 1023, 4_000, 7_777, Count, 3 })
        {
            Assert.True(reader.Seek(Ticks.Time(second)));
            Assert.True(reader.Read(out RecordedTick tick));
            Assert.Equal(Math.Max(second, 1), tick.Tick.Sequence);
        }

        Assert.False(reader.Seek(Ticks.Time(Count + 1)));
        Assert.False(reader.Read(out _));
    }

    [Fact]
    public void Seek_OutsideWhatIsKept_SaysSo()
    {
        Write(Count);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);

        Assert.Equal(SeekResult.Ahead, reader.Seek(new StreamPosition(Ticks.Epoch, Count + 1)));
        Assert.False(reader.Read(out _));
        Assert.Equal(SeekResult.Found, reader.Seek(new StreamPosition(Ticks.Epoch, Count)));
        Assert.False(reader.Read(out _));
        Assert.Equal(SeekResult.OtherEpoch, reader.Seek(new StreamPosition(1, 5)));
        Assert.True(reader.Read(out RecordedTick first));
        Assert.Equal(1UL, first.Tick.Sequence);

        File.Delete(reader.Segments[0].Path);
        using RecordingReader later = RecordingReader.Open(_directory.Path);
        Assert.Equal(SeekResult.Expired, later.Seek(new StreamPosition(Ticks.Epoch, 5)));
        Assert.True(later.Read(out RecordedTick kept));
        Assert.Equal(later.Segments[0].First.Sequence, kept.Tick.Sequence);
    }

    [Fact]
    public void Read_MissingSegment_IsAGap()
    {
        Write(Count);
        StreamPosition from, to;
        using (RecordingReader whole = RecordingReader.Open(_directory.Path))
        {
            (from, to) = (whole.Segments[1].First, whole.Segments[2].First);
            File.Delete(whole.Segments[1].Path);
        }

        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        var gap = new RecordingGap(RecordingGapCause.MissingSegment, to with { Sequence = to.Sequence - 1 }, to, "segment-00000003.ticks");
        Assert.Equal([gap], reader.Gaps);
        ulong last = 0;
        while (reader.Read(out RecordedTick tick))
        {
            Assert.Equal(tick.Tick.Sequence == to.Sequence ? gap : null, reader.GapBefore);
            last = tick.Tick.Sequence;
        }

        Assert.Equal(Count, last);
        Assert.Equal(SeekResult.Missing, reader.Seek(from));
        Assert.True(reader.Read(out RecordedTick next));
        Assert.Equal(to.Sequence, next.Tick.Sequence);
    }

    [Fact]
    public void Read_Following_GoesOnWhenMoreIsWritten()
    {
        using RecordingWriter writer = Create();
        using RecordingReader reader = RecordingReader.Open(_directory.Path, follow: true);
        Assert.False(reader.Read(out _));

        ulong next = 1;
        foreach (ulong upTo in new ulong[] { 1, 2, 900, 5_000, Count })
        {
            for (ulong n = next; n <= upTo; n++)
            {
                writer.Append(Ticks.Tick(n));
            }

            writer.Flush();
            for (; next <= upTo; next++)
            {
                Assert.True(reader.Read(out RecordedTick tick));
                Assert.Equal(next, tick.Tick.Sequence);
            }

            Assert.False(reader.Read(out _));
        }

        Instrument late = writer.Define(Ticks.Instrument(4));
        writer.Append(Ticks.Tick(Count + 1) with { Instrument = late.Number });
        writer.Complete();
        Assert.True(reader.Read(out RecordedTick last));
        Assert.Equal(late, reader.Instruments[(int)last.Tick.Instrument - 1]);
        Assert.False(reader.Read(out _));
        Assert.Empty(reader.Gaps);
    }

    [Fact]
    public void Create_DirectoryWithSomethingInIt_Refuses()
    {
        File.WriteAllText(_directory.File("notes.txt"), "mine");

        Assert.Throws<IOException>(() => RecordingWriter.Create(_directory.Path, []));
        Assert.Throws<RecordingFormatException>(() => RecordingReader.Open(_directory.Path));
    }

    private RecordingWriter Create() => RecordingWriter.Create(
        _directory.Path, Ticks.Instruments(3), new RecordingWriterOptions { Epoch = Ticks.Epoch, SegmentBytes = 300_000, Feeds = new Dictionary<ushort, string> { [1] = "feed" } });

    private void Write(ulong count)
    {
        using RecordingWriter writer = Create();
        for (ulong n = 1; n <= count; n++)
        {
            writer.Append(Ticks.Tick(n));
        }

        writer.Complete();
    }

    private void DropIndexes(bool drop)
    {
        foreach (string path in drop ? Directory.EnumerateFiles(_directory.Path, "*.index") : [])
        {
            File.Delete(path);
        }
    }
}
