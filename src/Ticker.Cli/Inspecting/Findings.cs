using Ticker.Recording.Import;
using Ticker.Recording.Inspect;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Inspecting;

/// <summary>What an inspection found, with what was inspected.</summary>
/// <param name="Paths">What was named.</param>
/// <param name="Recording">What was read.</param>
/// <param name="Inspection">What it holds.</param>
/// <param name="IsWhole">Whether it was read to its end.</param>
/// <param name="Trouble">What ended the reading; null where nothing did.</param>
internal sealed record Findings(IReadOnlyList<string> Paths, IRecordingReader Recording, RecordingInspection Inspection, bool IsWhole, string? Trouble)
{
    private const double NanosPerSecond = 1e9;

    /// <summary>The recording, where it is one in the journal's format.</summary>
    public RecordingReader? Journal => Recording as RecordingReader;

    /// <summary>From the first tick to the last, in seconds.</summary>
    public double Seconds => Math.Max(0, Inspection.Last.Value - Inspection.First.Value) / NanosPerSecond;

    /// <summary>Ticks in a second of that time.</summary>
    public double Rate => Seconds > 0 ? Inspection.Ticks / Seconds : 0;

    /// <summary>The longest time without a tick, in seconds.</summary>
    public double Silence => Inspection.LongestSilence / NanosPerSecond;
}
