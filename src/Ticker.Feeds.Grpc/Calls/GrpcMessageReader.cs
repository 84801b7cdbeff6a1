using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>
/// Cuts a request body into messages: one flag byte, four bytes of length, then the message. What has arrived is
/// read first, then the caller says when to wait for more, so that a pump sees a whole chunk at once.
/// Source: "gRPC over HTTP2", Length-Prefixed-Message. Used by one task.
/// </summary>
/// <param name="input">The request body.</param>
/// <param name="encoding">What the call's <c>grpc-encoding</c> names.</param>
/// <param name="maxBytes">The largest message, before and after inflation.</param>
internal sealed class GrpcMessageReader(PipeReader input, GrpcEncoding encoding, int maxBytes) : IDisposable
{
    private const int PrefixLength = 5;

    private ReadOnlySequence<byte> _buffer;
    private ReadOnlySequence<byte> _rest;
    private bool _reading;
    private byte[] _copy = [];
    private byte[] _inflated = [];

    /// <summary>
    /// Waits for more of the body. What <see cref="TryRead"/> gave before is no longer valid.
    /// </summary>
    /// <returns>False at the end of the body.</returns>
    /// <exception cref="GrpcException">The body ended within a message.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        if (_reading)
        {
            // Examined to the end: what is left is less than a message.
            _reading = false;
            input.AdvanceTo(_rest.Start, _buffer.End);
        }

        ReadResult result = await input.ReadAsync(cancellation).ConfigureAwait(false);
        _reading = true;
        bool more = result.Buffer.Length > _rest.Length;
        _buffer = _rest = result.Buffer;
        if (!result.IsCompleted || more)
        {
            return true;
        }

        return _rest.IsEmpty ? false : throw new GrpcException(GrpcStatusCode.Internal, $"the stream ended within a message, {_rest.Length} bytes into it");
    }

    /// <summary>Takes the next whole message of what has arrived; valid until the next call.</summary>
    /// <exception cref="GrpcException">The framing is broken, or the message is too large.</exception>
    public bool TryRead(out ReadOnlyMemory<byte> message)
    {
        message = default;
        ReadOnlyMemory<byte> first = _rest.First;
        Span<byte> straddling = stackalloc byte[PrefixLength];
        scoped ReadOnlySpan<byte> prefix = first.Span;
        if (prefix.Length < PrefixLength)
        {
            if (_rest.Length < PrefixLength)
            {
                return false;
            }

            _rest.Slice(0, PrefixLength).CopyTo(straddling);
            prefix = straddling;
        }

        byte flag = prefix[0];
        int length = ReadLength(prefix);
        if (first.Length - PrefixLength >= length)
        {
            message = first.Slice(PrefixLength, length);
        }
        else if (_rest.Length - PrefixLength >= length)
        {
            message = Contiguous(_rest.Slice(PrefixLength, length));
        }
        else
        {
            return false;
        }

        _rest = _rest.Slice(PrefixLength + length);
        if (flag == 1)
        {
            message = Inflate(message);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Return(ref _copy);
        Return(ref _inflated);
    }

    private int ReadLength(ReadOnlySpan<byte> prefix)
    {
        if (prefix[0] > 1)
        {
            throw new GrpcException(GrpcStatusCode.Internal, $"a message starts with the flag {prefix[0]}, which is neither 0 nor 1");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        return length <= (uint)maxBytes
            ? (int)length
            : throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"a message of {length} bytes is larger than the {maxBytes} that are taken");
    }

    private static void Return(ref byte[] rented)
    {
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
            rented = [];
        }
    }

    private ReadOnlyMemory<byte> Contiguous(ReadOnlySequence<byte> body)
    {
        int length = (int)body.Length;
        if (_copy.Length < length)
        {
            Return(ref _copy);
            _copy = ArrayPool<byte>.Shared.Rent(length);
        }

        body.CopyTo(_copy);
        return _copy.AsMemory(0, length);
    }

    private ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> compressed)
    {
        if (encoding != GrpcEncoding.Gzip)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "a message is flagged as compressed, but the call names no grpc-encoding");
        }

        int length = GzipInflater.Inflate(compressed, ref _inflated, maxBytes);
        return _inflated.AsMemory(0, length);
    }
}
