namespace Ticker.Server.Logs;

/// <summary>How the log is written. Bound from <c>Ticker:Log</c>; what is written is <c>Logging:LogLevel</c>'s.</summary>
public sealed record LogOptions
{
    /// <summary><c>text</c>, a line for a person, or <c>json</c>, an object a line, for programs. Default <c>text</c>.</summary>
    public string Format { get; init; } = "text";

    /// <summary>Whether each line is an object.</summary>
    public bool IsJson => Format == "json";

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check() => Format is "text" or "json" ? [] : [$"Ticker:Log:Format is '{Format}'; it must be text or json"];
}
