using System.Runtime.InteropServices;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>Follows the records of a recording and keeps what they come to: the newest of everything. For one thread.</summary>
internal sealed class MarketBuilder
{
    private const int Kinds = 3;

    private readonly SortedDictionary<ushort, Tick> _feedStates = [];
    private readonly Dictionary<(uint Instrument, ushort Feed), Tick> _definitions = [];
    private readonly List<Tick> _records = [];
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

    /// <summary>The records it has come to, in the order of their sequences. Good until the next call; asked for again, it needs no more memory.</summary>
    public ReadOnlySpan<Tick> Records()
    {
        _records.Clear();
        foreach (ref readonly Tick tick in _newest.AsSpan())
        {
            if (tick.Kind != TickKind.None)
            {
                _records.Add(tick);
            }
        }

        foreach (Tick definition in _definitions.Values)
        {
            _records.Add(definition);
        }

        foreach (Tick state in _feedStates.Values)
        {
            _records.Add(state);
        }

        _records.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        return CollectionsMarshal.AsSpan(_records);
    }

    /// <summary>What it has come to.</summary>
    public RecordedMarket ToMarket() => new()
    {
        Position = Position,
        Time = Time == long.MinValue ? UnixNanos.None : new UnixNanos(Time),
        Feeds = [.. Feeds.Values.Select(feed => feed.ToRecorded())],
        Records = Records().ToArray(),
    };
}
