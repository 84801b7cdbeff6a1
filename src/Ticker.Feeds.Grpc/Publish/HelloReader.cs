using Ticker.Engine.Normalize;
using Ticker.Feeds.Grpc.Calls;
using Ticker.Feeds.Grpc.Decode;
using Wire = Ticker.Feeds.Contract.V1;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>Waits for the first message of a stream, which must be a hello that this server can serve.</summary>
internal static class HelloReader
{
    /// <summary>The version of the feed contract that is spoken here.</summary>
    private const uint Protocol = 1;

    /// <summary>Reads it; null when the stream ended before it.</summary>
    /// <exception cref="GrpcException">It is no hello, not a good one, or did not come in time.</exception>
    public static async ValueTask<FeedHello?> ReadAsync(GrpcCall call, TimeSpan timeout, TimeProvider time)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled, late.Token);
        try
        {
            ReadOnlyMemory<byte> message;
            while (!call.Input.TryRead(out message))
            {
                if (!await call.Input.WaitAsync(either.Token).ConfigureAwait(false))
                {
                    return null;
                }
            }

            return Parse(message.Span);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !call.Cancelled.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatusCode.DeadlineExceeded, $"no hello came within {timeout.TotalSeconds} s");
        }
    }

    private static FeedHello Parse(ReadOnlySpan<byte> message)
    {
        if (!PublishRequestDecoder.TryCheck(message, out RequestKind kind, out _))
        {
            throw PublishPump.Malformed();
        }

        if (kind != RequestKind.Hello)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "the first message of a stream must be a hello");
        }

        Wire.Hello wire = Wire.PublishRequest.Parser.ParseFrom(message).Hello;
        var hello = new FeedHello(wire.Feed, wire.RunId, wire.Software);
        return wire.Protocol != Protocol ? throw new GrpcException(GrpcStatusCode.FailedPrecondition, $"hello.protocol is {wire.Protocol}; this server speaks {Protocol}")
            : hello.Check() is { } wrong ? throw new GrpcException(GrpcStatusCode.InvalidArgument, wrong)
            : hello;
    }
}
