using Ticker.Client.Feeds;

namespace Ticker.Cli.Feeding;

/// <summary>Tells the user of the first few ticks that the server refused; all of them are counted.</summary>
internal sealed class RejectLog(TextWriter output)
{
    private const int Told = 5;

    private int _count;

    /// <summary>Takes one; called from one thread at a time.</summary>
    public void Add(FeedReject reject)
    {
        if (++_count <= Told)
        {
            string which = reject.Sequence == 0 ? "a definition" : $"tick {reject.Sequence}";
            output.WriteLine($"ticker: the server refused {which}: {reject.Reason}{(reject.Detail.Length > 0 ? $" ({reject.Detail})" : "")}");
        }
    }

    /// <summary>Says how many more there were.</summary>
    public void Summarize(ulong total)
    {
        if (total > Told)
        {
            output.WriteLine($"ticker: the server refused {total} in all");
        }
    }
}
