using Ticker.Cli.Taping;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Tests.Taping;

public sealed class RecordingOutputTests : IDisposable
{
    private const long Epoch = 1_723_161_253_937;

    private static readonly Instrument Apple = new() { Number = 7, Name = new InstrumentName("XNAS", "AAPL"), PriceScale = 2, SizeScale = 0 };
    private static readonly Instrument Ibm = new() { Number = 9, Name = new InstrumentName("XNYS", "IBM"), PriceScale = 2, SizeScale = 0 };

    private readonly string _directory = Path.Combine(Directory.CreateTempSubdirectory("ticker-output-").FullName, "recording");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_directory)!, recursive: true);

    [Fact]
    public async Task Add_StateInTheOrderOfInstruments_IsWrittenInThatOfPositions()
    {
        await using (var output = new RecordingOutput(_directory, "feed"))
        {
            output.Begin(Page(Epoch, 20, Apple, Ibm));
            Add(output, (Apple, 20), (Apple, 3), (Ibm, 12), (Ibm, 21));
        }

        Assert.Equal([3, 12, 20, 21], Recorded(out IReadOnlyList<RecordingGap> gaps));
        Assert.Empty(gaps);
    }

    [Fact]
    public async Task Miss_WhatTheServerNoLongerHas_IsAGapOfTheRecording()
    {
        await using (var output = new RecordingOutput(_directory, "feed"))
        {
            output.Begin(Page(Epoch, 0, Apple));
            Add(output, (Apple, 1), (Apple, 2));
            output.Begin(Page(Epoch, 2, Apple, Ibm));
            output.Miss(new Gap { Id = 1, From = 3, To = 50, Cause = GapCause.JournalExpired });
            // The state: some of it is known, and it comes instrument by instrument.
            Add(output, (Apple, 49), (Ibm, 2), (Ibm, 30), (Apple, 51));
        }

        Assert.Equal([1, 2, 30, 49, 51], Recorded(out IReadOnlyList<RecordingGap> gaps));
        RecordingGap gap = Assert.Single(gaps);
        Assert.Equal((RecordingGapCause.Hole, new StreamPosition(Epoch, 2), new StreamPosition(Epoch, 30)), (gap.Cause, gap.After, gap.Next));
    }

    [Fact]
    public async Task Miss_AServerThatNumbersAnew_GoesOnInTheNewEpoch()
    {
        await using (var output = new RecordingOutput(_directory, "feed"))
        {
            output.Begin(Page(Epoch, 0, Apple));
            Add(output, (Apple, 1), (Apple, 2));
            // It may be told long before what came on the line before is looked at.
            output.Begin(Page(Epoch + 1_000, 4, Ibm, Apple));
            Add(output, (Apple, 3));
            output.Miss(new Gap { Id = 1, From = null, To = null, Cause = GapCause.EpochChanged });
            Add(output, (Ibm, 4), (Apple, 1), (Apple, 5));
        }

        Assert.Equal([1, 2, 3, 1, 4, 5], Recorded(out IReadOnlyList<RecordingGap> gaps));
        RecordingGap gap = Assert.Single(gaps);
        Assert.Equal((RecordingGapCause.Epoch, new StreamPosition(Epoch, 3), new StreamPosition(Epoch + 1_000, 1)), (gap.Cause, gap.After, gap.Next));
    }

    [Fact]
    public async Task Miss_WhatAFeedHasLost_IsNoGapOfTheRecording()
    {
        await using (var output = new RecordingOutput(_directory, "feed"))
        {
            output.Begin(Page(Epoch, 0, Apple));
            Add(output, (Apple, 1));
            output.Miss(new Gap { Id = 1, From = 1, To = 2, Cause = GapCause.FeedGap });
            Add(output, (Apple, 2));
        }

        Assert.Equal([1, 2], Recorded(out IReadOnlyList<RecordingGap> gaps));
        Assert.Empty(gaps);
    }

    private static Subscribed Page(long epoch, ulong sequence, params Instrument[] instruments) =>
        new() { Id = 1, Epoch = epoch, Sequence = sequence, Instruments = instruments, Unknown = [], More = false };

    private static void Add(RecordingOutput output, params (Instrument Instrument, ulong Sequence)[] ticks)
    {
        foreach ((Instrument instrument, ulong sequence) in ticks)
        {
            var tick = new ReceivedTick(instrument, new Tick { Kind = TickKind.Trade, Sequence = sequence, Price = 1, Size = 1, ReceiveTime = new UnixNanos(1 + (long)sequence) }, default);
            if (!output.Skips(in tick))
            {
                output.Add(in tick);
            }
        }
    }

    private ulong[] Recorded(out IReadOnlyList<RecordingGap> gaps)
    {
        using RecordingReader reader = RecordingReader.Open(_directory);
        List<ulong> sequences = [];
        while (reader.Read(out RecordedTick tick))
        {
            sequences.Add(tick.Tick.Sequence);
        }

        gaps = reader.Gaps;
        return [.. sequences];
    }
}
