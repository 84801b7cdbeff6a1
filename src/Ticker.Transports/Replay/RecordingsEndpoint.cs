using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticker.Model;
using Ticker.Recording.Replay;
using Ticker.Transports.Access;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Replay;

/// <summary><c>GET /v1/recordings</c>: the names that <c>/v1/replay</c> takes, each with its span where that is known, as JSON. Thread-safe.</summary>
/// <param name="shelf">The recordings.</param>
/// <param name="time">The clock.</param>
public sealed class RecordingsEndpoint(RecordingShelf shelf, TimeProvider time)
{
    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wrong = new List<WrongParameter>();
        QueryCheck.Names(context.Request.Query, RecordingsDescription.Endpoint.QueryNames, wrong);
        if (wrong.Count > 0)
        {
            await Problem.WriteAsync(context, wrong).ConfigureAwait(false);
            return;
        }

        TimeSpan delay = WebGuard.AdmissionOf(context).Entitlements.Delay;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-cache";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            // Who sees the market late sees the end of what is being recorded as late.
            UnixNanos before = delay > TimeSpan.Zero ? UnixNanos.From(time.GetUtcNow() - delay) : default;
            await context.Response.BodyWriter.WriteAsync(Write(before), context.RequestAborted).ConfigureAwait(false);
        }
    }

    private byte[] Write(UnixNanos before)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray("recordings");
            foreach (string name in shelf.Names)
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                if (shelf.SpanOf(name, before) is { } span)
                {
                    json.WriteString("from", span.From.Value.ToString(CultureInfo.InvariantCulture));
                    json.WriteString("to", span.To.Value.ToString(CultureInfo.InvariantCulture));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
