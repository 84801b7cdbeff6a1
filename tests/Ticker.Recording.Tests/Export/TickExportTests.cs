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

    [Theory]
    [InlineData(0, 20_000, 20_000)]
    [InlineData(9_000, 20_000, 11_001)]
    [InlineData(9_000, 9_003, 3)]
    [InlineData(20_001, 30_000, 0)]
    public void Run_JournalRecording_HasItsEpochAndStartsAtTheTimeThatIsMeant(long from, long to, int count)
    {
        using var directory = new TemporaryDirectory();
        using (RecordingWriter recorder = RecordingWriter.Create(directory.File("recording"), Ticks.Instruments(3), new RecordingWriterOptions { Epoch = Ticks.Epoch, SegmentBytes = 256 * 1024 }))
        {
            for (ulong n = 1; n <= 20_000; n++)
            {
                recorder.Append(Ticks.Tick(n));
            }

            recorder.Complete();
        }

        using RecordingReader recording = RecordingReader.Open(directory.File("recording"));
        var writer = new CollectingWriter();
        var export = new TickExport(recording, new TickSelection { From = Ticks.Time((ulong)from), To = to == 20_000 ? null : Ticks.Time((ulong)to) });

        Assert.True(export.Run(writer, CancellationToken.None));

        Assert.Equal(count, writer.Ticks.Count);
        Assert.Equal(Enumerable.Range(Math.Max((int)from, 1), count).Select(n => (ulong)n), writer.Ticks.Select(tick => tick.Sequence));
        Assert.All(writer.Ticks, tick => Assert.Equal(Ticks.Epoch, tick.Epoch));
    }
}
