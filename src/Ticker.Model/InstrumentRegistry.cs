using System.Collections.Concurrent;

namespace Ticker.Model;

/// <summary>
/// Every instrument that a feed has defined in this epoch, by number and by name. Numbers go 1, 2, 3, .. and are
/// never used twice. Any thread may read at any time without a lock; definitions are serialized.
/// </summary>
/// <param name="capacity">The most instruments there may be.</param>
public sealed class InstrumentRegistry(int capacity = InstrumentRegistry.DefaultCapacity)
{
    /// <summary>The default of the most instruments there may be.</summary>
    public const int DefaultCapacity = 200_000;

    private readonly Lock _defining = new();
    private readonly ConcurrentDictionary<string, Entry> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<uint, Instrument> _replaced = new();
    private Instrument?[] _byNumber = new Instrument?[256];
    private int _count;

    private sealed record Entry(Instrument Instrument, HashSet<ushort> Feeds);

    /// <summary>The most instruments there may be.</summary>
    public int Capacity => capacity;

    /// <summary>How many there are; their numbers are 1 to this.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The instrument of a number that <see cref="Define"/> gave.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No instrument has that number.</exception>
    public Instrument this[uint number] =>
        number - 1 < (uint)Count ? Volatile.Read(ref _byNumber)[number - 1]! : throw new ArgumentOutOfRangeException(nameof(number), number, "no instrument has this number");

    /// <summary>The instrument that a name means at present, or null.</summary>
    /// <param name="fullName"><c>VENUE:SYMBOL</c>.</param>
    public Instrument? Find(string fullName) => _byName.TryGetValue(fullName, out Entry? entry) ? entry.Instrument : null;

    /// <summary>The instrument that an instrument took the name of, by a change of scales; null when it was the first of its name.</summary>
    public Instrument? ReplacedBy(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return _replaced.GetValueOrDefault(instrument.Number);
    }

    /// <summary>
    /// Takes a feed's definition. The same name and scales again give the same number, and what is said beside them now
    /// describes it, as with <see cref="Describe"/>. A feed that alone defined an instrument may change its scales: that
    /// makes a new number, and the name means the new one from then on.
    /// </summary>
    /// <param name="definition">What the feed says; its <see cref="Instrument.Number"/> is not read.</param>
    /// <param name="feed">The feed that says it.</param>
    /// <param name="instrument">The registered instrument, when the result is not a refusal.</param>
    public DefineResult Define(Instrument definition, ushort feed, out Instrument? instrument)
    {
        ArgumentNullException.ThrowIfNull(definition);
        lock (_defining)
        {
            instrument = null;
            if (_byName.TryGetValue(definition.FullName, out Entry? known))
            {
                if (known.Instrument.MeansTheSameAs(definition))
                {
                    known.Feeds.Add(feed);
                    instrument = DescribeAnew(known.Instrument, definition);
                    return DefineResult.Known;
                }

                if (known.Feeds.Count > 1 || !known.Feeds.Contains(feed))
                {
                    return DefineResult.DefinedDifferently;
                }
            }

            if (_count >= Capacity)
            {
                return DefineResult.Full;
            }

            instrument = Append(definition);
            if (known is not null)
            {
                _replaced[instrument.Number] = known.Instrument;
            }

            _byName[definition.FullName] = new Entry(instrument, [feed]);
            return DefineResult.Added;
        }
    }

    /// <summary>
    /// Takes what is now said of a known instrument beside its name and scales, such as the close of a session that has
    /// ended since: the newest word counts, whichever feed it is of.
    /// </summary>
    /// <param name="number">The instrument's number.</param>
    /// <param name="definition">The same name and scales; its <see cref="Instrument.Number"/> is not read.</param>
    /// <returns>The instrument as it is described now.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No instrument has that number.</exception>
    /// <exception cref="ArgumentException">It is the definition of another.</exception>
    public Instrument Describe(uint number, Instrument definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        lock (_defining)
        {
            Instrument known = this[number];
            return known.MeansTheSameAs(definition)
                ? DescribeAnew(known, definition)
                : throw new ArgumentException($"{definition.FullName} is not instrument {number}, or has other scales", nameof(definition));
        }
    }

    /// <summary>Takes up instruments that a journal holds, with the numbers they had. Only while there are none.</summary>
    /// <param name="instruments">By number from 1.</param>
    /// <param name="definitions">The records among these that are definitions say which feeds defined which.</param>
    public void Restore(IReadOnlyList<Instrument> instruments, IEnumerable<Tick> definitions)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(definitions);
        lock (_defining)
        {
            List<HashSet<ushort>> feeds = [];
            foreach (Instrument one in instruments)
            {
                Instrument instrument = Append(one);
                if (_byName.TryGetValue(one.FullName, out Entry? replaced))
                {
                    _replaced[instrument.Number] = replaced.Instrument;
                }

                feeds.Add([]);
                _byName[one.FullName] = new Entry(instrument, feeds[^1]);
            }

            foreach (Tick record in definitions)
            {
                if (record.Kind == TickKind.Definition && record.Instrument - 1 < (uint)feeds.Count)
                {
                    feeds[(int)record.Instrument - 1].Add(record.Feed);
                }
            }
        }
    }

    // Whoever reads meanwhile gets the one or the other, whole.
    private Instrument DescribeAnew(Instrument known, Instrument definition)
    {
        Instrument described = definition with { Number = known.Number };
        if (described.Equals(known))
        {
            return known;
        }

        Volatile.Write(ref _byNumber[known.Number - 1], described);
        if (_byName.TryGetValue(known.FullName, out Entry? entry) && entry.Instrument.Number == known.Number)
        {
            _byName[known.FullName] = entry with { Instrument = described };
        }

        return described;
    }

    private Instrument Append(Instrument definition)
    {
        Instrument instrument = definition with { Number = (uint)_count + 1 };
        if (_count == _byNumber.Length)
        {
            var larger = new Instrument?[_count * 2];
            _byNumber.CopyTo(larger, 0);
            Volatile.Write(ref _byNumber, larger);
        }

        _byNumber[_count] = instrument;
        Volatile.Write(ref _count, _count + 1);
        return instrument;
    }
}
