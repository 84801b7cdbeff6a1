using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>Tells the user, on standard error, what the server says besides ticks: as much as matters, a line each.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="nameOf">The full name of an instrument by its number; null = not known.</param>
/// <param name="server">Who says it.</param>
internal sealed class ServerNews(TextWriter output, Func<uint, string?> nameOf, Uri server)
{
    private const int MostNamed = 5;
    private const string StaleWords = "may no longer be true";
    private const string FreshWords = "true again";

    private readonly HashSet<string> _warned = [];
    private bool _toldOfEnd;

    /// <summary>Whether an unknown symbol ends the run.</summary>
    public bool Strict { get; init; }

    /// <summary>What proves who asks for the symbols that there are; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>Takes a control message.</summary>
    /// <exception cref="CommandException">It ends the run: an error, or an unknown symbol where that is one.</exception>
    public async ValueTask TakeAsync(ServerMessage message, CancellationToken cancellation)
    {
        switch (message)
        {
            case Subscribed told:
                await WarnAsync([.. told.Unknown.Where(_warned.Add)], cancellation);
                break;
            case ErrorReply error:
                throw new CommandException(ExitCode.Failed, $"the server refused: {error.Message} ({error.Code})");
            case Gap gap:
                Say($"a gap: ticks {gap.From} to {gap.To} are missing ({gap.Cause})");
                break;
            case Notice notice:
                Say(Text(notice));
                break;
            case Heartbeat { Feeds.Count: > 0 } heartbeat when !_toldOfEnd && heartbeat.Feeds.All(feed => feed.State == FeedState.Ended):
                _toldOfEnd = true;
                Say("every feed has ended; waiting for another");
                break;
        }
    }

    private async Task WarnAsync(string[] unknown, CancellationToken cancellation)
    {
        if (unknown.Length == 0)
        {
            return;
        }

        string[] known = await KnownSymbols.FetchAsync(server, Key, cancellation);
        string message = string.Join("; ", unknown.Take(MostNamed).Select(symbol => Describe(symbol, known)));
        message += unknown.Length > MostNamed ? $"; and {unknown.Length - MostNamed} more" : "";
        if (Strict)
        {
            throw new CommandException(ExitCode.UnknownSymbol, message);
        }

        Say($"{message}. Waiting for {(unknown.Length == 1 ? "it" : "them")} to appear");
    }

    private static string Describe(string symbol, string[] known)
    {
        string[] near = KnownSymbols.Nearest(symbol, known);
        string hint = near.Length > 0 ? $", but {string.Join(", ", near)} {(near.Length == 1 ? "is" : "are")}" : "";
        return $"{symbol} is not known{hint}";
    }

    private string Text(Notice notice)
    {
        string what = notice.Code switch
        {
            NoticeCode.Conflating => "too slow to read all: ticks are summed up until it has caught up",
            NoticeCode.FallingBehind => "falling behind: half of what may wait is waiting",
            NoticeCode.CaughtUp => "caught up",
            NoticeCode.Stale => StaleWords,
            NoticeCode.Fresh => FreshWords,
            NoticeCode.Draining => "the server is about to end",
            _ => notice.Code.ToString(),
        };
        return what + Which(notice.References.Select(reference => nameOf(reference) ?? $"#{reference}"), notice.References.Count) + Why(notice.Detail);
    }

    private static string Which(IEnumerable<string> names, int count) =>
        count == 0 ? "" : $": {string.Join(", ", names.Take(MostNamed))}{(count > MostNamed ? $" and {count - MostNamed} more" : "")}";

    private static string Why(string? detail) => detail is null ? "" : $" ({detail})";

    /// <summary>Says that values may no longer be true, or are again.</summary>
    public void Say(bool isStale, IReadOnlyList<Instrument> instruments, string? detail) =>
        Say((isStale ? StaleWords : FreshWords) + Which(instruments.Select(instrument => instrument.FullName), instruments.Count) + Why(detail));

    /// <summary>Says a line.</summary>
    public void Say(string line) => output.WriteLine($"ticker: {line}");
}
