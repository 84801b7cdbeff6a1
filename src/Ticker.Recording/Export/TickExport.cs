using Ticker.Model;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Export;

/// <summary>Takes ticks out of a recording and gives them to a writer. It runs in one thread; others may look at its progress.</summary>
public sealed class TickExport
{
    // How many ticks pass between two looks at whether to stop, and two tellings of how far it is.
    private const int Stride = 4096;

    private readonly IRecordingReader _recording;
    private readonly RecordingReader? _journal;
    private readonly TickSelection _selection;
    private readonly HashSet<uint> _known;
    private readonly Instrument?[] _instruments;
    private long _quotes;
    private long _trades;
    private long _statuses;
    private long _leftOut;
    private long _nameless;
    private double _fraction;

    /// <summary>Prepares an export; nothing is read yet.</summary>
    /// <param name="recording">Where ticks come from, unread; it is not disposed. One in the journal's format is read from the time that is meant to the time that is meant.</param>
    /// <param name="selection">Which of them are meant.</param>
    public TickExport(IRecordingReader recording, TickSelection selection)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(selection);
        (_recording, _journal, _selection) = (recording, recording as RecordingReader, selection);
        _known = [.. recording.Instruments.Select(instrument => instrument.Number)];
        Instruments = [.. recording.Instruments.Where(selection.Includes)];
        _instruments = new Instrument?[Instruments.Select(instrument => instrument.Number + 1).DefaultIfEmpty().Max()];
        foreach (Instrument instrument in Instruments)
        {
            _instruments[instrument.Number] = instrument;
        }
    }

    /// <summary>The instruments that are meant: what a writer is made for.</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>What has been done so far. Any thread.</summary>
    public ExportCounts Counts => new(
        Volatile.Read(ref _quotes), Volatile.Read(ref _trades), Volatile.Read(ref _statuses), Volatile.Read(ref _leftOut), Volatile.Read(ref _nameless));

    /// <summary>How much of the recording has been read, 0 to 1. Any thread.</summary>
    public double Fraction => Volatile.Read(ref _fraction);

    /// <summary>
    /// Writes every tick that is meant, to the end of the recording, or until it is to stop; then, in either case, finishes the
    /// writer, so that what was written is whole. So it does where the recording turns out to be damaged, before that is told.
    /// </summary>
    /// <returns>False when it was stopped before the end.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged or cannot be read on; all before that has been written.</exception>
    /// <exception cref="ExportRefusedException">The writer's form cannot hold a tick. What was written is not whole.</exception>
    /// <exception cref="IOException">The output cannot be written.</exception>
    public bool Run(ITickWriter writer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (_journal is not null)
        {
            if (_selection.From is { } from)
            {
                _journal.Seek(from);
            }

            _journal.Until = _selection.To;
        }

        try
        {
            bool whole = Pass(writer, stop);
            writer.Finish();
            return whole;
        }
        catch (RecordingFormatException)
        {
            writer.Finish();
            throw;
        }
    }

    private bool Pass(ITickWriter writer, CancellationToken stop)
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

            uint number = tick.Tick.Instrument;
            if (number < _instruments.Length && _instruments[number] is { } instrument)
            {
                if (_selection.Includes(in tick))
                {
                    Count(tick.Tick.Kind, writer.Write(instrument, in tick, _journal?.Position.Epoch ?? 0));
                }
            }
            else if (!_known.Contains(number))
            {
                Volatile.Write(ref _nameless, _nameless + 1);
            }
        }
    }

    // An error of the disk that is read must not be taken for one of what is written.
    private bool Read(out RecordedTick tick)
    {
        try
        {
            return _recording.Read(out tick);
        }
        catch (IOException failure)
        {
            throw new RecordingFormatException("the recording", $"cannot be read on: {failure.Message}", failure);
        }
    }

    // Written by one thread: no other adds, so reading and writing whole words will do.
    private void Count(TickKind kind, bool written)
    {
        ref long count = ref _leftOut;
        if (written)
        {
            count = ref kind == TickKind.Quote ? ref _quotes : ref kind == TickKind.Trade ? ref _trades : ref _statuses;
        }

        Volatile.Write(ref count, count + 1);
    }
}
