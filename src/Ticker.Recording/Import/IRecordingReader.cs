using Ticker.Model;

namespace Ticker.Recording.Import;

/// <summary>A recording that is read from its beginning to its end, once. For one thread.</summary>
public interface IRecordingReader : IDisposable
{
    /// <summary>Its instruments, all known before the first tick is read; numbers are 1, 2, 3, .. in this order.</summary>
    IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>How much of <see cref="Length"/> has been read, in bytes of the file as it is stored: for progress.</summary>
    long BytesRead { get; }

    /// <summary>The size as it is stored, in bytes.</summary>
    long Length { get; }

    /// <summary>Reads the next tick.</summary>
    /// <param name="tick">The tick, where there is one.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged; every tick before the damage has been returned.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    bool Read(out RecordedTick tick);
}
