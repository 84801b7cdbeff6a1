using Microsoft.AspNetCore.Http;
using Ticker.Engine.Deliver;
using Ticker.Recording.Late;

namespace Ticker.Transports.Admin;

/// <summary>
/// <c>GET /admin/connections</c>: who is connected, and what becomes of their ticks. Each is looked at by its own lane, in
/// its turn, so that the figures of a connection are of one moment and nobody waits for them. Thread-safe.
/// </summary>
/// <param name="markets">The market, as each may see it.</param>
/// <param name="register">Knows who is connected.</param>
/// <param name="time">The clock.</param>
public sealed class ConnectionsEndpoint(Markets markets, ConnectionRegister register, TimeProvider time)
{
    // As many are asked about at a time: enough to keep the lanes at it, few enough to be forgotten soon.
    private const int AtATime = 64;

    // A lane that takes longer is told of by the health page.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly AdminList _list = new(ConnectionsDescription.Endpoint, ConnectionsDescription.Rows, markets.Present.Pipeline, time);

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context) => _list.AnswerAsync(
        context,
        ConnectionFilter.Read,
        (answer, page, filter) => WriteAsync(answer, page, filter, context.RequestAborted),
        answer => TotalsJson.Write(answer.Json, markets, register.Count));

    // The number after which a next answer goes on; null when there is nobody more.
    private async Task<long?> WriteAsync(AdminAnswer answer, AdminPage page, ConnectionFilter filter, CancellationToken gone)
    {
        int written = 0;
        foreach (ConnectedPeer[] some in register.After(page.After).Where(filter.Allows).Chunk(AtATime))
        {
            SubscriberReport?[] reports = await ReportAsync(some, gone).ConfigureAwait(false);
            for (int n = 0; n < some.Length; n++)
            {
                if (!filter.Allows(reports[n]))
                {
                    continue;
                }

                if (written++ == page.Limit)
                {
                    return some[n].Id - 1;
                }

                ConnectionJson.Write(answer, some[n], reports[n]);
            }

            if (!await answer.SendPieceAsync().ConfigureAwait(false))
            {
                return null;
            }
        }

        return null;
    }

    private async Task<SubscriberReport?[]> ReportAsync(ConnectedPeer[] peers, CancellationToken gone)
    {
        using var late = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        return await Task.WhenAll(peers.Select(peer => ReportAsync(peer, either.Token))).ConfigureAwait(false);
    }

    private static async Task<SubscriberReport?> ReportAsync(ConnectedPeer peer, CancellationToken cancellation)
    {
        try
        {
            Subscriber? subscriber = await peer.Served.WaitAsync(cancellation).ConfigureAwait(false);
            return subscriber is null ? null : await subscriber.ReportAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
