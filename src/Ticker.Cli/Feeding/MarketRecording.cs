using System.Threading.Channels;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Recording.Journal;
using Ticker.Synthetic;

namespace Ticker.Cli.Feeding;

/// <summary>
/// Writes a made-up market as a recording: its ticks go through the feed door and the sequencer as a publisher's would, by a
/// clock that is the market's own. The same options make the same ticks, on any machine.
/// </summary>
internal sealed class MarketRecording
{
    // From the venue to us.
    private const long Latency = 250_000;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    private readonly MarketClock _time = new();
    private readonly Dictionary<uint, Tick> _quotes = [];
    private readonly Tick[] _ticks = new Tick[128];
    private ulong _sent;
    private bool _isHealed;

    /// <summary>The market, before its opening.</summary>
    public required SyntheticMarket Market { get; init; }

    /// <summary>What the feed is called.</summary>
    public required string Feed { get; init; }

    /// <summary>The instant of its opening.</summary>
    public required UnixNanos Start { get; init; }

    /// <summary>How much of its time is recorded.</summary>
    public required TimeSpan Length { get; init; }

    /// <summary>From when on, and for how long, the feed's messages are lost; zero = none are.</summary>
    public (TimeSpan At, TimeSpan Length) Lost { get; init; }

    /// <summary>How much is done, 0 to 1. Any thread.</summary>
    public double Fraction { get; private set; }

    /// <summary>How many ticks were recorded. Any thread.</summary>
    public long Count { get; private set; }

    /// <summary>Writes it.</summary>
    /// <param name="directory">A new or empty directory.</param>
    /// <param name="cancellation">Ends it before; what was written is whole.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async Task WriteAsync(string directory, CancellationToken cancellation)
    {
        _time.Now = Start.Value;
        var registry = new InstrumentRegistry();
        var batches = new TickBatchPool();
        Channel<TickBatch> batchesOut = Channel.CreateBounded<TickBatch>(4);
        var door = new FeedDoor(new FeedOptions(), registry, batches, batchesOut.Writer, _time);
        var sequencer = new Sequencer(Start.Value / 1_000_000);
        using var writer = RecordingWriter.Create(directory, Market.Instruments, new RecordingWriterOptions
        {
            Epoch = sequencer.Epoch,
            Feeds = new Dictionary<ushort, string> { [1] = Feed },
            Time = _time,
        });
        (_, FeedSession? session) = await door.OpenAsync(new FeedHello(Feed, (ulong)Start.Value, "ticker"), CancellationToken.None);
        foreach (Instrument instrument in Market.Instruments)
        {
            await MakeRoomAsync(session!, batchesOut.Reader, sequencer, writer);
            session!.Define(instrument.Number, instrument, out _);
        }

        for (TimeSpan at = TimeSpan.Zero; !cancellation.IsCancellationRequested; at = at + Step < Length ? at + Step : Length)
        {
            int count;
            while ((count = Market.Advance(at, Start, _ticks)) > 0)
            {
                for (int i = 0; i < count; i++)
                {
                    await MakeRoomAsync(session!, batchesOut.Reader, sequencer, writer);
                    Publish(in _ticks[i], session!);
                }
            }

            if (Lost.Length > TimeSpan.Zero && at >= Lost.At + Lost.Length && !_isHealed)
            {
                await HealAsync(session!, batchesOut.Reader, sequencer, writer);
            }

            Fraction = at / Length;
            if (at == Length)
            {
                break;
            }
        }

        await session!.FlushAsync();
        Drain(batchesOut.Reader, sequencer, writer);
        writer.Complete();
    }

    private void Publish(in Tick tick, FeedSession session)
    {
        long lost = tick.EventTime.Value - Start.Value - (Lost.At.Ticks * TimeSpan.NanosecondsPerTick);
        _sent++;
        if (Lost.Length > TimeSpan.Zero && lost >= 0 && lost < Lost.Length.Ticks * TimeSpan.NanosecondsPerTick)
        {
            return;
        }

        if (Lost.Length > TimeSpan.Zero && !_isHealed && tick.Kind == TickKind.Quote)
        {
            _quotes[tick.Instrument] = tick;
        }

        Add(in tick, session);
    }

    private void Add(in Tick tick, FeedSession session)
    {
        _time.Now = Math.Max(_time.Now, tick.EventTime.Value + Latency);
        session.Touch();
        session.Add(tick with { Sequence = _sent });
    }

    // A while after the loss the venue says how everything stands: then nothing is in doubt any more.
    private async Task HealAsync(FeedSession session, ChannelReader<TickBatch> batches, Sequencer sequencer, RecordingWriter writer)
    {
        foreach (Tick quote in _quotes.OrderBy(pair => pair.Key).Select(pair => pair.Value))
        {
            await MakeRoomAsync(session, batches, sequencer, writer);
            _sent++;
            Add(quote with { Flags = quote.Flags | TickFlags.Snapshot }, session);
        }

        _isHealed = true;
        _quotes.Clear();
    }

    private async Task MakeRoomAsync(FeedSession session, ChannelReader<TickBatch> batches, Sequencer sequencer, RecordingWriter writer)
    {
        if (session.IsFull)
        {
            await session.FlushAsync();
            Drain(batches, sequencer, writer);
        }
    }

    private void Drain(ChannelReader<TickBatch> batches, Sequencer sequencer, RecordingWriter writer)
    {
        while (batches.TryRead(out TickBatch? batch))
        {
            sequencer.Stamp(batch);
            foreach (ref readonly Tick record in batch.Ticks)
            {
                writer.Append(in record);
                Count += record.Kind < TickKind.Definition ? 1 : 0;
            }

            batch.Release();
        }
    }

    private sealed class MarketClock : TimeProvider
    {
        public long Now { get; set; }

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => Now;

        public override DateTimeOffset GetUtcNow() => new UnixNanos(Now).ToDateTimeOffset();
    }
}
