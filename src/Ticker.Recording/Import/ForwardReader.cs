using Ticker.Model;

namespace Ticker.Recording.Import;

/// <summary>
/// A recording that is read forward and ends at its first damage: whoever asks on is told the same again, and never of ticks that
/// come after it. For one thread.
/// </summary>
public abstract class ForwardReader : IRecordingReader
{
    private RecordingFormatException? _failure;

    /// <inheritdoc/>
    public abstract IReadOnlyList<Instrument> Instruments { get; }

    /// <inheritdoc/>
    public abstract long BytesRead { get; }

    /// <inheritdoc/>
    public abstract long Length { get; }

    /// <inheritdoc/>
    public bool Read(out RecordedTick tick)
    {
        if (_failure is not null)
        {
            throw _failure;
        }

        try
        {
            return ReadNext(out tick);
        }
        catch (RecordingFormatException failure)
        {
            _failure = failure;
            throw;
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Reads the next tick; not called any more after it has thrown a <see cref="RecordingFormatException"/>.</summary>
    /// <param name="tick">The tick, where there is one.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged here.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    protected abstract bool ReadNext(out RecordedTick tick);
}
