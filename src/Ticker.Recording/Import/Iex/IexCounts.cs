namespace Ticker.Recording.Import.Iex;

/// <summary>What an <see cref="IexReader"/> has come across so far.</summary>
public sealed class IexCounts
{
    private readonly long[] _byType = new long[256];

    /// <summary>Messages of all types.</summary>
    public long Messages { get; private set; }

    /// <summary>Segments without messages, which the sender sends once a second.</summary>
    public long Heartbeats { get; internal set; }

    /// <summary>Quotes that were delivered.</summary>
    public long Quotes { get; internal set; }

    /// <summary>Trades that were delivered.</summary>
    public long Trades { get; internal set; }

    /// <summary>Changes of the trading state that were delivered.</summary>
    public long Statuses { get; internal set; }

    /// <summary>Skipped: quotes with neither side, as at the opening spin.</summary>
    public long EmptyQuotes { get; internal set; }

    /// <summary>Skipped: statuses that change nothing, such as "no operational halt" where there was none.</summary>
    public long UnchangedStatuses { get; internal set; }

    /// <summary>How often messages were missing in the feed.</summary>
    public long Gaps { get; internal set; }

    /// <summary>How many messages were missing.</summary>
    public long Missing { get; internal set; }

    /// <summary>How often the sender began anew.</summary>
    public long Restarts { get; internal set; }

    /// <summary>Skipped: messages that had come before.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Skipped: packets that are no TOPS.</summary>
    public long OtherPackets { get; internal set; }

    /// <summary>Packets of which the capture kept only the beginning; the messages that are whole were read.</summary>
    public long CutPackets { get; internal set; }

    /// <summary>Messages of one type.</summary>
    /// <param name="type">Its letter, as in the specification: <c>Q</c> quotes, <c>T</c> trades, <c>H</c> trading statuses, ..</param>
    public long Of(char type) => type < _byType.Length ? _byType[type] : 0;

    /// <summary>Counts a message.</summary>
    internal void Add(byte type)
    {
        Messages++;
        _byType[type]++;
    }
}
