using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests;

/// <summary>A gRPC call over HttpClient, byte by byte as the test wants it.</summary>
internal sealed class TestCall : IAsyncDisposable
{
    private readonly DuplexContent _content = new();
    private readonly Task<HttpResponseMessage> _sending;
    private readonly CancellationTokenSource _reset = new();
    private Stream? _body;

    public TestCall(HttpClient client, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = _content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        _sending = client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _reset.Token);
    }

    public Task<HttpResponseMessage> Response => _sending.WaitAsync(Patience.Limit);

    public static byte[] Frame(ReadOnlySpan<byte> message, byte flag = 0)
    {
        byte[] framed = new byte[5 + message.Length];
        framed[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed.AsSpan(5));
        return framed;
    }

    public Task SendAsync(IMessage message) => SendBytesAsync(Frame(message.ToByteArray()));

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        Stream stream = await _content.Stream.WaitAsync(Patience.Limit);
        using var late = new CancellationTokenSource(Patience.Limit);
        await stream.WriteAsync(bytes, late.Token);
        await stream.FlushAsync(late.Token);
    }

    /// <summary>Sends to a server that may end the call before it has read all.</summary>
    public async Task SendAsMuchAsItTakesAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendBytesAsync(bytes);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or HttpRequestException)
        {
            // It did.
        }
    }

    public void HalfClose() => _content.Complete();

    /// <summary>Resets the stream, as a client that gives up.</summary>
    public void Reset() => _reset.Cancel();

    /// <summary>The next response; null at the end.</summary>
    public async Task<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        _body ??= await (await Response).Content.ReadAsStreamAsync();
        byte[] prefix = new byte[5];
        using var late = new CancellationTokenSource(Patience.Limit);
        int read = await _body.ReadAtLeastAsync(prefix, 5, throwOnEndOfStream: false, late.Token);
        if (read == 0)
        {
            return null;
        }

        Assert.Equal(5, read);
        Assert.Equal(0, prefix[0]);
        byte[] message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await _body.ReadExactlyAsync(message, late.Token);
        return parser.ParseFrom(message);
    }

    /// <summary>Reads to the end and gives the status.</summary>
    public async Task<(GrpcStatusCode Code, string Message)> StatusAsync()
    {
        HttpResponseMessage response = await Response;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.MediaType);
        _body ??= await response.Content.ReadAsStreamAsync();
        await _body.CopyToAsync(Stream.Null).WaitAsync(Patience.Limit);
        HttpResponseHeaders source = response.TrailingHeaders.Contains("grpc-status") ? response.TrailingHeaders : response.Headers;
        string code = Assert.Single(source.GetValues("grpc-status"));
        string message = source.TryGetValues("grpc-message", out IEnumerable<string>? values) ? Uri.UnescapeDataString(values.Single()) : "";
        return ((GrpcStatusCode)int.Parse(code), message);
    }

    public ValueTask DisposeAsync()
    {
        _content.Complete();
        _reset.Cancel();
        _reset.Dispose();
        return ValueTask.CompletedTask;
    }

    private sealed class DuplexContent : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<Stream> Stream => _stream.Task;

        public void Complete() => _completed.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            // The headers leave only with the first write.
            await stream.FlushAsync();
            _stream.TrySetResult(stream);
            await _completed.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
