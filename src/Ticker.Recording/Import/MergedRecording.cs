using Ticker.Model;

namespace Ticker.Recording.Import;

/// <summary>
/// Several recordings as one, in the order of their receive times, so that what one host recorded at once into many files
/// is played as it came. A recording keeps its own order, even where its times step back; of equal times the recording named
/// first comes first. For one thread.
/// </summary>
/// <remarks>
/// Recordings of the same name (two days of one instrument) share an instrument; others have one each. Ticks get the numbers
/// of the merged list and a sequence of their own.
/// </remarks>
public sealed class MergedRecording : IRecordingReader
{
    private readonly IRecordingReader[] _parts;
    private readonly uint[][] _numbers;
    private readonly RecordedTick[] _heads;
    private readonly PriorityQueue<int, (long At, int Part)> _order;
    private readonly List<Instrument> _instruments = [];
    private int _begun;
    private int _last = -1;
    private ulong _sequence;

    /// <summary>Merges recordings, which are disposed with this.</summary>
    /// <exception cref="ArgumentException">Two recordings define one name with different scales.</exception>
    public MergedRecording(IEnumerable<IRecordingReader> parts)
    {
        _parts = [.. parts];
        _numbers = new uint[_parts.Length][];
        _heads = new RecordedTick[_parts.Length];
        _order = new PriorityQueue<int, (long At, int Part)>(_parts.Length);
        Dictionary<string, Instrument> byName = new(StringComparer.Ordinal);
        for (int part = 0; part < _parts.Length; part++)
        {
            _numbers[part] = [.. _parts[part].Instruments.Select(instrument => NumberOf(instrument, byName))];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <inheritdoc/>
    public long BytesRead => _parts.Sum(part => part.BytesRead);

    /// <inheritdoc/>
    public long Length => _parts.Sum(part => part.Length);

    /// <inheritdoc/>
    public bool Read(out RecordedTick tick)
    {
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
        uint number = _numbers[_last][head.Tick.Instrument - 1];
        tick = head with { Tick = head.Tick with { Instrument = number, Sequence = ++_sequence } };
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

    private uint NumberOf(Instrument instrument, Dictionary<string, Instrument> byName)
    {
        if (!byName.TryGetValue(instrument.FullName, out Instrument? known))
        {
            known = instrument with { Number = (uint)_instruments.Count + 1 };
            byName.Add(known.FullName, known);
            _instruments.Add(known);
        }

        return known.MeansTheSameAs(instrument)
            ? known.Number
            : throw new ArgumentException($"two recordings define {known.FullName} with different scales");
    }
}
