using System.Diagnostics;
using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Ticker.Model;
using Tick = Ticker.Model.Tick;

namespace Ticker.Client.Feeds;

/// <summary>
/// Publishes one feed to a Ticker server over gRPC: instruments and ticks go in, the server's acks and rejects come
/// back meanwhile. A server that is slower than the publisher makes <see cref="PublishAsync"/> wait.
/// </summary>
/// <remarks>
/// One caller at a time may define, publish and complete; the counters may be read from any thread. While nothing is
/// published, heartbeats keep the feed alive. A connection that breaks ends the publisher: connect anew with the same
/// <see cref="FeedPublisherOptions.RunId"/>, define the instruments again, and go on after <see cref="LastSequence"/>.
/// </remarks>
public sealed class FeedPublisher : IAsyncDisposable
{
    private const string PublishMethod = "/ticker.feed.v1.FeedService/Publish";

    // How long a failed write waits for the reason that the server may have sent.
    private static readonly TimeSpan ReasonTimeout = TimeSpan.FromSeconds(5);

    private readonly FeedPublisherOptions _options;
    private readonly Uri _server;
    private readonly GrpcCall _call;
    private readonly TickBatchEncoder _encoder = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly FeedAnswers _answers;
    private Task _heartbeats = Task.CompletedTask;
    private long _lastWrite;
    private long _sent;
    private volatile bool _completed;
    private bool _disposed;

    private FeedPublisher(FeedPublisherOptions options, Uri server, GrpcCall call)
    {
        (_options, _server, _call) = (options, server, call);
        _answers = new FeedAnswers(call, options.OnReject);
    }

    /// <summary>The server's numbering, as subscribers see it.</summary>
    public long Epoch { get; private set; }

    /// <summary>The highest feed sequence that the server had of this feed and run when it was connected to; 0 = none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>How many ticks were handed to the connection.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Every feed sequence up to this one was taken, refused or a duplicate, as the server's newest ack says.</summary>
    public ulong Received => _answers.Received;

    /// <summary>Every feed sequence up to this one survives a crash of the server; 0 where it keeps no journal.</summary>
    public ulong Durable => _answers.Durable;

    /// <summary>How many ticks and definitions the server refused, as its newest ack says.</summary>
    public ulong RejectedTotal => _answers.RejectedTotal;

