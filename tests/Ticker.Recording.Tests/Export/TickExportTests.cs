using System.Runtime.InteropServices;
using Ticker.Model;
using Ticker.Recording.Export;
using Ticker.Recording.Journal;
using Ticker.Recording.Tests.Journal;
using static Ticker.Recording.Tests.Export.MadeRecording;

namespace Ticker.Recording.Tests.Export;

public class TickExportTests
{
    private static readonly Instrument[] Two = [MadeRecording.Instrument(1, "X", "A"), MadeRecording.Instrument(2, "Y", "B")];

    [Fact]
    public void Run_Selection_WritesWhatIsMeantAndCountsWhatHasNoPlace()
    {
        using var recording = new MadeRecording(
            Two,
            Trade(1, 100, 1), Trade(2, 100, 1, instrument: 2), Quote(3, 1, 1, 2, 1), Status(4, TradingState.Halted, ""), Trade(5, 100, 1), Trade(6, 100, 1), Trade(7, 100, 1));
        var selection = new TickSelection
        {
            Instruments = instrument => instrument.Name.Venue == "X",
            Kinds = TickKinds.Trade | TickKinds.Status,
            From = new UnixNanos(2_000_000_000),
            To = new UnixNanos(6_000_000_000),
        };
        var writer = new CollectingWriter();
        var export = new TickExport(recording, selection);

        Assert.True(export.Run(writer, CancellationToken.None));

        Assert.Equal([("X:A", 5UL, 0L)], writer.Ticks);
        Assert.Equal(new ExportCounts(0, 1, 0, LeftOut: 1, Nameless: 0), export.Counts);
        Assert.Equal("X:A", Assert.Single(export.Instruments).FullName);
        Assert.True(writer.IsFinished);
    }

    [Fact]
    public void Run_DamageInTheRecording_FinishesWhatStandsBeforeIt()
    {
        using var recording = new MadeRecording(Two, Trade(1, 100, 1), Trade(2, 100, 1)) { Damage = new RecordingFormatException("file", 17, "is broken") };
        var writer = new CollectingWriter();
        var export = new TickExport(recording, TickSelection.All);

        Assert.Throws<RecordingFormatException>(() => export.Run(writer, CancellationToken.None));

        Assert.Equal(2, writer.Ticks.Count);
        Assert.True(writer.IsFinished);
    }

    [Fact]
    public void Run_DiskFailsWhileReading_IsNoErrorOfTheOutput()
    {
        using var recording = new MadeRecording(Two, Trade(1, 100, 1)) { Damage = new IOException("bad sector") };
        var writer = new CollectingWriter();
        var export = new TickExport(recording, TickSelection.All);

        var failure = Assert.Throws<RecordingFormatException>(() => export.Run(writer, CancellationToken.None));

        Assert.Contains("bad sector", failure.Message);
        Assert.True(writer.IsFinished);
    }

    [Fact]
    public void Run_InstrumentThatNobodyDefined_IsCountedAndNotWritten()
    {
        using var recording = new MadeRecording(Two, Trade(1, 100, 1), Trade(2, 100, 1, instrument: 7), Trade(3, 100, 1, instrument: 2));
        var writer = new CollectingWriter();
        var export = new TickExport(recording, new TickSelection { Instruments = instrument => instrument.Number == 1 });

        Assert.True(export.Run(writer, CancellationToken.None));

        Assert.Equal(new ExportCounts(0, 1, 0, 0, Nameless: 1), export.Counts);
    }

    [Fact]
    public void Run_Stopped_FinishesWhatWasWritten()
    {
        using var stop = new CancellationTokenSource();
        using var recording = new MadeRecording(Two, [.. Enumerable.Range(1, 100_000).Select(n => Trade((ulong)n, 100, 1))])
        {
            BeforeRead = read => { if (read == 50_000) { stop.Cancel(); } },
        };
        var writer = new CollectingWriter();
        var export = new TickExport(recording, TickSelection.All);

        Assert.False(export.Run(writer, stop.Token));

        Assert.InRange(writer.Ticks.Count, 50_000, 60_000);
        Assert.InRange(export.Fraction, 0.4, 0.6);
        Assert.True(writer.IsFinished);
    }

