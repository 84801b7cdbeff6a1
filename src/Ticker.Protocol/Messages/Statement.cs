namespace Ticker.Protocol;

/// <summary>
/// <c>statement</c>: a subscription's accounts. At any moment
/// matched = delivered + conflated + filtered + discarded + pending.
/// </summary>
public sealed record Statement : ServerMessage
{
    private const int AccountKeys = 9;

    /// <summary>How many keys <see cref="WriteAccounts"/> writes.</summary>
    internal int AccountKeyCount => AccountKeys + (Sha256 is null ? 0 : 1);

    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <summary>Ticks of its instruments and kinds after it began.</summary>
    public long Matched { get; init; }

    /// <summary>Ticks written before this statement on the connection.</summary>
    public long Delivered { get; init; }

    /// <summary>Collapsed because of its pace.</summary>
    public long ConflatedByRate { get; init; }

    /// <summary>Collapsed because its socket was busy.</summary>
    public long ConflatedBySocket { get; init; }

    /// <summary>Collapsed because its budget was full.</summary>
    public long ConflatedByBudget { get; init; }

    /// <summary>Collapsed within one turn of the server.</summary>
    public long ConflatedByServer { get; init; }

    /// <summary>Matched, but withheld because it was not entitled to them.</summary>
    public long Filtered { get; init; }

    /// <summary>Thrown away, as by an eviction.</summary>
    public long Discarded { get; init; }

    /// <summary>Not sent yet.</summary>
    public long Pending { get; init; }

    /// <summary>Snapshot ticks sent: outside the sum.</summary>
    public long Snapshot { get; init; }

    /// <summary>The sequence of the first live tick delivered; 0 = none.</summary>
    public ulong FirstSequence { get; init; }

    /// <summary>The sequence of the newest live tick delivered; 0 = none.</summary>
    public ulong LastSequence { get; init; }

    /// <summary>
    /// In a replay: the SHA-256, in lower-case hex, of the data messages of this subscription since it began, as they
    /// were sent, one after the other; null = not told.
    /// </summary>
    public string? Sha256 { get; init; }

    /// <summary>The sum of what was collapsed, whatever the cause.</summary>
    public long Conflated => ConflatedByRate + ConflatedBySocket + ConflatedByBudget + ConflatedByServer;

    /// <summary>Matched ticks that it accounts for nowhere: 0 in every statement of a server that keeps its promise.</summary>
    public long Unaccounted => Matched - Delivered - Conflated - Filtered - Discarded - Pending;

    /// <inheritdoc/>
    public override string Event => "statement";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2 + AccountKeyCount);
        writer.Pair("ev"u8, Event);
        writer.Pair("id"u8, Id);
        WriteAccounts(ref writer);
        writer.EndMap();
    }

    /// <summary>The keys besides <c>ev</c> and <c>id</c>.</summary>
    internal void WriteAccounts<TWriter>(ref TWriter writer)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Pair("matched"u8, Matched);
        writer.Pair("delivered"u8, Delivered);
        writer.Key("conflated"u8);
        writer.BeginMap(4);
        writer.Pair("rate"u8, ConflatedByRate);
        writer.Pair("socket"u8, ConflatedBySocket);
        writer.Pair("budget"u8, ConflatedByBudget);
        writer.Pair("server"u8, ConflatedByServer);
        writer.EndMap();
        writer.Pair("filtered"u8, Filtered);
        writer.Pair("discarded"u8, Discarded);
        writer.Pair("pending"u8, Pending);
        writer.Pair("snapshot"u8, Snapshot);
        writer.WidePair("first_seq"u8, FirstSequence);
        writer.WidePair("last_seq"u8, LastSequence);
        writer.PairIfGiven("sha256"u8, Sha256);
    }
}
