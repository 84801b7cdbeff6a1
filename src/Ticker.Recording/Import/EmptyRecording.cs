using Ticker.Model;

namespace Ticker.Recording.Import;

/// <summary>A recording of nothing: what a packed file without content is, as archives keep one for a day without trading.</summary>
internal sealed class EmptyRecording(long length) : IRecordingReader
{
    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => [];

    /// <inheritdoc/>
    public long BytesRead => length;

    /// <inheritdoc/>
    public long Length => length;

    /// <inheritdoc/>
    public bool Read(out RecordedTick tick)
    {
        tick = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
