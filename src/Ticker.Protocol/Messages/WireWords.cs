using System.Text;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>The words that stand for enum values on the wire, by value; empty where a value has no word.</summary>
internal static class WireWords
{
    public static readonly string[] Modes = ["latest", "interval", "all"];
    public static readonly string[] OnSlow = ["", "conflate", "evict"];
    public static readonly string[] Kinds = ["", "quote", "trade", "status"];
    public static readonly string[] AuthStates = ["", "required", "ok", "off"];
    public static readonly string[] GapCauses = ["", "epoch_changed", "journal_expired", "feed_gap", "discarded", "journal_hole", "journal_damaged"];
    public static readonly string[] NoticeCodes = ["", "conflating", "caught_up", "stale", "fresh", "draining", "token_expiring", "falling_behind"];
    public static readonly string[] TapeStates = ["", "waiting", "playing", "paused", "ended"];
    public static readonly string[] FeedStates = ["live", "gap", "stale", "ended"];

    /// <summary>The value that a word stands for, or -1.</summary>
    public static int Find(string[] words, ReadOnlySpan<byte> utf8)
    {
        for (int value = 0; value < words.Length; value++)
        {
            if (words[value].Length > 0 && Ascii.Equals(utf8, words[value]))
            {
                return value;
            }
        }

        return -1;
    }

    /// <summary>The words that there are, for a person to read.</summary>
    public static string List(string[] words) => string.Join(", ", words.Where(word => word.Length > 0));

    public static void WriteKinds<TWriter>(ref TWriter writer, TickKinds kinds)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.BeginArray(System.Numerics.BitOperations.PopCount((uint)kinds));
        for (int kind = 1; kind < Kinds.Length; kind++)
        {
            if (((int)kinds & (1 << kind)) != 0)
            {
                writer.Text(Kinds[kind]);
            }
        }

        writer.EndArray();
    }
}
