using Microsoft.AspNetCore.Http;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Recording.Late;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Admin;

/// <summary>
/// <c>GET /admin/instruments</c>: what was last heard of instruments, and who gets them. All lanes know the market; who gets
/// it each knows of its own. Thread-safe.
/// </summary>
/// <param name="markets">The market, as each may see it.</param>
/// <param name="time">The clock.</param>
public sealed class MarketEndpoint(Markets markets, TimeProvider time)
{
    // A lane looks at so many between two turns: some microseconds.
    private const int AtATime = 32;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly Pipeline _pipeline = markets.Present.Pipeline;
    private readonly AdminList _list = new(MarketDescription.Endpoint, MarketDescription.Rows, markets.Present.Pipeline, time);

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context) => _list.AnswerAsync(
        context, SymbolChoice.Read, (answer, page, symbols) => WriteAsync(answer, page, symbols, IsLate(context), context.RequestAborted));

    // Who is to see the market late sees nothing of the present one here either.
    private static bool IsLate(HttpContext context) => context.Features.Get<Admission>()?.Entitlements.Delay > TimeSpan.Zero;

    private async Task<long?> WriteAsync(AdminAnswer answer, AdminPage page, SymbolChoice symbols, bool isLate, CancellationToken gone)
    {
        uint[] numbers = [.. NumbersOf(page, symbols).Take(page.Limit + 1)];
        foreach (uint[] some in numbers.Take(page.Limit).Chunk(AtATime))
        {
            Task<InstrumentReport[][]> late = ReportAsync(markets.Late.SelectMany(market => market.Pipeline.Lanes), some, gone);
            InstrumentReport[][] lanes = await ReportAsync(_pipeline.Lanes, some, gone).ConfigureAwait(false);
            InstrumentReport[][] lateLanes = await late.ConfigureAwait(false);
            for (int n = 0; n < some.Length; n++)
            {
                InstrumentReport report = (lanes.Length > 0 ? lanes[0][n] : default) with { Subscriptions = lanes.Sum(lane => lane[n].Subscriptions) };
                report = isLate ? report with { Quote = default, Trade = default, Status = default } : report;
                MarketJson.Write(answer, _pipeline.Instruments[some[n]], report, lateLanes.Sum(lane => lane[n].Subscriptions), FeedOf(report));
            }

            if (!await answer.SendPieceAsync().ConfigureAwait(false))
            {
                return null;
            }
        }

        return numbers.Length > page.Limit ? numbers[page.Limit - 1] : null;
    }

    private IEnumerable<uint> NumbersOf(AdminPage page, SymbolChoice symbols)
    {
        int count = _pipeline.Instruments.Count;
        for (long number = Math.Min(page.After, count) + 1; number <= count; number++)
        {
            if (symbols.IsEmpty || symbols.Includes(_pipeline.Instruments[(uint)number]))
            {
                yield return (uint)number;
            }
        }
    }

    private string? FeedOf(in InstrumentReport report) => report.Feed == 0 ? null : _pipeline.Feeds.Find(report.Feed).Name;

    private async Task<InstrumentReport[][]> ReportAsync(IEnumerable<Lane> lanes, uint[] numbers, CancellationToken gone)
    {
        using var late = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, gone);
        InstrumentReport[]?[] answers = await Task.WhenAll(lanes.Select(lane => AnswerAsync(lane, numbers, either.Token, gone))).ConfigureAwait(false);
        return [.. answers.OfType<InstrumentReport[]>()];
    }

    // Null where a lane stands still, or has just ended: what the others know is told all the same.
    private static async Task<InstrumentReport[]?> AnswerAsync(Lane lane, uint[] numbers, CancellationToken either, CancellationToken gone)
    {
        try
        {
            return await lane.ReportAsync(numbers, either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return null;
        }
    }
}
