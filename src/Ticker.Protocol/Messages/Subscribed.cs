using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// <c>subscribed</c>: what a subscription means at present; before any data of these instruments. Comes also
/// after a modify, and when an instrument appears later.
/// </summary>
public sealed record Subscribed : ServerMessage
{
    /// <summary>The most instruments and unknown names together that surely fit one message, whatever their names.</summary>
    public const int MaxEntries = 256;

    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <summary>The epoch of <see cref="Sequence"/> and of the instruments' numbers.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its accounts begin after this.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>A page of its instruments: number, full name and scales are written.</summary>
    public IReadOnlyList<Instrument> Instruments { get; init; } = [];

    /// <summary>Exact symbols that no feed has defined yet; they are delivered when one does.</summary>
    public IReadOnlyList<string> Unknown { get; init; } = [];

    /// <summary>Whether another page follows.</summary>
    public bool More { get; init; }

    /// <inheritdoc/>
    public override string Event => "subscribed";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(7);
        writer.Pair("ev"u8, Event);
        writer.Pair("id"u8, Id);
        writer.Pair("epoch"u8, Epoch);
        writer.WidePair("seq"u8, Sequence);
        writer.Key("instruments"u8);
        writer.BeginArray(Instruments.Count);
        foreach (Instrument instrument in Instruments)
        {
            writer.BeginArray(4);
            writer.Number(instrument.Number);
            writer.Text(instrument.Utf8Name.Span);
            writer.Number(instrument.PriceScale);
            writer.Number(instrument.SizeScale);
            writer.EndArray();
        }

        writer.EndArray();
        writer.Pair("unknown"u8, Unknown);
        writer.Pair("more"u8, More);
        writer.EndMap();
    }
}
