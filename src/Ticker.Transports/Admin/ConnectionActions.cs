using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticker.Engine.Deliver;
using Ticker.Protocol;
using Ticker.Transports.Access;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Admin;

/// <summary>
/// <c>POST /admin/connections/{id}/close</c> and <c>/slow</c>: an operator steps in. Each is logged once, with who did it.
/// Thread-safe.
/// </summary>
/// <param name="register">Knows who is connected.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of what was done, and by whom.</param>
public sealed partial class ConnectionActions(ConnectionRegister register, TimeProvider time, ILogger<ConnectionActions> logger)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Closes a connection: its subscriptions are settled, and it is told why.</summary>
    public async Task CloseAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } peer)
        {
            return;
        }

        AdminBody body = await AdminBody.ReadAsync(context.Request, ActionDescriptions.Reason, ActionDescriptions.Code).ConfigureAwait(false);
        string reason = body.Text(ActionDescriptions.Reason, "operator", text => Word().IsMatch(text), "it must be one word of a to z, 0 to 9 and _, of at most 64 letters");
        int code = body.Number(ActionDescriptions.Code, 1001, ActionDescriptions.Codes.Contains, $"it must be one of {string.Join(", ", ActionDescriptions.Codes)}");
        if (body.Wrong.Count > 0)
        {
            await Problem.WriteAsync(context, body.Wrong).ConfigureAwait(false);
            return;
        }

        if (await peer.Served.WaitAsync(context.RequestAborted).ConfigureAwait(false) is not { } subscriber)
        {
            await NobodyAsync(context).ConfigureAwait(false);
            return;
        }

        subscriber.Close(new CloseReason(code, reason), failed: false);
        LogClosed(peer.Connection, peer.Address, code, reason, NameOf(context), context.Connection.RemoteIpAddress);
        await Results.Json(new { id = peer.Id, code, reason }).ExecuteAsync(context).ConfigureAwait(false);
    }

    /// <summary>Holds a connection to a least interval, or lets it go again; it is told.</summary>
    public async Task SlowAsync(HttpContext context)
    {
        if (await FindAsync(context).ConfigureAwait(false) is not { } peer)
        {
            return;
        }

        AdminBody body = await AdminBody.ReadAsync(context.Request, ActionDescriptions.MinInterval).ConfigureAwait(false);
        int floor = body.Number(
            ActionDescriptions.MinInterval, null, ms => ms is >= 0 and <= MessageLimits.MaxIntervalMs, $"it must be a whole number from 0 (as fast as was asked for) to {MessageLimits.MaxIntervalMs}");
        if (body.Wrong.Count > 0)
        {
            await Problem.WriteAsync(context, body.Wrong).ConfigureAwait(false);
        }
        else if (peer.Road == ConnectionRoad.Replay)
        {
            await Problem.WriteAsync(context, StatusCodes.Status409Conflict, "a replay goes as fast as its client asks, and is promised to be the same each time; it can only be closed").ConfigureAwait(false);
        }
        else
        {
            await SlowAsync(context, peer, floor).ConfigureAwait(false);
        }
    }

    private async Task SlowAsync(HttpContext context, ConnectedPeer peer, int floor)
    {
        using var late = new CancellationTokenSource(Deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, context.RequestAborted);
        HoldReport? held;
        try
        {
            Subscriber? subscriber = await peer.Served.WaitAsync(either.Token).ConfigureAwait(false);
            held = subscriber is null ? null : await subscriber.HoldAsync(floor, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await Problem.WriteBusyAsync(context, "its lane did not come to it in time; it may be done all the same", 1).ConfigureAwait(false);
            return;
        }

        if (held is null)
        {
            await NobodyAsync(context).ConfigureAwait(false);
            return;
        }

        LogHeld(peer.Connection, peer.Address, floor, NameOf(context), context.Connection.RemoteIpAddress);
        if (held.Refused.Count > 0)
        {
            string refused = string.Join(", ", held.Refused);
            await Problem.WriteBusyAsync(
                context, $"the server's memory budget has no room to hold these subscriptions, which go on as they were: {refused}", 1, new() { [ActionDescriptions.Refused] = held.Refused }).ConfigureAwait(false);
            return;
        }

        int[] kept = [.. held.Subscriber.Subscriptions.Where(one => one.Mode == DeliveryMode.All).Select(one => one.Statement.Id)];
        await Results.Json(new Dictionary<string, object> { ["id"] = peer.Id, [ActionDescriptions.MinInterval] = floor, [ActionDescriptions.Kept] = kept }).ExecuteAsync(context).ConfigureAwait(false);
    }

    // Null when the request was answered.
    private async Task<ConnectedPeer?> FindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        string text = context.Request.RouteValues[ActionDescriptions.Id]?.ToString() ?? "";
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long id) || register.Find(id) is not { } peer)
        {
            await NobodyAsync(context).ConfigureAwait(false);
            return null;
        }

        return peer;
    }

    private static Task NobodyAsync(HttpContext context) =>
        Problem.WriteAsync(context, StatusCodes.Status404NotFound, "there is no connection of this id; /admin/connections lists those that there are");

    private static string NameOf(HttpContext context) => WebGuard.AdmissionOf(context).Identity is { } identity ? $"{identity.Name} {identity.Subject}".TrimEnd() : "";

    [GeneratedRegex("^[a-z0-9_]{1,64}\\z")]
    private static partial Regex Word();

    [LoggerMessage(EventId = 2501, Level = LogLevel.Warning, Message = "Connection {Connection} from {Address} is closed with {Code} {Reason} by {Operator} from {From}.")]
    private partial void LogClosed(string connection, System.Net.IPAddress? address, int code, string reason, string @operator, System.Net.IPAddress? from);

    [LoggerMessage(EventId = 2502, Level = LogLevel.Warning, Message = "Connection {Connection} from {Address} is held to an interval of {Interval} ms by {Operator} from {From}.")]
    private partial void LogHeld(string connection, System.Net.IPAddress? address, int interval, string @operator, System.Net.IPAddress? from);
}
