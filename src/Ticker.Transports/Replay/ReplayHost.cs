using Microsoft.Extensions.Logging;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Recording.Replay;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Replay;

/// <summary>Serves one subscriber from a recording.</summary>
internal sealed partial class ReplayHost : ISubscriberHost, IDisposable
{
    // The faster the kernel takes it, the fewer sends; here nothing grows old by waiting.
    private const int KernelBytes = 256 * 1024;

    private readonly ReplayEndpoint _endpoint;
    private readonly ITape _tape;
    private readonly string _name;
    private readonly ReplayRequest _request;
    private ReplaySession? _session;
    private Task _running = Task.CompletedTask;

    /// <summary>Makes a host for a recording that is open.</summary>
    public ReplayHost(ReplayEndpoint endpoint, string name, ITape tape, ReplayRequest request)
    {
        (_endpoint, _name, _tape, _request) = (endpoint, name, tape, request);
        MemoryCost = ReplaySession.MemoryCostOf(tape.Instruments.Count) + FrameDeflater.MemoryCost + KernelBytes;
        Epoch = endpoint.Time.GetUtcNow().ToUnixTimeMilliseconds();
    }

    /// <inheritdoc/>
    public long Epoch { get; }

    /// <inheritdoc/>
    public TimeSpan Delay => TimeSpan.Zero;

    /// <inheritdoc/>
    public long MemoryCost { get; }

    /// <inheritdoc/>
    public int UnsentLowWater => KernelBytes;

    /// <inheritdoc/>
    public TimeSpan ReaderLag => TimeSpan.Zero;

    /// <inheritdoc/>
    public Subscriber Serve(IFrameSink sink, Framing framing, Entitlements entitlements, out Task<SubscriberEnd> end)
    {
        Pipeline pipeline = _endpoint.Pipeline;
        _session = new ReplaySession(
            _tape, _request, new SessionSink(sink, framing.IsDeflated ? new FrameDeflater() : null), framing.Encoding, Epoch, pipeline.Options.Subscribers, _endpoint.Options.StallDeadline, pipeline.Memory, _endpoint.Time, entitlements);
        end = _session.Completion;
        _running = RunAsync(_session);
        return _session.Subscriber;
    }

    /// <inheritdoc/>
    public ValueTask<string?> AdmitAsync(Subscriber subscriber, Entitlements entitlements, CancellationToken cancellation) => new((string?)null);

    /// <summary>Has the session say that the server stops, and end.</summary>
    public void Drain() => _session?.Drain();

    /// <inheritdoc/>
    public async ValueTask LeaveAsync()
    {
        await _running.ConfigureAwait(false);
        Dispose();
        _endpoint.Left(this);
    }

    /// <summary>Closes the recording.</summary>
    public void Dispose()
    {
        _session?.Dispose();
        _tape.Dispose();
    }

    private async Task RunAsync(ReplaySession session)
    {
        try
        {
            await new ReplayPump(session, _endpoint.Alarm).RunAsync().ConfigureAwait(false);
        }
        catch (Exception defect)
        {
            LogDefect(_endpoint.Logger, defect, _name);
        }
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Error, Message = "A replay of {Recording} was lost to a defect of the server.")]
    private static partial void LogDefect(ILogger logger, Exception defect, string recording);
}
