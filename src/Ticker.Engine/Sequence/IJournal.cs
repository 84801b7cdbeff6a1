using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Engine.Sequence;

/// <summary>
/// Where every record goes once it is numbered, and before anybody gets it. One thread at a time uses it; it allocates
/// nothing for a record. That it fails it tells whoever runs it, never the sequencer: the stream goes on.
/// </summary>
public interface IJournal
{
    /// <summary>Whether what it is given is kept, so that feeds tell it how far they came.</summary>
    bool Keeps { get; }

    /// <summary>Called once, before the first batch.</summary>
    /// <param name="instruments">Knows the instruments that definition records name.</param>
    void Begin(InstrumentRegistry instruments);

    /// <summary>Takes a numbered batch; its records are copied.</summary>
    /// <returns>Whether there is room for another before <see cref="Commit"/>.</returns>
    bool Append(TickBatch batch);

    /// <summary>Writes what was appended. After it, the records may go to subscribers.</summary>
    void Commit();
}
