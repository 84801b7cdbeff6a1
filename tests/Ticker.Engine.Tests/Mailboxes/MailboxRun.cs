using Ticker.Engine.Conflate;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

/// <summary>A market of a few instruments, cell n holding instrument n + 1, and messages of any size to read from it.</summary>
internal sealed class MailboxRun
{
    /// <summary>Room for one tick and not for two.</summary>
    public const int OneTick = 138;

    public delegate bool Filling(ref DataMessageWriter writer);

    public MailboxRun(int instruments)
    {
        for (int n = 1; n <= instruments; n++)
        {
            Registry.Define(new Instrument { Name = new InstrumentName("X", $"S{n}"), PriceScale = 2, SizeScale = 0 }, 1, out _);
        }

        InstrumentOf = [.. Enumerable.Range(1, instruments).Select(n => (uint)n)];
    }

    public InstrumentRegistry Registry { get; } = new();

    public LastValueCache Slots { get; } = new();

    public uint[] InstrumentOf { get; }

    /// <summary>A random tick of a random instrument.</summary>
    public Tick Next(Random random, ulong sequence)
    {
        uint instrument = InstrumentOf[random.Next(InstrumentOf.Length)];
        TickFlags flags = random.Next(8) == 0 ? TickFlags.GapBefore : TickFlags.None;
        return random.Next(10) switch
        {
            < 6 => new Tick { Kind = TickKind.Quote, Instrument = instrument, Sequence = sequence, BidPrice = (long)sequence, BidSize = 1, AskPrice = Tick.NoPrice, Flags = flags },
            < 9 => new Tick { Kind = TickKind.Trade, Instrument = instrument, Sequence = sequence, Price = 1, Size = 1, Flags = flags },
            _ => Tick.ForStatus(instrument, TradingState.Halted, "x"u8) with { Sequence = sequence, Flags = flags },
        };
    }

    /// <summary>Fills one message of a size and reads it as a client does.</summary>
    public static List<Tick> Read(int size, Filling fill) => [.. ReadAll(size, fill).Select(one => one.Tick)];

    /// <summary>As <see cref="Read"/>, with what each tick stands for.</summary>
    public static List<(Tick Tick, Collapsed Collapsed)> ReadAll(int size, Filling fill)
    {
        var buffer = new byte[DataMessageWriter.Reserve + size];
        var writer = new DataMessageWriter(buffer, WireEncoding.MessagePack, 1, times: false);
        fill(ref writer);
        int length = writer.Finish(out int start);
        var reader = new DataMessageReader(buffer.AsSpan(start, length));
        List<(Tick Tick, Collapsed Collapsed)> ticks = [];
        while (reader.TryRead(out Tick tick, out Collapsed collapsed))
        {
            ticks.Add((tick, collapsed));
        }

        return ticks;
    }
}
