using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>Follows the records of a recording and keeps what they come to: the newest of everything. For one thread.</summary>
internal sealed class MarketBuilder
{
    private const int Kinds = 3;

    private readonly SortedDictionary<ushort, Tick> _feedStates = [];
    private readonly Dictionary<(uint Instrument, ushort Feed), Tick> _definitions = [];
    private Tick[] _newest = new Tick[256 * Kinds];

    /// <summary>The last record applied.</summary>
    public StreamPosition Position { get; set; }

    /// <summary>The greatest receive time of all records applied; <see cref="long.MinValue"/> = there were none.</summary>
    public long Time { get; set; } = long.MinValue;

    /// <summary>The feeds.</summary>
    public SortedDictionary<ushort, FeedEntry> Feeds { get; } = [];

    /// <summary>Applies records, in the order of their sequences.</summary>
    public void Apply(ReadOnlySpan<Tick> records)
    {
        foreach (ref readonly Tick record in records)
        {
            Time = Math.Max(Time, record.ReceiveTime.Value);
            switch (record.Kind)
            {
                case TickKind.Quote or TickKind.Trade or TickKind.Status:
                    int at = ((int)record.Instrument * Kinds) + (int)record.Kind - 1;
                    if (at >= _newest.Length)
                    {
                        Array.Resize(ref _newest, Math.Max(at + 1, _newest.Length * 2));
                    }

                    _newest[at] = record;
                    break;
                case TickKind.Definition:
                    _definitions.TryAdd((record.Instrument, record.Feed), record);
                    break;
                case TickKind.FeedState:
                    _feedStates[record.Feed] = record;
                    break;
            }
        }

        Position = records.IsEmpty ? Position : Position with { Sequence = records[^1].Sequence };
    }

    /// <summary>Applies the block that was read last, whatever it holds.</summary>
    public void Apply(BlockScanner scanner)
    {
        switch (scanner.Header.Kind)
        {
            case BlockKind.Feeds:
                FeedList.TryRead(scanner.Payload, scanner.Header.Count, Feeds);
                break;
            case BlockKind.Ticks:
                Apply(scanner.Records);
                FeedList.Follow(scanner.Spans, Feeds);
                break;
        }
    }

    /// <summary>What it has come to.</summary>
    public RecordedMarket ToMarket()
    {
        Tick[] records = [.. _newest.Where(tick => tick.Kind != TickKind.None), .. _definitions.Values, .. _feedStates.Values];
        Array.Sort(records, static (left, right) => left.Sequence.CompareTo(right.Sequence));
        return new RecordedMarket
        {
            Position = Position,
            Time = Time == long.MinValue ? UnixNanos.None : new UnixNanos(Time),
            Feeds = [.. Feeds.Values.Select(feed => feed.ToRecorded())],
            Records = records,
        };
    }
}
