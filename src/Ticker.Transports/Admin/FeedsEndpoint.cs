using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticker.Engine;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Transports.Admin;

/// <summary><c>GET /admin/feeds</c>: every feed, who publishes it, and how it fares. Thread-safe.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="time">The clock.</param>
public sealed class FeedsEndpoint(Pipeline pipeline, TimeProvider time)
{
    private const double NanosPerMs = 1e6;

    private readonly AdminList _list = new(FeedsDescription.Endpoint, FeedsDescription.Rows, pipeline, time);

    /// <summary>The words for how a feed fares.</summary>
    internal static IEnumerable<string> States => Enum.GetNames<FeedState>().Select(name => name.ToLowerInvariant());

    /// <summary>Answers a request.</summary>
    public Task HandleAsync(HttpContext context) => _list.AnswerAsync(context, static (_, _) => true, (answer, page, _) => WriteAsync(answer, page));

    private async Task<long?> WriteAsync(AdminAnswer answer, AdminPage page)
    {
        Feed[] feeds = [.. pipeline.Feeds.Feeds.Where(feed => feed.Number > page.After).OrderBy(feed => feed.Number).Take(page.Limit + 1)];
        foreach (Feed feed in feeds.Take(page.Limit))
        {
            Write(answer, feed);
            if (!await answer.SendPieceAsync().ConfigureAwait(false))
            {
                return null;
            }
        }

        return feeds.Length > page.Limit ? feeds[page.Limit - 1].Number : null;
    }

    private void Write(AdminAnswer answer, Feed feed)
    {
        Utf8JsonWriter json = answer.Json;
        FeedCounts counts = feed.Counts;
        json.WriteStartObject();
        json.WriteNumber("number", feed.Number);
        json.WriteString("feed", feed.Name);
        json.WriteString("state", feed.State.ToString().ToLowerInvariant());
        json.WriteBoolean("published", feed.IsPublished);
        if (feed.Publisher is { } publisher)
        {
            json.WriteString("identity", publisher.Identity);
            json.WriteString("peer", publisher.Peer);
            json.WriteString("software", publisher.Software);
        }

        json.WriteString("run_id", feed.RunId.ToString(CultureInfo.InvariantCulture));
        answer.WriteInstant("since", feed.Since);
        answer.WriteInstant("last_tick", counts.LastTick);
        json.WriteNumber("ticks", counts.Ticks);
        json.WriteNumber("rejected", counts.Rejected);
        json.WriteNumber("duplicates", counts.Duplicates);
        json.WriteNumber("gaps", counts.Gaps);
        json.WriteNumber("missed", counts.Missing);
        json.WriteNumber("crossed", counts.Crossed);
        json.WriteString("acked_seq", feed.LastSequence.ToString(CultureInfo.InvariantCulture));
        if (pipeline.Feeds.IsKept)
        {
            json.WriteString("durable_seq", feed.Durability.Durable.ToString(CultureInfo.InvariantCulture));
        }

        if (counts.LeastDelay is { } delay)
        {
            json.WriteNumber("clock_skew_ms", Math.Round(delay / NanosPerMs, 3));
        }

        json.WriteEndObject();
    }
}
