using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticker.Model;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Admin;

/// <summary>
/// A JSON object for an operator, sent piece by piece as it is written. A client that takes too long over a piece is cut
/// off. For one writer.
/// </summary>
internal sealed class AdminAnswer : IAsyncDisposable
{
    private readonly PacedAnswer _body;
    private readonly HttpContext _context;
    private bool _isCut;

    private AdminAnswer(HttpContext context, TimeSpan deadline, TimeProvider time)
    {
        _context = context;
        _body = new PacedAnswer(context, deadline, time);
        Json = new Utf8JsonWriter(_body);
    }

    /// <summary>Whether nobody reads it any more: nothing more is written.</summary>
    public bool IsOver => _isCut || _context.RequestAborted.IsCancellationRequested;

    /// <summary>Where it is written.</summary>
    public Utf8JsonWriter Json { get; }

    /// <summary>Answers a request: everything that is wrong with it, or what is written between the braces.</summary>
    /// <param name="context">The request.</param>
    /// <param name="wrong">What is wrong with it.</param>
    /// <param name="deadline">How long a piece may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="write">Writes the members; stops when nobody reads any more.</param>
    public static async Task WriteAsync(HttpContext context, List<WrongParameter> wrong, TimeSpan deadline, TimeProvider time, Func<AdminAnswer, Task> write)
    {
        if (wrong.Count > 0)
        {
            await Problem.WriteAsync(context, wrong).ConfigureAwait(false);
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        var answer = new AdminAnswer(context, deadline, time);
        await using (answer.ConfigureAwait(false))
        {
            answer.Json.WriteStartObject();
            await write(answer).ConfigureAwait(false);
            if (!answer.IsOver)
            {
                answer.Json.WriteEndObject();
                answer.Json.Flush();
                await answer._body.SendAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends what was written, if that is a piece.</summary>
    /// <returns>False when nothing more need be written.</returns>
    public async ValueTask<bool> SendPieceAsync()
    {
        Json.Flush();
        _isCut = _body.IsFull && !await _body.SendAsync().ConfigureAwait(false);
        return !_isCut;
    }

    /// <summary>Writes an instant; nothing for none.</summary>
    public void WriteInstant(string key, UnixNanos instant)
    {
        if (!instant.IsNone)
        {
            Json.WriteString(key, instant.ToString());
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Json.Reset();
        await Json.DisposeAsync().ConfigureAwait(false);
        await _body.DisposeAsync().ConfigureAwait(false);
    }
}
