using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>
/// What a replay reads: the records of a recording, in order, from the beginning or from somewhere near a place. A port
/// with two implementations: recordings in the journal's format, and whatever can be imported. For one thread at a time.
/// </summary>
public interface ITape : IDisposable
{
    /// <summary>Its instruments: number 1, 2, 3, .. in this order.</summary>
    IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>The name of a feed whose number its records carry.</summary>
    string FeedName(ushort number);

    /// <summary>Reads the next records: ticks, feed states and definitions, their receive time being that of the recording.</summary>
    /// <param name="records">Where to put them: room for <see cref="TapeReel.MostRead"/>.</param>
    /// <returns>How many; 0 at the end.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged; every record before the damage has been returned.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    int Read(Span<Tick> records);

    /// <summary>What was found to be missing, for a person to read, each once; null = nothing more is.</summary>
    string? TakeTrouble();

    /// <summary>Goes to a record that is at the place or before it, the nearer the better.</summary>
    /// <param name="place">The place.</param>
    /// <param name="standing">Empty; told how everything stood right before that record.</param>
    /// <exception cref="RecordingFormatException">The recording is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    void GoNear(TapePlace place, TapeStanding standing);

    /// <summary>A new epoch begins among what was read.</summary>
    /// <param name="standing">Empty; told how everything stands at its beginning.</param>
    void GoOn(TapeStanding standing);
}
