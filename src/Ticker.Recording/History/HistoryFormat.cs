namespace Ticker.Recording.History;

/// <summary>The forms in which history is told.</summary>
public enum HistoryFormat
{
    /// <summary>JSON, one object a line: ticks, gaps where they are, and an end.</summary>
    JsonLines,

    /// <summary>One JSON object with a list of ticks and a list of gaps.</summary>
    Json,

    /// <summary>Comma-separated values under one header; a gap is a row.</summary>
    Csv,
}
