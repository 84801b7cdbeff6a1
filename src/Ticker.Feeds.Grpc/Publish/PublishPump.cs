using System.Runtime.CompilerServices;
using Ticker.Engine.Normalize;
using Ticker.Feeds.Grpc.Calls;
using Ticker.Feeds.Grpc.Decode;
using Wire = Ticker.Feeds.Contract.V1;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>
/// The loop that reads one publisher's stream after its hello: takes what has arrived, gives it to the session,
/// hands it on, posts an ack, and waits for more. While the sequencer's channel is full it does not read, and HTTP/2
/// flow control slows the publisher.
/// </summary>
/// <param name="input">The stream.</param>
/// <param name="session">Takes definitions and ticks; closed here only when the feed ends.</param>
/// <param name="responses">Is told what to answer.</param>
/// <param name="counts">Counts messages.</param>
internal sealed class PublishPump(GrpcMessageReader input, FeedSession session, PublishResponses responses, PublishCounts counts)
{
    /// <summary>Why the feed ended, when its publisher said that it did.</summary>
    public string? EndReason { get; private set; }

    /// <summary>What a message that is not protobuf is answered.</summary>
    public static GrpcException Malformed() => new(GrpcStatusCode.InvalidArgument, "a message is not a legal PublishRequest; nothing of it was taken");

    /// <summary>Reads to the end of the stream.</summary>
    /// <exception cref="GrpcException">The publisher broke the contract.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // The chunk that brought the hello may have brought more.
        do
        {
            int messages = 0;
            while (input.TryRead(out ReadOnlyMemory<byte> message))
            {
                messages++;
                await TakeAsync(message).ConfigureAwait(false);
            }

            counts.Taken(messages);
            if (EndReason is null)
            {
                await session.FlushAsync().ConfigureAwait(false);
            }

            responses.PostAck(session.LastSequence);
        }
        while (await WaitAsync(cancellation).ConfigureAwait(false));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        bool more = await input.WaitAsync(cancellation).ConfigureAwait(false);
        if (more && EndReason is null)
        {
            session.Touch();
        }

        return more;
    }

    private ValueTask TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (!PublishRequestDecoder.TryCheck(message.Span, out RequestKind kind, out BatchCursor cursor))
        {
            throw Malformed();
        }

        if (EndReason is not null)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "only the half-close may follow the end of the feed");
        }

        switch (kind)
        {
            case RequestKind.Batch:
                return PublishRequestDecoder.Decode(message.Span, session, responses.Rejects, ref cursor)
                    ? ValueTask.CompletedTask
                    : TakeRestAsync(message, cursor);
            case RequestKind.Instrument:
                return DefineAsync(Wire.PublishRequest.Parser.ParseFrom(message.Span).Instrument);
            case RequestKind.Hello:
                throw new GrpcException(GrpcStatusCode.InvalidArgument, "a stream has one hello, at its start");
            case RequestKind.End:
                EndReason = Wire.PublishRequest.Parser.ParseFrom(message.Span).End.Reason;
                return session.CloseAsync(ended: true);
            default:
                // A heartbeat, or what a later contract brings: that it came is all there is to it.
                return ValueTask.CompletedTask;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TakeRestAsync(ReadOnlyMemory<byte> message, BatchCursor cursor)
    {
        do
        {
            await session.FlushAsync().ConfigureAwait(false);
        }
        while (!PublishRequestDecoder.Decode(message.Span, session, responses.Rejects, ref cursor));
    }

    private async ValueTask DefineAsync(Wire.InstrumentDefinition wire)
    {
        if (session.IsFull)
        {
            await session.FlushAsync().ConfigureAwait(false);
        }

        RejectReason reason = session.Define(wire.Number, DefinitionReader.ToInstrument(wire), out string? detail);
        if (reason != RejectReason.None)
        {
            responses.Rejects.Add(sequence: 0, wire.Number, reason, detail);
        }
    }
}
