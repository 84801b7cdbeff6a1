using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace Ticker.Client.Feeds;

/// <summary>
/// One two-way gRPC call over a connection of its own: HTTP/2, in cleartext by prior knowledge. Messages go both ways
/// at once; flow control makes a fast writer wait. One reader and one writer at a time.
/// </summary>
/// <remarks>The framing is that of the gRPC project's <c>PROTOCOL-HTTP2</c>.</remarks>
internal sealed class GrpcCall : IAsyncDisposable
{
    /// <summary>The bytes before each message: whether it is compressed, and its length.</summary>
    public const int PrefixLength = 5;

    // Answers are small; a server that sends more is broken.
    private const int MaxAnswer = 64 * 1024;

    private readonly Uri _server;
    private readonly HttpMessageInvoker _client;
    private readonly HttpRequestMessage _request;
    private readonly DuplexContent _content = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly CancellationToken _aborted;
    private Task<HttpResponseMessage>? _response;
    private Stream? _answers;
    private byte[] _buffer = new byte[1024];
    private volatile bool _connected;

    private GrpcCall(Uri server, string method, string? key, TimeSpan connectTimeout)
    {
        _server = server;
        _aborted = _aborting.Token;
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectTimeout = connectTimeout,
            UseProxy = server.Scheme == Uri.UriSchemeHttps,
            AllowAutoRedirect = false,
            UseCookies = false,
            // A server that vanished without a word is noticed.
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            PlaintextStreamFilter = (connection, _) =>
            {
                _connected = true;
                return ValueTask.FromResult(connection.PlaintextStream);
            },
        });
        _request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = _content,
        };
        _request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        if (key is not null)
        {
            _request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <summary>Connects and opens the call; the server may not have said anything yet.</summary>
    /// <exception cref="FeedException">Nobody is there, or what is there speaks no HTTP/2.</exception>
    public static async Task<GrpcCall> OpenAsync(Uri server, string method, string? key, TimeSpan connectTimeout, CancellationToken cancellation)
    {
        var call = new GrpcCall(server, method, key, connectTimeout);
        try
        {
            call._response = call._client.SendAsync(call._request, call._aborted);
            Task<Stream> opened = call._content.Opened;
            if (await Task.WhenAny(opened, call._response).WaitAsync(cancellation).ConfigureAwait(false) != opened)
            {
                await call._response.ConfigureAwait(false);
            }

            return call;
        }
        catch (Exception failure)
        {
            await call.DisposeAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException && cancellation.IsCancellationRequested)
            {
                throw;
            }

            throw GrpcFailure.Explain(failure, server, call.Reached);
        }
    }

    /// <summary>Writes what goes before a message.</summary>
    public static void WritePrefix(Span<byte> destination, int length)
    {
        destination[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], length);
    }

    /// <summary>Writes whole prefixed messages; waits while flow control says so.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> messages, CancellationToken cancellation)
    {
        Stream stream = await _content.Opened.ConfigureAwait(false);
        await stream.WriteAsync(messages, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends what was written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        Stream stream = await _content.Opened.ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Puts an exception of writing or reading into a status and plain words.</summary>
    public FeedException Explain(Exception failure) => GrpcFailure.Explain(failure, _server, Reached);

    /// <summary>Half-closes: no more is written.</summary>
    public void CompleteWriting() => _content.Complete();

    /// <summary>The next answer, valid until the next call; null when the call has ended (see <see cref="Outcome"/>).</summary>
    /// <exception cref="FeedException">The connection broke, or the framing did, or the call is disposed meanwhile.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        try
        {
            if (_answers is null)
            {
                HttpResponseMessage response = await _response!.ConfigureAwait(false);
                if (GrpcOutcome.FromForeign(response) is { } foreign)
                {
                    Outcome = foreign;
                    return null;
                }

                _answers = await response.Content.ReadAsStreamAsync(_aborted).ConfigureAwait(false);
            }

            return await ReadMessageAsync(_answers).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            throw Explain(failure);
        }
    }

    /// <summary>How the call ended, once <see cref="ReadAsync"/> has returned null.</summary>
    public GrpcOutcome Outcome { get; private set; }

    /// <summary>Resets the stream if it is still open, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _aborting.CancelAsync().ConfigureAwait(false);
        _content.Complete();
        if (_response is not null)
        {
            await ((Task)_response).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_response.IsCompletedSuccessfully)
            {
                _response.Result.Dispose();
            }
        }

        _request.Dispose();
        _client.Dispose();
        _aborting.Dispose();
    }

    private GrpcReach Reached =>
        _answers is not null ? GrpcReach.Answered : _connected ? GrpcReach.Connected : GrpcReach.Nothing;

    private async ValueTask<ReadOnlyMemory<byte>?> ReadMessageAsync(Stream answers)
    {
        int prefix = await answers.ReadAtLeastAsync(_buffer.AsMemory(0, PrefixLength), PrefixLength, throwOnEndOfStream: false, _aborted).ConfigureAwait(false);
        if (prefix == 0)
        {
            Outcome = GrpcOutcome.From(_response!.Result);
            return null;
        }

        if (prefix < PrefixLength || _buffer[0] != 0)
        {
            throw new FeedException(FeedStatus.Internal, "the server's answer is cut off, or compressed though that was not asked for", connected: true);
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(1));
        if (length > MaxAnswer)
        {
            throw new FeedException(FeedStatus.Internal, $"the server sent a message of {length} bytes; answers are at most {MaxAnswer}", connected: true);
        }

        if (_buffer.Length < length)
        {
            _buffer = new byte[Math.Max(length, _buffer.Length * 2)];
        }

        Memory<byte> message = _buffer.AsMemory(0, (int)length);
        await answers.ReadExactlyAsync(message, _aborted).ConfigureAwait(false);
        return message;
    }
}
