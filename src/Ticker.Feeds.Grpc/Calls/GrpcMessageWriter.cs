using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>Writes messages into a response body, never compressed. Used by one task.</summary>
/// <param name="output">The response body.</param>
internal sealed class GrpcMessageWriter(PipeWriter output)
{
    private const int PrefixLength = 5;

    /// <summary>Appends a message; it leaves with the next <see cref="FlushAsync"/>.</summary>
    public void Write(IMessage message)
    {
        int size = message.CalculateSize();
        Span<byte> span = output.GetSpan(PrefixLength + size);
        span[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], size);
        message.WriteTo(span.Slice(PrefixLength, size));
        output.Advance(PrefixLength + size);
    }

    /// <summary>Sends what was written; waits while the caller does not read.</summary>
    /// <returns>False when nobody is there to read it any more.</returns>
    public async ValueTask<bool> FlushAsync(CancellationToken cancellation)
    {
        FlushResult result = await output.FlushAsync(cancellation).ConfigureAwait(false);
        return !result.IsCompleted;
    }
}
