using Ticker.Model;

namespace Ticker.Recording.Import;

/// <summary>
/// Several recordings as one, in the order of their receive times, so that what one host recorded at once into many files
/// is played as it came. A recording keeps its own order, even where its times step back; of equal times the recording named
/// first comes first. For one thread.
/// </summary>
/// <remarks>
/// Recordings of the same name (two days of one instrument) share an instrument; others have one each. Where they count in
/// different scales, the finer ones hold for both, and the coarser numbers are multiplied: nothing is rounded. Ticks get the
/// numbers of the merged list and a sequence of their own.
/// </remarks>
public sealed class MergedRecording : IRecordingReader
{
    private readonly IRecordingReader[] _parts;
    private readonly Place[][] _places;
    private readonly RecordedTick[] _heads;
    private readonly PriorityQueue<int, (long At, int Part)> _order;
    private readonly List<Instrument> _instruments = [];
    private int _begun;
    private int _last = -1;
    private ulong _sequence;
    private RecordingFormatException? _failure;

    /// <summary>Merges recordings, which are disposed with this.</summary>
    public MergedRecording(IEnumerable<IRecordingReader> parts)
    {
        _parts = [.. parts];
        _places = new Place[_parts.Length][];
        _heads = new RecordedTick[_parts.Length];
        _order = new PriorityQueue<int, (long At, int Part)>(_parts.Length);
        Dictionary<string, int> byName = new(StringComparer.Ordinal);
        foreach (Instrument instrument in _parts.SelectMany(part => part.Instruments))
        {
            Define(instrument, byName);
        }

        for (int part = 0; part < _parts.Length; part++)
        {
            _places[part] = [.. _parts[part].Instruments.Select(instrument => PlaceOf(instrument, _instruments[byName[instrument.FullName]]))];
        }
    }

    // Where an instrument of a part is in the merged list, and how its numbers become those of that.
    private readonly record struct Place(uint Number, int PriceDecimals, int SizeDecimals);

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <inheritdoc/>
    public long BytesRead => _parts.Sum(part => part.BytesRead);

    /// <inheritdoc/>
    public long Length => _parts.Sum(part => part.Length);

    /// <inheritdoc/>
    public bool Read(out RecordedTick tick)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        for (; _begun < _parts.Length; _begun++)
        {
            ReadHead(_begun);
        }

        // The recording that gave the last tick is read on only now: should that fail, the last tick has been delivered.
        if (_last >= 0)
        {
            ReadHead(_last);
            _last = -1;
        }

        if (!_order.TryDequeue(out _last, out _))
        {
            _last = -1;
            tick = default;
            return false;
        }

        RecordedTick head = _heads[_last];
        Place place = _places[_last][head.Tick.Instrument - 1];
        Tick own = (place.PriceDecimals | place.SizeDecimals) == 0 ? head.Tick : Rescale(in head, place);
        tick = head with { Tick = own with { Instrument = place.Number, Sequence = ++_sequence } };
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IRecordingReader part in _parts)
        {
            part.Dispose();
        }
    }

    private void ReadHead(int part)
    {
        if (_parts[part].Read(out _heads[part]))
        {
            _order.Enqueue(part, (_heads[part].RecordedAt.Value, part));
        }
    }

    private void Define(Instrument instrument, Dictionary<string, int> byName)
    {
        if (!byName.TryGetValue(instrument.FullName, out int at))
        {
            byName.Add(instrument.FullName, _instruments.Count);
            _instruments.Add(instrument with { Number = (uint)_instruments.Count + 1 });
            return;
        }

        // What counts in the scales is rescaled with them, or left out where that would be too large.
        Instrument known = _instruments[at];
        byte priceScale = Math.Max(known.PriceScale, instrument.PriceScale);
        byte sizeScale = Math.Max(known.SizeScale, instrument.SizeScale);
        _instruments[at] = known with
        {
            PriceScale = priceScale,
            SizeScale = sizeScale,
            TickSize = MantissaScale.Refine(known.TickSize, priceScale - known.PriceScale) ?? 0,
            LotSize = MantissaScale.Refine(known.LotSize, sizeScale - known.SizeScale) ?? 0,
            PreviousClose = known.PreviousClose is { } close ? MantissaScale.Refine(close, priceScale - known.PriceScale) : null,
        };
    }

    private static Place PlaceOf(Instrument own, Instrument merged) =>
        new(merged.Number, merged.PriceScale - own.PriceScale, merged.SizeScale - own.SizeScale);

    private Tick Rescale(in RecordedTick recorded, Place place)
    {
        Tick tick = recorded.Tick;
        return tick.Kind switch
        {
            TickKind.Quote => tick with
            {
                BidPrice = tick.HasBid ? Refine(tick.BidPrice, place.PriceDecimals, place) : Tick.NoPrice,
                BidSize = Refine(tick.BidSize, place.SizeDecimals, place),
                AskPrice = tick.HasAsk ? Refine(tick.AskPrice, place.PriceDecimals, place) : Tick.NoPrice,
                AskSize = Refine(tick.AskSize, place.SizeDecimals, place),
            },
            TickKind.Trade => tick with { Price = Refine(tick.Price, place.PriceDecimals, place), Size = Refine(tick.Size, place.SizeDecimals, place) },
            _ => tick,
        };
    }

    private long Refine(long mantissa, int decimals, Place place)
    {
        Instrument instrument = _instruments[(int)place.Number - 1];
        if (MantissaScale.Refine(mantissa, decimals) is { } refined)
        {
            return refined;
        }

        _failure = new RecordingFormatException(
            instrument.FullName,
            $"the recordings count it in different scales, and {mantissa} of the coarser is too large for the {decimals} more decimals of the finer; take them apart");
        throw _failure;
    }
}