    /// <summary>Connects, says hello and waits until the server is ready.</summary>
    /// <param name="server">Such as <c>http://127.0.0.1:8081</c>.</param>
    /// <param name="options">Who publishes.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FeedException">
    /// No server is there (<see cref="FeedStatus.Unavailable"/>), another publisher is at work on this feed
    /// (<see cref="FeedStatus.AlreadyExists"/>), or the server refused for another reason.
    /// </exception>
    /// <exception cref="ArgumentException">The address is not an absolute http or https one.</exception>
    public static async Task<FeedPublisher> ConnectAsync(Uri server, FeedPublisherOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(options);
        if (!server.IsAbsoluteUri || (server.Scheme != Uri.UriSchemeHttp && server.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{server}' is not an http:// or https:// address", nameof(server));
        }

        GrpcCall call = await GrpcCall.OpenAsync(server, PublishMethod, options.Key, options.ConnectTimeout, cancellation).ConfigureAwait(false);
        var publisher = new FeedPublisher(options, server, call);
        try
        {
            await publisher.SayHelloAsync(cancellation).ConfigureAwait(false);
            return publisher;
        }
        catch
        {
            await publisher.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Tells the server what an instrument number means in this stream; must come before its first tick. A refusal
    /// comes as a reject of sequence 0.
    /// </summary>
    /// <param name="instrument">Its <see cref="Instrument.Number"/> is the publisher's own.</param>
    /// <param name="cancellation">Gives up, and with it the stream.</param>
    /// <exception cref="FeedException">The stream has ended.</exception>
    public ValueTask DefineAsync(Instrument instrument, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        return SendAsync(new PublishRequest { Instrument = ContractMessages.Define(instrument) }, cancellation);
    }

    /// <summary>
    /// Publishes ticks in their order; returns when the connection has taken them, which is later the slower the
    /// server is. Of each tick the publisher's instrument number, event time, the feed's sequence (0 = none), the
    /// flags <see cref="TickFlags.Snapshot"/> and <see cref="TickFlags.OutOfHours"/>, and the body are sent.
    /// </summary>
    /// <param name="ticks">Any number; they go in messages of at most 256.</param>
    /// <param name="cancellation">Gives up, and with it the stream: a message may be cut off.</param>
    /// <exception cref="FeedException">The stream has ended; what of it was taken, <see cref="Received"/> tells.</exception>
    public async ValueTask PublishAsync(ReadOnlyMemory<Tick> ticks, CancellationToken cancellation = default)
    {
        await BeginWriteAsync(cancellation).ConfigureAwait(false);
        try
        {
            while (!ticks.IsEmpty)
            {
                int count = Math.Min(ticks.Length, TickBatchEncoder.MaxTicks);
                await _call.WriteAsync(_encoder.Encode(ticks.Span[..count]), cancellation).ConfigureAwait(false);
                Volatile.Write(ref _sent, _sent + count);
                ticks = ticks[count..];
            }

            await _call.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await ThrowEndedAsync(failure, cancellation).ConfigureAwait(false);
        }
        finally
        {
            EndWrite();
        }
    }

    /// <summary>
    /// Says that the feed has ended, half-closes, and waits until the server has taken all and closed the stream.
    /// </summary>
    /// <param name="reason">Why, for the server's log.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="FeedException">The stream ended otherwise than well.</exception>
    public async Task CompleteAsync(string reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        await SendAsync(new PublishRequest { End = new EndOfFeed { Reason = reason } }, cancellation, last: true).ConfigureAwait(false);
        _call.CompleteWriting();
        if (await _answers.Ended.WaitAsync(cancellation).ConfigureAwait(false) is { } ended)
        {
            throw ended;
        }
    }

    /// <summary>Closes the connection. Without <see cref="CompleteAsync"/> before, the server calls the feed stale.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _call.DisposeAsync().ConfigureAwait(false);
        await _answers.Ended.ConfigureAwait(false);
        await _heartbeats.ConfigureAwait(false);
        _writing.Dispose();
        _stopping.Dispose();
    }

    private async Task SayHelloAsync(CancellationToken cancellation)
    {
        var hello = new Hello { Feed = _options.Feed, Protocol = 1, RunId = _options.RunId, Software = _options.Software };
        await SendAsync(new PublishRequest { Hello = hello }, cancellation).ConfigureAwait(false);
        Task first;
        try
        {
            first = await Task.WhenAny(_answers.Ready, _answers.Ended).WaitAsync(_options.ConnectTimeout, _options.Time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException timeout)
        {
            throw new FeedException(FeedStatus.Unavailable, $"the server at {_server} did not say that it is ready within {_options.ConnectTimeout.TotalSeconds} s", connected: false, timeout);
        }

        if (first == _answers.Ended)
        {
            throw (await _answers.Ended.ConfigureAwait(false))!;
        }

        Ready ready = await _answers.Ready.ConfigureAwait(false);
        (Epoch, LastSequence) = ((long)ready.Epoch, ready.LastSequence);
        _heartbeats = SendHeartbeatsAsync();
    }

    private async Task SendHeartbeatsAsync()
    {
        using var timer = new PeriodicTimer(_options.HeartbeatInterval / 2, _options.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false) && !_completed)
            {
                if (_options.Time.GetElapsedTime(Volatile.Read(ref _lastWrite)) >= _options.HeartbeatInterval)
                {
                    await SendAsync(new PublishRequest { Heartbeat = new Heartbeat() }, _stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or FeedException or InvalidOperationException)
        {
            // The publisher's next call meets the same end and tells its caller.
        }
    }

    private async ValueTask SendAsync(PublishRequest request, CancellationToken cancellation, bool last = false)
    {
        byte[] frame = ContractMessages.Frame(request);
        await BeginWriteAsync(cancellation).ConfigureAwait(false);
        if (last)
        {
            _completed = true;
            _answers.ExpectEnd();
        }

        try
        {
            await _call.WriteAsync(frame, cancellation).ConfigureAwait(false);
            await _call.FlushAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await ThrowEndedAsync(failure, cancellation).ConfigureAwait(false);
        }
        finally
        {
            EndWrite();
        }
    }

    private async ValueTask BeginWriteAsync(CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        if (_completed || _answers.Ended.IsCompleted)
        {
            _writing.Release();
            throw (_completed ? null : await _answers.Ended.ConfigureAwait(false))
                ?? (Exception)new InvalidOperationException("the feed was completed");
        }
    }

    private void EndWrite()
    {
        Volatile.Write(ref _lastWrite, _options.Time.GetTimestamp());
        _writing.Release();
    }

    // A write fails by the server's ending the call; its status tells more than the write's exception.
    private async Task ThrowEndedAsync(Exception failure, CancellationToken cancellation)
    {
        if (failure is OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
        }

        await ((Task)_answers.Ended.WaitAsync(ReasonTimeout, CancellationToken.None)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FeedException? told = _answers.Ended.IsCompleted ? await _answers.Ended.ConfigureAwait(false) : null;
        throw told ?? _call.Explain(failure);
    }
}
