namespace Ticker.Protocol;

/// <summary><c>modify</c>: changes a subscription while it lives. What is null or empty stays as it is.</summary>
public sealed record ModifyMessage : ClientMessage
{
    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <summary>A new pace.</summary>
    public DeliveryMode? Mode { get; init; }

    /// <summary>A new interval in milliseconds.</summary>
    public int? IntervalMs { get; init; }

    /// <summary>Whether trades may collapse too.</summary>
    public bool? ConflateTrades { get; init; }

    /// <summary>Whether collapsed quotes tell their extremes.</summary>
    public bool? Summary { get; init; }

    /// <summary>What happens when it falls behind its budget; <see cref="Protocol.OnSlow.Default"/> = as it is.</summary>
    public OnSlow OnSlow { get; init; }

    /// <summary>Symbols and patterns to add, as in <see cref="SubscribeMessage.Symbols"/>.</summary>
    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>Symbols and patterns to take out: entries as they were given, not what they matched.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];

    /// <inheritdoc/>
    public override string Op => "modify";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2 + Count(Mode is not null) + Count(IntervalMs is not null) + Count(ConflateTrades is not null)
            + Count(Summary is not null) + Count(OnSlow != OnSlow.Default) + Count(Add.Count > 0) + Count(Remove.Count > 0));
        writer.Pair("op"u8, Op);
        writer.Pair("id"u8, Id);
        if (Mode is DeliveryMode mode)
        {
            writer.Pair("mode"u8, WireWords.Modes[(int)mode]);
        }

        if (IntervalMs is int interval)
        {
            writer.Pair("interval_ms"u8, interval);
        }

        writer.PairIfGiven("conflate_trades"u8, ConflateTrades);
        writer.PairIfGiven("summary"u8, Summary);
        if (OnSlow != OnSlow.Default)
        {
            writer.Pair("on_slow"u8, WireWords.OnSlow[(int)OnSlow]);
        }

        writer.PairIfAny("add"u8, Add);
        writer.PairIfAny("remove"u8, Remove);
        writer.EndMap();
    }

    private static int Count(bool present) => present ? 1 : 0;
}
