using System.Globalization;
using Ticker.Model;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Inspect;

/// <summary>
/// Reads a recording through and says what it holds: instruments, times, rates, gaps, epochs, and whether it is sound. It runs in one
/// thread; others may look at its progress.
/// </summary>
public sealed class RecordingInspection : IDisposable
{
    private const int Stride = 4096;
    private const long Second = 1_000_000_000;

    private readonly IRecordingReader _recording;
    private readonly RecordingReader? _journal;
    private readonly InstrumentInspection?[] _instruments;
    private readonly List<EpochInspection> _epochs = [];
    private readonly SortedDictionary<ushort, FeedInspection> _feeds = [];
    private readonly TickDigest _digest = new();
    private long _ticks;
    private double _fraction;
    private long _second = long.MinValue;
    private long _inSecond;
    private long _epoch;
    private ulong _epochFirst;
    private ulong _epochLast;
    private long _epochTicks;

    /// <summary>Prepares; nothing is read yet.</summary>
    /// <param name="recording">The recording, unread; it is not disposed. Of one in the journal's format damage is passed over and noted.</param>
    public RecordingInspection(IRecordingReader recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        (_recording, _journal) = (recording, recording as RecordingReader);
        _instruments = new InstrumentInspection?[recording.Instruments.Select(instrument => instrument.Number + 1).DefaultIfEmpty().Max()];
        foreach (Instrument instrument in recording.Instruments)
        {
            _instruments[instrument.Number] = new InstrumentInspection(instrument);
        }

        if (_journal is not null)
        {
            _journal.SkipsDamage = true;
        }
    }

    /// <summary>How much has been read, 0 to 1. Any thread.</summary>
    public double Fraction => Volatile.Read(ref _fraction);

    /// <summary>Ticks read. Any thread.</summary>
    public long Ticks => Volatile.Read(ref _ticks);

    /// <summary>Its instruments, with what they have.</summary>
    public IEnumerable<InstrumentInspection> Instruments => _instruments.OfType<InstrumentInspection>();

    /// <summary>What became of its feeds, by their numbers, as far as the recording tells.</summary>
    public IEnumerable<FeedInspection> Feeds => _feeds.Values;

    /// <summary>Its epochs, in order; none where ticks have none.</summary>
    public IReadOnlyList<EpochInspection> Epochs => _epochTicks > 0 && _epoch != 0 ? [.. _epochs, PresentEpoch] : _epochs;

    /// <summary>The receive time of the first tick.</summary>
    public UnixNanos First { get; private set; }

    /// <summary>The receive time of the last tick.</summary>
    public UnixNanos Last { get; private set; }

    /// <summary>How often a receive time is before that of the tick before.</summary>
    public long StepsBack { get; private set; }

    /// <summary>Ticks of instruments that the recording does not define, as where its definitions are damaged.</summary>
    public long Nameless { get; private set; }

    /// <summary>The longest time without a tick, in ns.</summary>
    public long LongestSilence { get; private set; }

    /// <summary>When that began.</summary>
    public UnixNanos SilentFrom { get; private set; }

    /// <summary>The most ticks within one second of the clock.</summary>
    public long BusiestSecond { get; private set; }

    /// <summary>Which second that was.</summary>
    public UnixNanos BusiestAt { get; private set; }

    /// <summary>The SHA-256 of the ticks, without what belongs to who recorded them: the same for the same ticks, whatever the format.</summary>
    public string Digest => _digest.Value();

    /// <summary>Where something is missing, of a recording in the journal's format.</summary>
    public IReadOnlyList<RecordingGap> Gaps => _journal?.Gaps ?? [];

    private EpochInspection PresentEpoch => new(_epoch, _epochFirst, _epochLast, _epochTicks);

    /// <summary>Reads to the end, or until it is to stop.</summary>
    /// <returns>False when it was stopped before the end.</returns>
    /// <exception cref="RecordingFormatException">It is damaged, and of a format that cannot be read on after damage.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Run(CancellationToken stop)
    {
        for (long read = 0; ; read++)
        {
            if (read % Stride == 0)
            {
                Volatile.Write(ref _fraction, (double)_recording.BytesRead / Math.Max(1, _recording.Length));
                if (stop.IsCancellationRequested)
                {
                    return false;
                }
            }

            if (!Read(out RecordedTick tick))
            {
                return true;
            }

            if (tick.Tick.Kind <= TickKind.Status)
            {
                Take(in tick);
            }
            else if (tick.Tick.Kind == TickKind.FeedState)
            {
                TakeFeedState(tick.Tick);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _digest.Dispose();

    // Of what Ticker recorded every record, so that the states of feeds are seen too.
    private bool Read(out RecordedTick tick)
    {
        if (_journal is null)
        {
            return _recording.Read(out tick);
        }

        bool read = _journal.ReadRecord(out Tick record);
        tick = new RecordedTick(record, record.ReceiveTime);
        return read;
    }

    private void TakeFeedState(in Tick record)
    {
        if (!_feeds.TryGetValue(record.Feed, out FeedInspection? feed))
        {
            string name = _journal!.Feeds.TryGetValue(record.Feed, out string? known) ? known : record.Feed.ToString(CultureInfo.InvariantCulture);
            _feeds.Add(record.Feed, feed = new FeedInspection(name));
        }

        feed.Take(in record);
    }

    private void Take(in RecordedTick tick)
    {
        if (tick.Tick.Instrument < _instruments.Length && _instruments[tick.Tick.Instrument] is { } instrument)
        {
            instrument.Take(in tick);
        }
        else
        {
            Nameless++;
        }

        _digest.Take(in tick);
        TakeTime(tick.RecordedAt);
        TakePosition(_journal?.Position.Epoch ?? 0, tick.Tick.Sequence);
        Volatile.Write(ref _ticks, _ticks + 1);
    }

    private void TakeTime(UnixNanos time)
    {
        long second = Math.DivRem(time.Value, Second).Quotient;
        _inSecond = second == _second ? _inSecond + 1 : 1;
        _second = second;
        if (_inSecond > BusiestSecond)
        {
            (BusiestSecond, BusiestAt) = (_inSecond, new UnixNanos(second * Second));
        }

        if (_ticks == 0)
        {
            First = time;
        }
        else
        {
            StepsBack += time < Last ? 1 : 0;
            if (time.Value - Last.Value > LongestSilence)
            {
                (LongestSilence, SilentFrom) = (time.Value - Last.Value, Last);
            }
        }

        Last = time;
    }

    private void TakePosition(long epoch, ulong sequence)
    {
        if (epoch != _epoch)
        {
            if (_epochTicks > 0)
            {
                _epochs.Add(PresentEpoch);
            }

            (_epoch, _epochFirst, _epochTicks) = (epoch, sequence, 0);
        }

        _epochLast = sequence;
        _epochTicks++;
    }
}
