using System.Globalization;
using System.Text.Json;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>Server-sent events.</summary>
/// <param name="statements">From one statement to the next; zero = none.</param>
/// <param name="connectTimeout">How long an answer, and then its welcome, may take.</param>
internal sealed class EventsRoad(TimeSpan statements, TimeSpan connectTimeout) : HttpRoad(connectTimeout)
{
    private const string Path = "v1/events";
    private const int Heartbeats = 3;

    /// <inheritdoc/>
    public override async Task ProveAsync(HttpClient client, SubscribeMessage request, string? key, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await WithinAsync(ConnectTimeout, limit => GetAsync(client, HttpQuery.Of(Path, request), key, limit), cancellation).ConfigureAwait(false);
        using var body = new HeardStream(await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), ConnectTimeout);
        try
        {
            await foreach (ServerEvent first in EventsAsync(body, cancellation).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (MuteException silence)
        {
            throw new SubscriberException(ConnectionEnd.NoServer, "no welcome in time, though the answer began", silence) { IsHeldBack = true };
        }

        throw new SubscriberException(ConnectionEnd.NoServer, "the answer ended before a welcome");
    }

    /// <inheritdoc/>
    public override async Task ReadAsync(HttpClient client, SubscribeMessage request, string? key, Func<HttpItem, ValueTask> give, CancellationToken stop)
    {
        string path = statements <= TimeSpan.Zero ? HttpQuery.Of(Path, request)
            : HttpQuery.Of(Path, request, ("statement_ms", Math.Clamp((long)statements.TotalMilliseconds, 100, 3_600_000).ToString(CultureInfo.InvariantCulture)));
        using HttpResponseMessage answer = await WithinAsync(ConnectTimeout, limit => GetAsync(client, path, key, limit), stop).ConfigureAwait(false);
        using var body = new HeardStream(await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false), ConnectTimeout);
        bool isFirst = true;
        await foreach (ServerEvent one in EventsAsync(body, stop).ConfigureAwait(false))
        {
            if (isFirst)
            {
                await give(new HttpItem { IsAnswered = true }).ConfigureAwait(false);
                isFirst = false;
            }

            if (one.Name == "close" && one.Data is { } last)
            {
                throw Close(last);
            }

            if (one.Data is { } data)
            {
                await give(new HttpItem { Message = data }).ConfigureAwait(false);
            }

            if (Sequence(one.Id) is { } position)
            {
                await give(new HttpItem { Position = position }).ConfigureAwait(false);
            }
        }

        throw new SubscriberException(ConnectionEnd.Broken, "the events ended without a close");
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string? key, CancellationToken cancellation) =>
        await HttpAnswer.GetAsync(client, path, "text/event-stream", key, cancellation).ConfigureAwait(false);

    // What stands before the welcome, such as how soon to come back, is passed over; it tells how long nothing may come.
    private static async IAsyncEnumerable<ServerEvent> EventsAsync(HeardStream body, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        bool isWelcome = false;
        await foreach (ServerEvent one in ServerEvents.ReadAllAsync(body, cancellation).ConfigureAwait(false))
        {
            if (!isWelcome && one.Data is { } data)
            {
                if (ServerMessageReader.Read(data, out _) is not Welcome welcome)
                {
                    throw new FormatException($"'{one.Name}' came in place of a welcome");
                }

                body.Longest = TimeSpan.FromMilliseconds(Heartbeats * Math.Max(welcome.HeartbeatMs, 1));
                isWelcome = true;
            }

            if (isWelcome)
            {
                yield return one;
            }
        }
    }

    private static ulong? Sequence(string? position) =>
        position is not null && ulong.TryParse(position.AsSpan(position.IndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence) ? sequence : null;

    private static SubscriberException Close(byte[] data)
    {
        using JsonDocument close = JsonDocument.Parse(data);
        return SubscriberFailure.OfClose(close.RootElement.GetProperty("code").GetInt32(), close.RootElement.GetProperty("reason").GetString() ?? "");
    }
}
