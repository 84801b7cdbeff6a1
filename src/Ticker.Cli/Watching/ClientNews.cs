using System.Net.Sockets;
using Ticker.Cli.Output;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>
/// Tells the user, on standard error, what happens to a client besides ticks: a line each. Used by one thread, the client's.
/// </summary>
/// <param name="server">The server's address.</param>
/// <param name="news">Where the lines go.</param>
/// <param name="output">Where it is marked what may no longer be true.</param>
/// <param name="names">The full names of instruments by their numbers; filled here.</param>
internal sealed class ClientNews(Uri server, ServerNews news, ITickOutput output, Dictionary<uint, string> names)
{
    // A server that lets no upgrade through is found out by the second attempt; by now every road was tried.
    private const int MostAttempts = 6;

    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(5);

    private bool _isWaiting;
    private bool _isTold;

    /// <summary>How many connections there have been.</summary>
    public int Connections { get; private set; }

    /// <summary>Takes an event.</summary>
    /// <exception cref="CommandException">It ends the run: no server is there to begin with, the subscription is refused, or a symbol is unknown where that is an error.</exception>
    public async ValueTask TakeAsync(ClientEvent what, CancellationToken cancellation)
    {
        switch (what)
        {
            case StateChanged change:
                await TakeAsync(change, cancellation);
                break;
            case Told told:
                await TakeAsync(told.Page, cancellation);
                break;
            case Missing missing:
                await news.TakeAsync(missing.Gap, cancellation);
                break;
            case Staleness staleness:
                news.Say(staleness.IsStale, staleness.Instruments, staleness.Detail);
                output.Mark(staleness.Instruments, staleness.IsStale);
                break;
            case Noticed noticed:
                await news.TakeAsync(noticed.Notice, cancellation);
                break;
            case Beat beat:
                await news.TakeAsync(beat.Heartbeat, cancellation);
                break;
            case Refused refused when _isTold:
                news.Say($"the server refused: {refused.Error.Message} ({refused.Error.Code})");
                break;
            case Refused refused:
                await news.TakeAsync(refused.Error, cancellation);
                break;
        }
    }

    private async ValueTask TakeAsync(Subscribed page, CancellationToken cancellation)
    {
        foreach (Model.Instrument instrument in page.Instruments)
        {
            names[instrument.Number] = instrument.FullName;
        }

        await news.TakeAsync(page, cancellation);
        output.Begin(page);
        output.Mark(page.Instruments, stale: false);
        if (!_isTold)
        {
            // The csv header tells whoever reads it that the subscription stands.
            await output.FlushAsync();
        }

        _isTold = true;
    }

    private async ValueTask TakeAsync(StateChanged change, CancellationToken cancellation)
    {
        switch (change.State)
        {
            case ClientState.Waiting when Connections == 0 && change.Reason == EndReason.Unreachable && (change.Attempt >= MostAttempts || !await IsThereAsync(cancellation)):
                throw CommandException.NoServer(change.Text ?? "", "--url");
            case ClientState.Waiting:
                _isWaiting = true;
                news.Say(FormattableString.Invariant($"{Words(change)}; coming back in {change.RetryIn.TotalSeconds:0.0} s{(change.Attempt > 1 ? $", attempt {change.Attempt}" : "")}"));
                break;
            case ClientState.Open:
                Connections++;
                if (_isWaiting || change.Road != Road.WebSocket)
                {
                    news.Say($"connected{(Connections > 1 ? " again" : "")}{By(change.Road)}");
                }

                _isWaiting = false;
                break;
        }
    }

    private static string By(Road road) => road switch
    {
        Road.Events => ", by server-sent events: no WebSocket gets through",
        Road.Poll => ", by long polls: nothing better gets through",
        _ => "",
    };

    private string Words(StateChanged change)
    {
        string what = change.Reason switch
        {
            EndReason.Unreachable => "no server answers",
            EndReason.Busy => "the server is too busy",
            EndReason.Mute => "the server has gone mute",
            EndReason.Restarting => "the server is restarting",
            EndReason.Slow => "put out for reading too slowly",
            EndReason.Unauthorized => "the key was refused",
            _ => Connections == 0 ? "no stream was to be had" : "the connection was lost",
        };
        string close = change.Code is >= 1000 and { } code ? $"close {code} {change.Text}".TrimEnd() : change.Text ?? "";
        return close.Length > 0 ? $"{what} ({close})" : what;
    }

    // Whether anything at all takes connections there; if so, the client may yet find a road.
    private async Task<bool> IsThereAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ProbeTime);
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(server.Host, server.Port, limit.Token);
            return true;
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
