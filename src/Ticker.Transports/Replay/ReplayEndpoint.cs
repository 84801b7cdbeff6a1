using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Replay;
using Ticker.Transports.Access;
using Ticker.Transports.Answers;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Replay;

/// <summary>
/// <c>GET /v1/replay?recording=..</c>: a WebSocket on which a recording is played to one subscriber, in the words of
/// <c>/v1/stream</c>. Thread-safe.
/// </summary>
public sealed partial class ReplayEndpoint : IDisposable
{
    private readonly StreamEndpoint _stream;
    private readonly RecordingShelf _shelf;
    private readonly HashSet<ReplayHost> _hosts = [];
    private readonly Lock _lock = new();
    private bool _isDraining;

    /// <summary>Makes the endpoint.</summary>
    /// <param name="pipeline">The live pipeline, whose options and memory hold for sessions too.</param>
    /// <param name="stream">Does the handshakes.</param>
    /// <param name="shelf">The recordings.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of sessions that the server had to give up.</param>
    public ReplayEndpoint(Pipeline pipeline, StreamEndpoint stream, RecordingShelf shelf, ReplayOptions options, TimeProvider time, ILogger<ReplayEndpoint> logger)
    {
        (Pipeline, _stream, _shelf, Options, Time, Logger) = (pipeline, stream, shelf, options, time, logger);
        Alarm = new ReplayAlarm(time);
    }

    /// <summary>How many sessions there are, each until nothing of it is left.</summary>
    public int Sessions
    {
        get
        {
            lock (_lock)
            {
                return _hosts.Count;
            }
        }
    }

    internal Pipeline Pipeline { get; }

    internal ReplayOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ReplayAlarm Alarm { get; }

    internal ILogger Logger { get; }

    /// <summary>Serves a request; its connection may outlive it.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (await _stream.Guard.AdmitAsync(context, Right.Read, provesLater: false).ConfigureAwait(false) is not { } admission)
        {
            return;
        }

        HandshakeRefusal? refusal = Handshake.Check(context, out _);
        ReplayHost? host = refusal is null ? Open(context.Request.Query, admission.Entitlements.Delay, out refusal) : null;
        if (host is null)
        {
            admission.Dispose();
            await _stream.AnswerAsync(context, refusal!).ConfigureAwait(false);
            return;
        }

        context.Features.Set(admission);
        await _stream.HandleAsync(context, host).ConfigureAwait(false);
    }

    /// <summary>Ends every session, and each that begins from now on.</summary>
    public void Drain()
    {
        ReplayHost[] hosts;
        lock (_lock)
        {
            _isDraining = true;
            hosts = [.. _hosts];
        }

        foreach (ReplayHost host in hosts)
        {
            host.Drain();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Alarm.Dispose();

    /// <summary>Nothing is left of a session.</summary>
    internal void Left(ReplayHost host)
    {
        lock (_lock)
        {
            _hosts.Remove(host);
        }
    }

    private ReplayHost? Open(IQueryCollection query, TimeSpan delay, out HandshakeRefusal? refusal)
    {
        var wrong = new List<WrongParameter>();
        QueryCheck.Names(query, ReplayDescription.Endpoint.QueryNames, wrong);
        string recording = query[ReplayDescription.Recording].ToString();
        List<string> all =
        [
            .. wrong.Select(one => $"{one.Parameter}: {one.Detail}"),
            .. recording.Length == 0 ? ["recording is missing: it names what is to be played"] : Array.Empty<string>(),
            .. ReplayQuery.Read(name => query[name].ToString(), out ReplayRequest request),
        ];
        if (all.Count > 0)
        {
            refusal = new(StatusCodes.Status400BadRequest, string.Join("; ", all));
            return null;
        }

        try
        {
            // Who sees the market late sees of any recording what it would have seen of the market.
            UnixNanos before = delay > TimeSpan.Zero ? UnixNanos.From(Time.GetUtcNow() - delay) : default;
            request = before.IsNone || (!request.To.IsNone && request.To < before) ? request : request with { To = before };
            if (_shelf.Open(recording, before) is not { } tape)
            {
                IReadOnlyList<string> names = _shelf.Names;
                string known = names.Count == 0 ? "there are none" : $"there are {string.Join(", ", names)}";
                refusal = new(StatusCodes.Status404NotFound, $"there is no recording of that name; {known}");
                return null;
            }

            var host = new ReplayHost(this, recording, tape, request);
            refusal = TryEnter(host) ? null : new(StatusCodes.Status503ServiceUnavailable, "there are as many replays as the server takes", RefusalReason.ServerLimit);
            if (refusal is not null)
            {
                tape.Dispose();
            }

            return refusal is null ? host : null;
        }
        catch (RecordingFormatException broken)
        {
            refusal = new(StatusCodes.Status422UnprocessableEntity, $"this recording cannot be played: {broken.Wrong}");
            return null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(Logger, unreadable, recording);
            refusal = new(StatusCodes.Status422UnprocessableEntity, "this recording cannot be read");
            return null;
        }
    }

    [LoggerMessage(EventId = 2102, Level = LogLevel.Warning, Message = "The recording {Recording} cannot be read.")]
    private static partial void LogUnreadable(ILogger logger, Exception why, string recording);

    private bool TryEnter(ReplayHost host)
    {
        lock (_lock)
        {
            return !_isDraining && _hosts.Count < Options.MaxSessions && _hosts.Add(host);
        }
    }
}
