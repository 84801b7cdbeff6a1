using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Engine.Sequence;

/// <summary>Keeps nothing. Thread-safe.</summary>
public sealed class NoJournal : IJournal
{
    private NoJournal()
    {
    }

    /// <summary>The one there is.</summary>
    public static NoJournal Instance { get; } = new();

    /// <inheritdoc/>
    public bool Keeps => false;

    /// <inheritdoc/>
    public void Begin(InstrumentRegistry instruments)
    {
    }

    /// <inheritdoc/>
    public bool Append(TickBatch batch) => false;

    /// <inheritdoc/>
    public void Commit()
    {
    }
}