    [Fact]
    public void Run_JournalRecordingUpToATime_ReadsNothingBehindIt()
    {
        using var directory = new TemporaryDirectory();
        string path = Record(directory, Enumerable.Range(1, 50_000).Select(n => Ticks.Tick((ulong)n)));
        int broken = BreakBlocksFrom(path, Ticks.Time(5_000));
        Assert.True(broken > 20);

        using RecordingReader recording = RecordingReader.Open(path);
        var writer = new CollectingWriter();
        Assert.True(new TickExport(recording, new TickSelection { To = Ticks.Time(3_000) }).Run(writer, CancellationToken.None));

        Assert.Equal(2_999, writer.Ticks.Count);
        using RecordingReader whole = RecordingReader.Open(path);
        Assert.Throws<RecordingFormatException>(() => new TickExport(whole, TickSelection.All).Run(new CollectingWriter(), CancellationToken.None));
    }

    [Fact]
    public void Run_JournalRecordingWhoseClockWasSetBack_WritesAllThatIsMeantOnBothSides()
    {
        // At every ten thousandth tick the clock is where it was at the first.
        using var directory = new TemporaryDirectory();
        string path = Record(directory, Enumerable.Range(1, 50_000).Select(n => Ticks.Tick((ulong)n) with { ReceiveTime = Ticks.Time((ulong)(n % 10_000)) }));

        using RecordingReader recording = RecordingReader.Open(path);
        var writer = new CollectingWriter();
        Assert.True(new TickExport(recording, new TickSelection { To = Ticks.Time(3_000) }).Run(writer, CancellationToken.None));

        Assert.Equal(Enumerable.Range(1, 50_000).Where(n => n % 10_000 < 3_000).Select(n => (ulong)n), writer.Ticks.Select(tick => tick.Sequence));
        Assert.Equal(50_000ul, recording.Position.Sequence);
    }

    [Theory]
    [InlineData(0, 20_000, 20_000)]
    [InlineData(9_000, 20_000, 11_001)]
    [InlineData(9_000, 9_003, 3)]
    [InlineData(20_001, 30_000, 0)]
    public void Run_JournalRecording_HasItsEpochAndStartsAtTheTimeThatIsMeant(long from, long to, int count)
    {
        using var directory = new TemporaryDirectory();
        string path = Record(directory, Enumerable.Range(1, 20_000).Select(n => Ticks.Tick((ulong)n)));
        using RecordingReader recording = RecordingReader.Open(path);
        var writer = new CollectingWriter();
        var export = new TickExport(recording, new TickSelection { From = Ticks.Time((ulong)from), To = to == 20_000 ? null : Ticks.Time((ulong)to) });

        Assert.True(export.Run(writer, CancellationToken.None));

        Assert.Equal(count, writer.Ticks.Count);
        Assert.Equal(Enumerable.Range(Math.Max((int)from, 1), count).Select(n => (ulong)n), writer.Ticks.Select(tick => tick.Sequence));
        Assert.All(writer.Ticks, tick => Assert.Equal(Ticks.Epoch, tick.Epoch));
    }

    private static string Record(TemporaryDirectory directory, IEnumerable<Tick> ticks)
    {
        string path = directory.File("recording");
        using RecordingWriter recorder = RecordingWriter.Create(path, Ticks.Instruments(3), new RecordingWriterOptions { Epoch = Ticks.Epoch, SegmentBytes = 256 * 1024 });
        foreach (Tick tick in ticks)
        {
            recorder.Append(in tick);
        }

        recorder.Complete();
        return path;
    }

    // Changes the last byte of every block of ticks that begins at a time or later, so that none of them can be read.
    private static int BreakBlocksFrom(string path, UnixNanos time)
    {
        int broken = 0;
        foreach (string file in Directory.GetFiles(path, "*.ticks"))
        {
            byte[] bytes = File.ReadAllBytes(file);
            for (int at = 0; at < bytes.Length;)
            {
                var header = MemoryMarshal.Read<BlockHeader>(bytes.AsSpan(at));
                at += (int)header.Length;
                if (header.Kind == BlockKind.Ticks && header.LeastTime >= time.Value)
                {
                    bytes[at - 1] ^= 1;
                    broken++;
                }
            }

            File.WriteAllBytes(file, bytes);
        }

        return broken;
    }
}
