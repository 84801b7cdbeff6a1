using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// Writes a recording: a new directory in the journal's format, for ticks from anywhere. For one thread. What was
/// appended is safe after <see cref="Flush"/>; a recording whose writer died is whole up to there.
/// </summary>
/// <example>
/// <code>
/// using var writer = RecordingWriter.Create("aapl.rec", instruments);
/// while (source.Read(out RecordedTick tick)) writer.Append(tick.Tick with { ReceiveTime = tick.RecordedAt, Sequence = 0 });
/// writer.Complete();
/// </code>
/// </example>
public sealed class RecordingWriter : IDisposable
{
    /// <summary>About how large a segment becomes, in bytes.</summary>
    public const long DefaultSegmentBytes = 64 * 1024 * 1024;

    private readonly JournalAppender _appender;
    private readonly List<Instrument> _instruments = [];
    private ulong _last;

    private RecordingWriter(string directory, long epoch, JournalAppender appender)
    {
        (Directory, _appender) = (directory, appender);
        Epoch = epoch;
    }

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <summary>The epoch of the ticks that are appended: milliseconds since the UNIX epoch.</summary>
    public long Epoch { get; private set; }

    /// <summary>Its instruments, by number from 1.</summary>
    public IReadOnlyList<Instrument> Instruments => _instruments;

    /// <summary>The last position appended.</summary>
    public StreamPosition Position => new(Epoch, _last);

    /// <summary>How many ticks have been appended.</summary>
    public long Count { get; private set; }

    /// <summary>Creates a recording.</summary>
    /// <param name="directory">Where; made if it is not there, and empty if it is.</param>
    /// <param name="instruments">Its first instruments, numbered 1, 2, 3, .. in this order.</param>
    /// <param name="options">How; null = as usual.</param>
    /// <exception cref="IOException">The directory is not empty, or cannot be written to.</exception>
    public static RecordingWriter Create(string directory, IEnumerable<Instrument> instruments, RecordingWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(instruments);
        options ??= new RecordingWriterOptions();
        System.IO.Directory.CreateDirectory(directory);
        if (System.IO.Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new IOException($"{directory} is not empty; a recording is written into a new or empty directory");
        }

        long epoch = options.Epoch > 0 ? options.Epoch : options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var appender = new JournalAppender(directory, options.SegmentBytes, options.BootId, new Disk(), options.Time) { Market = new MarketBuilder() };
        var writer = new RecordingWriter(directory, epoch, appender);
        foreach (Instrument instrument in instruments)
        {
            writer.Define(instrument);
        }

        foreach ((ushort number, string name) in options.Feeds)
        {
            appender.Set(new FeedEntry(number, name));
        }

        appender.Begin(SegmentJoin.First, new StreamPosition(epoch, options.FirstSequence));
        writer._last = options.FirstSequence - 1;
        return writer;
    }

    /// <summary>Adds an instrument, before its first tick.</summary>
    /// <returns>It, with its number in this recording.</returns>
    /// <exception cref="ArgumentException">The definition is not a legal one.</exception>
    public Instrument Define(Instrument instrument)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        if (instrument.Check() is { } wrong)
        {
            throw new ArgumentException(wrong, nameof(instrument));
        }

        Instrument numbered = instrument with { Number = (uint)_instruments.Count + 1 };
        _instruments.Add(numbered);
        _appender.Define(numbered);
        return numbered;
    }

    /// <summary>Appends a tick: its instrument by this recording's number, its receive time as it is.</summary>
    /// <param name="tick">A sequence of 0 gets the next one; any other must be above the last.</param>
    /// <exception cref="ArgumentException">Its instrument is not defined, or its sequence goes back.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Append(in Tick tick)
    {
        if (tick.Instrument - 1 >= (uint)_instruments.Count && tick.Kind != TickKind.FeedState)
        {
            throw new ArgumentException($"instrument {tick.Instrument} is not defined in this recording");
        }

        if (tick.Sequence != 0 && tick.Sequence <= _last)
        {
            throw new ArgumentException($"sequence {tick.Sequence} does not come after {_last}");
        }

        Tick numbered = tick.Sequence == 0 ? tick with { Sequence = _last + 1 } : tick;
        _appender.Append(new ReadOnlySpan<Tick>(in numbered));
        _last = numbered.Sequence;
        Count++;
    }

    /// <summary>Says that ticks are missing before the one that is appended next: readers find a gap there.</summary>
    /// <param name="next">Its position: a later one, or one of a later epoch.</param>
    /// <exception cref="ArgumentException">The position goes back.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Break(StreamPosition next)
    {
        if (next.Epoch < Epoch || (next.Epoch == Epoch && next.Sequence <= _last))
        {
            throw new ArgumentException($"position {next} does not come after {Position}");
        }

        SegmentJoin join = next.Epoch > Epoch ? SegmentJoin.Epoch : next.Sequence > _last + 1 ? SegmentJoin.Hole : SegmentJoin.Next;
        _appender.End();
        _appender.Begin(join, next);
        (Epoch, _last) = (next.Epoch, next.Sequence - 1);
    }

    /// <summary>Hands all that was appended to the system: it is there even if this process dies.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Flush() => _appender.Flush();

    /// <summary>Writes what is left, marks the recording as complete, and waits until it would survive a loss of power.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Complete() => _appender.End();

    /// <summary>Closes the files; what was neither flushed nor completed is not written.</summary>
    public void Dispose() => _appender.Dispose();
}
