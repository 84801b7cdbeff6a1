using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>What an answer that is none means.</summary>
internal static class HttpAnswer
{
    /// <summary>Asks, and gives the answer if it is one of the type that was to come.</summary>
    /// <exception cref="SubscriberException">No server answered, or it refused.</exception>
    /// <exception cref="HttpSubscriptionRefusal">It refused this very subscription.</exception>
    public static async Task<HttpResponseMessage> GetAsync(HttpClient client, string path, string type, string? key, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        HttpResponseMessage answer;
        try
        {
            answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        }
        catch (Exception failure) when (SubscriberFailure.IsOfLine(failure))
        {
            throw new SubscriberException(ConnectionEnd.NoServer, $"no server answers at {client.BaseAddress}: {failure.Message}", failure);
        }

        if (answer.StatusCode == HttpStatusCode.OK && answer.Content.Headers.ContentType?.MediaType == type)
        {
            return answer;
        }

        using (answer)
        {
            throw await RefusalAsync(answer, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<Exception> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        int status = (int)answer.StatusCode;
        bool isTicker = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        string detail = answer.ReasonPhrase ?? "";
        string? code = null;
        if (isTicker)
        {
            using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
            detail = Text(problem, "detail") ?? Text(problem, "title") ?? detail;
            code = Text(problem, "code");
        }

        return isTicker && status is 400 or 403
            ? new HttpSubscriptionRefusal(new ErrorReply { Id = 1, Code = code ?? (status == 403 ? FaultCodes.Forbidden : FaultCodes.BadValue), Message = detail })
            : new SubscriberException(ConnectionEnd.Refused, $"the server refused: HTTP {status} {detail}")
            {
                HttpStatus = status, RetryAfter = After(answer.Headers.RetryAfter), IsRefusedByTicker = isTicker,
            };
    }

    private static TimeSpan? After(RetryConditionHeaderValue? after) =>
        after?.Delta ?? (after?.Date is { } date && date - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } left ? left : null);

    private static string? Text(JsonDocument problem, string name) =>
        problem.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
