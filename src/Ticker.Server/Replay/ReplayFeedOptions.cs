using Ticker.Model;
using Ticker.Recording.Replay;

namespace Ticker.Server.Replay;

/// <summary>The recording that a server runs on. Bound from <c>Ticker:Replay</c>.</summary>
public sealed record ReplayFeedOptions
{
    /// <summary>A recording: a directory in the journal's format, or a file of any known format. Empty = the server does not run on one, which is the default.</summary>
    public string Path { get; init; } = "";

    /// <summary>How many seconds of the recording go by in one of ours: 0.01 to 1,000,000, or <c>max</c>. Default 1.</summary>
    public string Speed { get; init; } = "1";

    /// <summary>The longest time without a tick that is waited for, as <c>1s</c> or <c>500ms</c>. Empty = all is waited for, which is the default.</summary>
    public string MaxGap { get; init; } = "";

    /// <summary>Whether it begins again at its end. Default false.</summary>
    public bool Loop { get; init; }

    /// <summary>Plays from this instant on. Empty = from its beginning, which is the default.</summary>
    public string From { get; init; } = "";

    /// <summary>Plays what came before this instant. Empty = to its end, which is the default.</summary>
    public string To { get; init; } = "";

    /// <summary>Which times the ticks carry: <c>original</c>, as they were recorded, or <c>now</c>. Default original.</summary>
    public string Times { get; init; } = "original";

    /// <summary>Whether the server runs on a recording.</summary>
    public bool IsOn => Path.Length > 0;

    /// <summary>What is to be played, and how.</summary>
    internal ReplayRequest Request
    {
        get
        {
            Read(out ReplayRequest request);
            return request;
        }
    }

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check() => Read(out _).Select(wrong => $"Ticker:Replay: {wrong}");

    private IReadOnlyList<string> Read(out ReplayRequest request) => ReplayQuery.Read(
        name => name switch
        {
            "speed" => Speed,
            "max_gap" => MaxGap,
            "loop" => Loop ? "true" : "false",
            "from" => From,
            "to" => To,
            "times" => Times,
            _ => null,
        },
        out request);
}
