using Ticker.Model;

namespace Ticker.Protocol;

/// <summary><c>subscribe</c>: asks for ticks of instruments, now and as they appear.</summary>
public sealed record SubscribeMessage : ClientMessage
{
    /// <summary>The client's own id of the subscription, 1 to 2^31 - 1.</summary>
    public required int Id { get; init; }

    /// <summary>Exact symbols and patterns, as they came: not checked beyond their length; empty ones mean nothing.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Which kinds of ticks; all by default, never none.</summary>
    public TickKinds Kinds { get; init; } = TickKinds.All;

    /// <summary>At what pace.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>Milliseconds from one value of an instrument to the next; given where the mode is <see cref="DeliveryMode.Interval"/>.</summary>
    public int? IntervalMs { get; init; }

    /// <summary>Whether trades may collapse too.</summary>
    public bool ConflateTrades { get; init; }

    /// <summary>Whether collapsed quotes tell their extremes.</summary>
    public bool Summary { get; init; }

    /// <summary>Whether every tick tells when the server received it.</summary>
    public bool Times { get; init; }

    /// <summary>What happens when it falls behind its budget.</summary>
    public OnSlow OnSlow { get; init; }

    /// <summary>Where it starts.</summary>
    public StartFrom From { get; init; }

    /// <inheritdoc/>
    public override string Op => "subscribe";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        bool someKinds = Kinds != TickKinds.All;
        bool mode = Mode != DeliveryMode.Latest;
        bool from = From.Kind != StartKind.Snapshot;
        writer.BeginMap(3 + Count(someKinds) + Count(mode) + Count(IntervalMs is not null) + Count(ConflateTrades)
            + Count(Summary) + Count(Times) + Count(OnSlow != OnSlow.Default) + Count(from));
        writer.Pair("op"u8, Op);
        writer.Pair("id"u8, Id);
        writer.Pair("symbols"u8, Symbols);
        if (someKinds)
        {
            writer.Key("kinds"u8);
            WireWords.WriteKinds(ref writer, Kinds);
        }

        if (mode)
        {
            writer.Pair("mode"u8, WireWords.Modes[(int)Mode]);
        }

        if (IntervalMs is int interval)
        {
            writer.Pair("interval_ms"u8, interval);
        }

        writer.PairIfTrue("conflate_trades"u8, ConflateTrades);
        writer.PairIfTrue("summary"u8, Summary);
        writer.PairIfTrue("times"u8, Times);
        if (OnSlow != OnSlow.Default)
        {
            writer.Pair("on_slow"u8, WireWords.OnSlow[(int)OnSlow]);
        }

        if (from)
        {
            writer.Key("from"u8);
            WriteFrom(ref writer);
        }

        writer.EndMap();
    }

    private static int Count(bool present) => present ? 1 : 0;

    private void WriteFrom<TWriter>(ref TWriter writer)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        switch (From.Kind)
        {
            case StartKind.Position:
                writer.BeginMap(2);
                writer.Pair("epoch"u8, From.Epoch);
                writer.WidePair("seq"u8, From.Sequence);
                writer.EndMap();
                break;
            case StartKind.Time:
                writer.BeginMap(1);
                writer.WidePair("time"u8, From.Time.Value);
                writer.EndMap();
                break;
            default:
                writer.Text("now"u8);
                break;
        }
    }
}
