using System.Globalization;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Inspecting;

/// <summary>What is missing from a recording, in words.</summary>
internal static class GapWords
{
    public static string Of(RecordingGap gap)
    {
        string where = gap.Next.Epoch == 0 ? $"after {gap.After}" : $"between {gap.After} and {gap.Next}";
        return gap.Cause switch
        {
            RecordingGapCause.Damage => string.Create(CultureInfo.InvariantCulture, $"{where}: {gap.File}, byte {gap.Offset}: {gap.Bytes} bytes are damaged"),
            RecordingGapCause.MissingSegment => $"{where}: a file before {gap.File} is gone",
            RecordingGapCause.Epoch => $"{where}: a new epoch begins with {gap.File}; what the old one had at its very end is not known",
            _ => $"{where}: it was not written; the disk was full or failing",
        };
    }

    /// <summary>The cause as a word for programs.</summary>
    public static string Cause(RecordingGap gap) => gap.Cause switch
    {
        RecordingGapCause.Damage => "damage",
        RecordingGapCause.MissingSegment => "missing_segment",
        RecordingGapCause.Epoch => "epoch",
        _ => "hole",
    };
}
