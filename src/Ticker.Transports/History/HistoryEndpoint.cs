using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.History;
using Ticker.Recording.Journal;
using Ticker.Recording.Late;
using Ticker.Transports.Access;
using Ticker.Transports.Answers;

namespace Ticker.Transports.History;

/// <summary>
/// <c>GET /v1/history?symbol=..&amp;from=..&amp;to=..</c>: what was streamed, from the server's own journal, up to the position at
/// the time of the request. Read in the request's own thread, never a lane's. Thread-safe.
/// </summary>
/// <param name="journal">The journal; null = the server keeps none.</param>
/// <param name="options">The limits.</param>
/// <param name="writeDeadline">How long the network may take to accept a piece of an answer.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of a journal that cannot be read.</param>
/// <param name="markets">The market, as each may see it.</param>
/// <param name="stop">Cuts every answer off: the server ends.</param>
public sealed partial class HistoryEndpoint(
    LiveJournal? journal, Markets markets, HistoryOptions options, TimeSpan writeDeadline, TimeProvider time, ILogger<HistoryEndpoint> logger, CancellationToken stop)
{
    private const int RetryAfterSeconds = 1;

    private int _readers;

    /// <summary>How many answers are being read.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (journal is null)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "this server keeps no journal, so that it has no history").ConfigureAwait(false);
            return;
        }

        var wrong = new List<WrongParameter>();
        HistoryRequest request = HistoryQuery.Read(context.Request, wrong);
        if (wrong.Count > 0)
        {
            await Problem.WriteAsync(context, wrong).ConfigureAwait(false);
        }
        else if (request.Format is null)
        {
            await Problem.WriteAsync(context, StatusCodes.Status406NotAcceptable, $"history is told as {HistoryFormats.MediaTypes}").ConfigureAwait(false);
        }
        else if (Within(request, WebGuard.AdmissionOf(context).Entitlements) is not { } allowed)
        {
            await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "some of these symbols, or all of these kinds, may not be asked for").ConfigureAwait(false);
        }
        else if (await MarketDoor.EnterAsync(context, markets).ConfigureAwait(false) is { } market)
        {
            try
            {
                await EnterAsync(context, allowed, journal, market).ConfigureAwait(false);
            }
            finally
            {
                market.Leave();
            }
        }
    }

    // Of what is asked for, what may be; null when a name or every kind may not, whether there is such or not.
    private static HistoryRequest? Within(HistoryRequest request, Entitlements entitlements)
    {
        TickKinds kinds = request.Range.Kinds & entitlements.Kinds;
        return kinds == TickKinds.None || !request.Symbols.Names.All(entitlements.Symbols.Allows)
            ? null
            : request with { Range = request.Range with { Kinds = kinds }, Scope = entitlements.Symbols };
    }

    private async Task EnterAsync(HttpContext context, HistoryRequest request, LiveJournal from, Market market)
    {
        if (Interlocked.Increment(ref _readers) <= options.MaxReaders)
        {
            try
            {
                await ReadAsync(context, request, from, market).ConfigureAwait(false);
            }
            catch (Exception unreadable) when (IsTrouble(unreadable))
            {
                LogUnreadable(logger, unreadable, from.Directory);
                context.Response.Clear();
                await Problem.WriteBusyAsync(context, "the journal cannot be read at present", RetryAfterSeconds).ConfigureAwait(false);
            }
            finally
            {
                Interlocked.Decrement(ref _readers);
            }

            return;
        }

        Interlocked.Decrement(ref _readers);
        await Problem.WriteBusyAsync(context, "as much history is being read as the server reads at a time", RetryAfterSeconds).ConfigureAwait(false);
    }

    private static bool IsTrouble(Exception failure) => failure is IOException or RecordingFormatException or UnauthorizedAccessException;

    private async Task ReadAsync(HttpContext context, HistoryRequest request, LiveJournal from, Market market)
    {
        // The position before the journal is looked at: what it has is all written.
        HistoryEdge? edge = market.IsLate ? new HistoryEdge(market.Pipeline.Position, market.Told, market.Knows) : null;
        bool isStopped = !market.IsLate && from.Counts.IsStopped;
        using HistoryReader reader = HistoryReader.Open(from.Directory, isStopped, edge);
        string[] unknown = [.. request.Symbols.Names.Except(reader.Names).Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
        {
            await Problem.WriteAsync(
                context, StatusCodes.Status404NotFound, $"the journal has no {string.Join(", ", unknown)}", new() { ["unknown"] = unknown }).ConfigureAwait(false);
            return;
        }

        if (HistoryTag.Matches(context, request, reader, isStopped, market.IsLate))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (!reader.Begin(request.Range, request.Includes))
        {
            context.Response.Clear();
            await Problem.WriteAsync(context, [new(HistoryQuery.From, $"{request.Range.From!.Value.Position} has not been reached: the journal ends at {reader.Last}")]).ConfigureAwait(false);
            return;
        }

        var answer = new HistoryAnswer(context, request, reader);
        bool isPacked = answer.Begin();
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (!await TrySendAsync(context, answer, isPacked, from.Directory).ConfigureAwait(false))
        {
            // What has begun is cut, so that nobody takes it for a whole answer.
            context.Abort();
        }
    }

    private async Task<bool> TrySendAsync(HttpContext context, HistoryAnswer answer, bool isPacked, string directory)
    {
        var body = new PacedAnswer(context, writeDeadline, time);
        await using (body.ConfigureAwait(false))
        {
            try
            {
                return await answer.SendAsync(body, isPacked, stop).ConfigureAwait(false);
            }
            catch (Exception unreadable) when (IsTrouble(unreadable))
            {
                LogUnreadable(logger, unreadable, directory);
                return false;
            }
        }
    }

    [LoggerMessage(EventId = 2201, Level = LogLevel.Warning, Message = "The journal in {Directory} cannot be read for an answer.")]
    private static partial void LogUnreadable(ILogger logger, Exception why, string directory);
}
