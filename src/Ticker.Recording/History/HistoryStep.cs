namespace Ticker.Recording.History;

/// <summary>What reading history came upon.</summary>
public enum HistoryStep
{
    /// <summary>A tick that is meant.</summary>
    Tick,

    /// <summary>Something is missing here: <see cref="HistoryReader.Gap"/>.</summary>
    Gap,

    /// <summary>Nothing that is meant for a while; there is more to read.</summary>
    Pause,

    /// <summary>The end of the range.</summary>
    End,
}
