using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Net.Http.Headers;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.History;
using Ticker.Transports.Answers;

namespace Ticker.Transports.History;

/// <summary>Sends one range of history. It holds one piece of the answer at a time. For one request.</summary>
/// <param name="context">The request.</param>
/// <param name="request">What it asks for.</param>
/// <param name="reader">Where the range begins.</param>
internal sealed class HistoryAnswer(HttpContext context, HistoryRequest request, HistoryReader reader)
{
    private readonly List<HistoryGap> _held = [];
    private StreamPosition _told;
    private long _count;
    private bool _hasMore;

    /// <summary>Writes the headers; nothing of the body.</summary>
    /// <returns>Whether the body is to be compressed.</returns>
    public bool Begin()
    {
        context.Response.ContentType = HistoryFormats.ContentType(request.Format!.Value);
        bool isPacked = context.Request.Headers.AcceptEncoding is { Count: > 0 } accepted
            && StringWithQualityHeaderValue.TryParseList([.. accepted.OfType<string>()], out IList<StringWithQualityHeaderValue>? encodings)
            && encodings.Any(one => one.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && one.Quality is not 0);
        if (isPacked)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }

        return isPacked;
    }

    /// <summary>Sends the body.</summary>
    /// <param name="answer">Where to.</param>
    /// <param name="isPacked">Whether it is compressed.</param>
    /// <param name="stop">Cuts it off: the server ends.</param>
    /// <returns>False when it was not sent to its end.</returns>
    /// <exception cref="IOException">The journal cannot be read any further.</exception>
    public async Task<bool> SendAsync(PacedAnswer answer, bool isPacked, CancellationToken stop)
    {
        Stream output = isPacked ? new GZipStream(answer, CompressionLevel.Fastest, leaveOpen: true) : answer;
        await using (output.ConfigureAwait(false))
        {
            IHistoryWriter writer = HistoryFormats.Writer(request.Format!.Value, output, PacedAnswer.Piece);
            while (!WriteSome(writer, answer))
            {
                if (stop.IsCancellationRequested || !await answer.SendAsync().ConfigureAwait(false))
                {
                    return false;
                }
            }

            writer.End(new HistoryEnd(_count, _hasMore ? _told : reader.Position, _hasMore ? Next(_told) : null));
        }

        return await answer.SendAsync().ConfigureAwait(false);
    }

    // Until a piece is full, or nothing has come for a while; true when all is told.
    private bool WriteSome(IHistoryWriter writer, PacedAnswer answer)
    {
        while (!answer.IsFull)
        {
            switch (reader.Read(out RecordedTick tick))
            {
                case HistoryStep.Tick when _count == request.Limit:
                    // What is missing before it is told with it, by the next answer.
                    _hasMore = true;
                    return true;
                case HistoryStep.Tick:
                    writer.Write(reader.Instruments[(int)tick.Tick.Instrument - 1], in tick, reader.Position.Epoch);
                    _told = reader.Position;
                    _count++;
                    break;
                case HistoryStep.Gap when _count == request.Limit:
                    _held.Add(reader.Gap!);
                    break;
                case HistoryStep.Gap:
                    writer.Write(reader.Gap!);
                    break;
                case HistoryStep.End:
                    _held.ForEach(writer.Write);
                    return true;
                default:
                    return false;
            }
        }

        return false;
    }

    private string Next(StreamPosition after)
    {
        var query = new QueryBuilder(context.Request.Query.Where(pair => !pair.Key.Equals(HistoryQuery.From, StringComparison.OrdinalIgnoreCase)))
        {
            { HistoryQuery.From, after.ToString() },
        };
        return $"{context.Request.PathBase}{context.Request.Path}{query}";
    }
}
