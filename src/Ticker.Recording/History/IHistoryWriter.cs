using Ticker.Model;

namespace Ticker.Recording.History;

/// <summary>A form in which history is told. For one thread.</summary>
public interface IHistoryWriter
{
    /// <summary>Adds a tick.</summary>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="tick">The tick.</param>
    /// <param name="epoch">The epoch of its sequence.</param>
    void Write(Instrument instrument, in RecordedTick tick, long epoch);

    /// <summary>Says that something is missing here.</summary>
    void Write(HistoryGap gap);

    /// <summary>Ends the answer. Nothing can be added after.</summary>
    void End(HistoryEnd end);
}
