using System.IO.Pipelines;
using Ticker.Feeds.Grpc.Calls;
using Ticker.Feeds.Grpc.Decode;
using Ticker.Feeds.Grpc.Publish;
using Ticker.Load.Feeds;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// A publisher's stream as the feed door sees it, a pipe of bytes, read as <c>PublishPump</c> reads it but in one
/// thread: what it waits for has always arrived.
/// </summary>
internal sealed class GrpcStream
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly RejectLog _rejects = new(64);
    private readonly GrpcMessageReader _reader;
    private readonly Journey _journey;
    private readonly TickMessages _messages;

    public GrpcStream(Journey journey, TickMessages messages)
    {
        (_journey, _messages) = (journey, messages);
        _reader = new GrpcMessageReader(_pipe.Reader, GrpcEncoding.Identity, maxBytes: 4 * 1024 * 1024);
    }

    /// <summary>Has all messages arrive, and takes them into the channel to the sequencer.</summary>
    public void Take()
    {
        _journey.Renumber(_messages);
        _messages.Bytes.Span.CopyTo(_pipe.Writer.GetSpan(_messages.Bytes.Length));
        _pipe.Writer.Advance(_messages.Bytes.Length);
        AtOnce.Result(_pipe.Writer.FlushAsync());
        AtOnce.Require(AtOnce.Result(_reader.WaitAsync(CancellationToken.None)));
        _journey.Session.Touch();
        while (_reader.TryRead(out ReadOnlyMemory<byte> message))
        {
            AtOnce.Require(PublishRequestDecoder.TryCheck(message.Span, out _, out BatchCursor cursor));
            while (!PublishRequestDecoder.Decode(message.Span, _journey.Session, _rejects, ref cursor))
            {
                _journey.Flush();
            }
        }

        _journey.Flush();
        AtOnce.Require(_rejects.Total == 0);
    }
}
