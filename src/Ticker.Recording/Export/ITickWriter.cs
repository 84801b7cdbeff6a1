using Ticker.Model;

namespace Ticker.Recording.Export;

/// <summary>A form in which ticks leave. For one thread.</summary>
public interface ITickWriter
{
    /// <summary>Adds a tick.</summary>
    /// <param name="instrument">Its instrument, one of those that the writer was made for.</param>
    /// <param name="tick">A quote, a trade or a status.</param>
    /// <param name="epoch">The epoch of its sequence number; 0 = the recording has none.</param>
    /// <returns>False when this form has no place for this kind of tick.</returns>
    /// <exception cref="ExportRefusedException">The form cannot hold what the tick says, and nothing is rounded.</exception>
    /// <exception cref="IOException">The output cannot be written.</exception>
    bool Write(Instrument instrument, in RecordedTick tick, long epoch);

    /// <summary>Makes what was added so far a whole file. Nothing can be added after; a second call does nothing.</summary>
    /// <exception cref="IOException">The output cannot be written.</exception>
    void Finish();
}
