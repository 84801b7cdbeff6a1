using System.Globalization;
using System.Text;
using System.Text.Json;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>Long polls: each call gives what came since the one before, and the statement of it.</summary>
/// <param name="wait">How long a call waits for something to come.</param>
/// <param name="connectTimeout">How long its answer may take besides.</param>
internal sealed class PollRoad(TimeSpan wait, TimeSpan connectTimeout) : HttpRoad(connectTimeout)
{
    private const string Path = "v1/poll";

    /// <inheritdoc/>
    /// <remarks>
    /// It is asked for in another form: a call of the same form that begins where this one ended would be taken for its continuation, and
    /// not be told again what instruments there are.
    /// </remarks>
    public override async Task ProveAsync(HttpClient client, SubscribeMessage request, string? key, CancellationToken cancellation) =>
        await CallAsync(client, request with { Times = !request.Times }, TimeSpan.Zero, key, cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public override async Task ReadAsync(HttpClient client, SubscribeMessage request, string? key, Func<HttpItem, ValueTask> give, CancellationToken stop)
    {
        bool isFirst = true;
        while (true)
        {
            // The first is answered at once.
            Answer answer = await CallAsync(client, request, isFirst ? TimeSpan.Zero : wait, key, stop).ConfigureAwait(false);
            if (isFirst)
            {
                await give(new HttpItem { IsAnswered = true }).ConfigureAwait(false);
                isFirst = false;
            }

            if (answer.Messages.Count > 0)
            {
                await give(new HttpItem { GoesOn = !answer.IsTold }).ConfigureAwait(false);
            }

            foreach (byte[] message in answer.Messages)
            {
                await give(new HttpItem { Message = message }).ConfigureAwait(false);
            }

            await give(new HttpItem { Position = answer.Cursor.Sequence }).ConfigureAwait(false);
            request = request with { From = answer.Cursor };
        }
    }

    private Task<Answer> CallAsync(HttpClient client, SubscribeMessage request, TimeSpan waits, string? key, CancellationToken stop)
    {
        string path = HttpQuery.Of(Path, request, ("wait_ms", ((long)waits.TotalMilliseconds).ToString(CultureInfo.InvariantCulture)));
        return WithinAsync(waits + ConnectTimeout, limit => CallAsync(client, path, key, limit), stop);
    }

    private static async Task<Answer> CallAsync(HttpClient client, string path, string? key, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await HttpAnswer.GetAsync(client, path, "application/json", key, cancellation).ConfigureAwait(false);
        return Answer.Of(await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
    }

    private sealed record Answer(IReadOnlyList<byte[]> Messages, bool IsTold, StartFrom Cursor)
    {
        /// <exception cref="FormatException">It is none.</exception>
        public static Answer Of(byte[] body)
        {
            try
            {
                using JsonDocument call = JsonDocument.Parse(body);
                string[] cursor = call.RootElement.GetProperty("cursor").GetString()!.Split(':');
                JsonElement[] messages = [.. call.RootElement.GetProperty("messages").EnumerateArray()];
                bool isTold = messages is [{ } first, ..] && first.TryGetProperty("ev", out JsonElement name) && name.ValueEquals("subscribed"u8);
                var at = StartFrom.Position(long.Parse(cursor[0], CultureInfo.InvariantCulture), ulong.Parse(cursor[1], CultureInfo.InvariantCulture));
                return new Answer([.. messages.Select(message => Encoding.UTF8.GetBytes(message.GetRawText()))], isTold, at);
            }
            catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or NullReferenceException or IndexOutOfRangeException or OverflowException)
            {
                throw new FormatException($"an answer without messages and cursor: {malformed.Message}", malformed);
            }
        }
    }
}
