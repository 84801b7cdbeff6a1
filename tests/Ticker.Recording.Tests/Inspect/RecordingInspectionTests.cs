using Ticker.Model;
using Ticker.Recording.Inspect;
using Ticker.Recording.Journal;
using Ticker.Recording.Tests.Export;
using Ticker.Recording.Tests.Journal;
using static Ticker.Recording.Tests.Export.MadeRecording;

namespace Ticker.Recording.Tests.Inspect;

public class RecordingInspectionTests
{
    private static readonly Instrument[] Two = [MadeRecording.Instrument(1, "X", "A"), MadeRecording.Instrument(2, "Y", "B")];

    [Fact]
    public void Run_EveryKind_IsCounted()
    {
        using var recording = new MadeRecording(
            Two,
            Quote(10, 100, 1, 99, 1), Trade(11, 100, 5), Trade(15, -3, 6, flags: TickFlags.GapBefore), Trade(14, 50, 1), Status(16, TradingState.Halted, "", instrument: 2));
        using var inspection = new RecordingInspection(recording);

        Assert.True(inspection.Run(CancellationToken.None));

        InstrumentInspection[] seen = [.. inspection.Instruments];
        Assert.Equal((1, 3, 0, 1, 1), (seen[0].Quotes, seen[0].Trades, seen[0].Statuses, seen[0].GapsBefore, seen[0].Crossed));
        Assert.Equal(((Int128)12, -3L, 100L, 50L), (seen[0].Volume, seen[0].Low, seen[0].High, seen[0].LastTrade.Price));
        Assert.Equal((0, 0, 1), (seen[1].Quotes, seen[1].Trades, seen[1].Statuses));
        Assert.Equal((10_000_000_000, 16_000_000_000), (inspection.First.Value, inspection.Last.Value));
        Assert.Equal((1, 4_000_000_000, 11_000_000_000), (inspection.StepsBack, inspection.LongestSilence, inspection.SilentFrom.Value));
        Assert.Equal(1, inspection.BusiestSecond);
        Assert.Empty(inspection.Epochs);
    }

    [Fact]
    public void Digest_SameTicksInAnotherFormat_IsTheSame()
    {
        Instrument[] instruments = [.. Ticks.Instruments(3).Select((one, n) => one with { Number = (uint)n + 1 })];
        RecordedTick[] ticks = [.. Enumerable.Range(1, 1_000).Select(n => Ticks.Tick((ulong)n)).Select(tick => new RecordedTick(tick with { Feed = 0, ReceiveTime = default, Sequence = tick.Sequence + 7 }, tick.ReceiveTime))];
        using var directory = new TemporaryDirectory();
        Write(directory.File("recording"), 1_000);
        using var made = new MadeRecording(instruments, ticks);
        using var other = new MadeRecording(instruments, [.. ticks[..^1], ticks[^1] with { RecordedAt = new UnixNanos(1) }]);
        using RecordingReader journal = RecordingReader.Open(directory.File("recording"));

        string digest = Digest(made);

        Assert.Equal(64, digest.Length);
        Assert.Equal(digest, Digest(journal));
        Assert.NotEqual(digest, Digest(other));
    }

    [Fact]
    public void Run_DamagedRecording_ReadsTheRestAndTellsWhere()
    {
        using var directory = new TemporaryDirectory();
        Write(directory.File("recording"), 20_000);
        string file = Directory.GetFiles(directory.File("recording"), "*.ticks").Order().First();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(file, bytes);
        using RecordingReader journal = RecordingReader.Open(directory.File("recording"));
        using var inspection = new RecordingInspection(journal);

        Assert.True(inspection.Run(CancellationToken.None));

        RecordingGap gap = Assert.Single(inspection.Gaps, gap => gap.Cause == RecordingGapCause.Damage);
        Assert.Equal(Path.GetFileName(file), gap.File);
        Assert.Equal(20_000 - (long)(gap.Next.Sequence - gap.After.Sequence - 1), inspection.Ticks);
        EpochInspection epoch = Assert.Single(inspection.Epochs);
        Assert.Equal((Ticks.Epoch, 1UL, 20_000UL, inspection.Ticks), (epoch.Epoch, epoch.First, epoch.Last, epoch.Ticks));
    }

    [Fact]
    public void Run_FeedsThatChanged_AreCountedAndAreNoTicks()
    {
        using var directory = new TemporaryDirectory();
        var options = new RecordingWriterOptions { Epoch = Ticks.Epoch, Feeds = new Dictionary<ushort, string> { [1] = "north" } };
        using (RecordingWriter recorder = RecordingWriter.Create(directory.File("recording"), Ticks.Instruments(3), options))
        {
            recorder.Append(Ticks.Tick(1));
            foreach (FeedState state in (FeedState[])[FeedState.Gap, FeedState.Live, FeedState.Gap, FeedState.Stale, FeedState.Ended])
            {
                recorder.Append(Tick.ForFeedState(1, state, 1, Ticks.Time(2)));
            }

            recorder.Complete();
        }

        using RecordingReader journal = RecordingReader.Open(directory.File("recording"));
        using var inspection = new RecordingInspection(journal);
        Assert.True(inspection.Run(CancellationToken.None));

        FeedInspection feed = Assert.Single(inspection.Feeds);
        Assert.Equal(("north", 2, 1, 1, 1), (feed.Name, feed.Gaps, feed.Live, feed.Stale, feed.Ended));
        Assert.Equal((1, Ticks.Time(1)), (inspection.Ticks, inspection.Last));
    }

    private static string Digest(Ticker.Recording.Import.IRecordingReader recording)
    {
        using var inspection = new RecordingInspection(recording);
        Assert.True(inspection.Run(CancellationToken.None));
        return inspection.Digest;
    }

    private static void Write(string directory, ulong count)
    {
        using RecordingWriter recorder = RecordingWriter.Create(directory, Ticks.Instruments(3), new RecordingWriterOptions { Epoch = Ticks.Epoch });
        for (ulong n = 1; n <= count; n++)
        {
            recorder.Append(Ticks.Tick(n));
        }

        recorder.Complete();
    }
}
