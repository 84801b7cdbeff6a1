using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>Tells the user, on standard error, what the server says besides ticks: as much as matters, a line each.</summary>
internal sealed class ServerNews(TextWriter output, InstrumentDirectory instruments, Uri server, bool strict)
{
    private const int MostNamed = 5;

    private readonly HashSet<string> _warned = [];
    private bool _toldOfEnd;

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

        string[] known = await KnownSymbols.FetchAsync(server, cancellation);
        string message = string.Join("; ", unknown.Take(MostNamed).Select(symbol => Describe(symbol, known)));
        message += unknown.Length > MostNamed ? $"; and {unknown.Length - MostNamed} more" : "";
        if (strict)
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
        string[] names = [.. notice.References.Take(MostNamed).Select(reference => instruments.Find(reference)?.FullName ?? $"#{reference}")];
        string more = notice.References.Count > MostNamed ? $" and {notice.References.Count - MostNamed} more" : "";
        string which = names.Length > 0 ? $": {string.Join(", ", names)}{more}" : "";
        string what = notice.Code switch
        {
            NoticeCode.Conflating => "too slow to read all: ticks are summed up until it has caught up",
            NoticeCode.FallingBehind => "falling behind: half of what may wait is waiting",
            NoticeCode.CaughtUp => "caught up",
            NoticeCode.Stale => "may no longer be true",
            NoticeCode.Fresh => "true again",
            NoticeCode.Draining => "the server is about to end",
            _ => notice.Code.ToString(),
        };
        return what + which + (notice.Detail is { } detail ? $" ({detail})" : "");
    }

    private void Say(string line) => output.WriteLine($"ticker: {line}");
}
