using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticker.Protocol;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Roads;

/// <summary>What a lane says instead of serving a subscriber, as an HTTP answer. Stateless.</summary>
internal static class LaneRefusal
{
    private const int RetryAfterSeconds = 1;

    /// <summary>Finds the refusal in what was sent first.</summary>
    /// <param name="sent">The first bytes of a subscriber, as lines or as events.</param>
    /// <returns>Its message; null when it is none.</returns>
    public static string? In(ReadOnlySpan<byte> sent)
    {
        int line = sent.IndexOf((byte)'\n');
        ReadOnlySpan<byte> first = line < 0 ? sent : sent[..line];
        if (first.SequenceEqual("event: error"u8) || first.SequenceEqual("event: close"u8))
        {
            ReadOnlySpan<byte> rest = sent[(line + 1 + "data: ".Length)..];
            int end = rest.IndexOf((byte)'\n');
            return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
        }

        return first.StartsWith("{\"ev\":\"error\""u8) || first.StartsWith("{\"ev\":\"close\""u8) ? Encoding.UTF8.GetString(first) : null;
    }

    /// <summary>Answers a request with it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="message">A control message, <c>error</c> or <c>close</c>.</param>
    public static async Task AnswerAsync(HttpContext context, string message)
    {
        using JsonDocument document = JsonDocument.Parse(message);
        JsonElement said = document.RootElement;
        if (said.GetProperty("ev").GetString() == "close")
        {
            await Problem.WriteBusyAsync(context, $"the server takes nobody in: {said.GetProperty("reason").GetString()}", RetryAfterSeconds).ConfigureAwait(false);
            return;
        }

        string code = said.GetProperty("code").GetString()!;
        string detail = said.GetProperty("message").GetString()!;
        if (code == "budget_exceeded")
        {
            await Problem.WriteBusyAsync(context, detail, RetryAfterSeconds).ConfigureAwait(false);
            return;
        }

        int status = code == FaultCodes.Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        await Problem.WriteAsync(context, status, detail, new() { ["code"] = code }).ConfigureAwait(false);
    }
}
