using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Ticker.Engine;
using Ticker.Model;
using Ticker.Protocol.Describing;
using Ticker.Transports.Answers;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Admin;

/// <summary>
/// What all lists for operators have in common: each begins with where the stream stands and what time it is, goes on in pages, and
/// is sent piece by piece. Thread-safe.
/// </summary>
/// <param name="endpoint">What it takes.</param>
/// <param name="rows">The key of the list itself.</param>
/// <param name="pipeline">Whose stream it is.</param>
/// <param name="time">The clock.</param>
internal sealed class AdminList(DescribedEndpoint endpoint, string rows, Pipeline pipeline, TimeProvider time)
{
    private readonly string[] _parameters = endpoint.QueryNames;

    /// <summary>What such a list looks like.</summary>
    /// <param name="rows">The key of the list itself.</param>
    /// <param name="row">One of it.</param>
    /// <param name="before">What stands before it.</param>
    public static JsonObject Schema(string rows, JsonObject row, params SchemaKey[] before) => Protocol.Describing.Schema.Object(
    [
        new("position", EndpointSchemas.Position()),
        new("time", Protocol.Describing.Schema.Text()),
        .. before,
        new(rows, Protocol.Describing.Schema.List(row)),
        AdminPage.Next(),
    ]);

    /// <summary>Answers a request: everything that is wrong with it, or the list.</summary>
    /// <param name="context">The request.</param>
    /// <param name="choose">Reads which rows are asked for.</param>
    /// <param name="write">Writes these; gives the number after which the next answer goes on, null when there are no more.</param>
    /// <param name="before">Writes what stands before them; null = nothing does.</param>
    public Task AnswerAsync<TChoice>(
        HttpContext context,
        Func<IQueryCollection, List<WrongParameter>, TChoice> choose,
        Func<AdminAnswer, AdminPage, TChoice, Task<long?>> write,
        Action<AdminAnswer>? before = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        var wrong = new List<WrongParameter>();
        QueryCheck.Names(context.Request.Query, _parameters, wrong);
        AdminPage page = AdminPage.Read(context.Request.Query, wrong);
        TChoice chosen = choose(context.Request.Query, wrong);
        return AdminAnswer.WriteAsync(context, wrong, pipeline.Options.Subscribers.WriteDeadline, time, async answer =>
        {
            answer.Json.WriteString("position", pipeline.Position.ToString());
            answer.WriteInstant("time", UnixNanos.Now(time));
            before?.Invoke(answer);
            answer.Json.WriteStartArray(rows);
            long? next = await write(answer, page, chosen).ConfigureAwait(false);
            if (answer.IsOver)
            {
                return;
            }

            answer.Json.WriteEndArray();
            if (next is { } cursor)
            {
                answer.Json.WriteString(AdminPage.Next().Name, cursor.ToString(CultureInfo.InvariantCulture));
            }
        });
    }
}
