using Google.Protobuf;
using Ticker.Feeds.Contract.V1;

namespace Ticker.Client.Feeds;

/// <summary>
/// Reads what the server answers on one stream, from its beginning to its end. Any thread may look at what came.
/// </summary>
internal sealed class FeedAnswers
{
    private readonly GrpcCall _call;
    private readonly Action<FeedReject>? _onReject;
    private readonly TaskCompletionSource<Ready> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ulong _received;
    private ulong _durable;
    private ulong _rejected;
    private volatile bool _endExpected;

    /// <summary>Starts to read.</summary>
    public FeedAnswers(GrpcCall call, Action<FeedReject>? onReject)
    {
        (_call, _onReject) = (call, onReject);
        Ended = ReadAsync();
    }

    /// <summary>Completes when the server is ready; never when the stream ends before.</summary>
    public Task<Ready> Ready => _ready.Task;

    /// <summary>Completes when the stream has ended: with null when it was expected to and did well, else with why. Never fails.</summary>
    public Task<FeedException?> Ended { get; }

    /// <summary>The newest ack's position.</summary>
    public ulong Received => Volatile.Read(ref _received);

    /// <summary>The newest ack's durable position.</summary>
    public ulong Durable => Volatile.Read(ref _durable);

    /// <summary>The newest ack's count of what was refused.</summary>
    public ulong RejectedTotal => Volatile.Read(ref _rejected);

    /// <summary>From now on an OK of the server is the proper end; before, it is not the server's to say.</summary>
    public void ExpectEnd() => _endExpected = true;

    private async Task<FeedException?> ReadAsync()
    {
        try
        {
            while (await _call.ReadAsync().ConfigureAwait(false) is { } message)
            {
                Take(PublishResponse.Parser.ParseFrom(message.Span));
            }
        }
        catch (FeedException failure)
        {
            return failure;
        }
        catch (InvalidProtocolBufferException malformed)
        {
            return new FeedException(FeedStatus.Internal, "the server's answer is not legal protobuf", connected: true, malformed);
        }

        (FeedStatus status, string words) = _call.Outcome;
        return status == FeedStatus.Ok && _endExpected ? null
            : status == FeedStatus.Ok ? new FeedException(FeedStatus.Unknown, "the server ended the stream before the publisher did", connected: true)
            : new FeedException(status, words.Length == 0 ? $"the server ended the stream: {status}" : words, connected: true);
    }

    private void Take(PublishResponse answer)
    {
        switch (answer.MessageCase)
        {
            case PublishResponse.MessageOneofCase.Ready:
                _ready.TrySetResult(answer.Ready);
                break;
            case PublishResponse.MessageOneofCase.Ack:
                Volatile.Write(ref _received, answer.Ack.Received);
                Volatile.Write(ref _durable, answer.Ack.Durable);
                Volatile.Write(ref _rejected, answer.Ack.RejectedTotal);
                break;
            case PublishResponse.MessageOneofCase.Reject:
                _onReject?.Invoke(new FeedReject(answer.Reject.Sequence, (FeedRejectReason)answer.Reject.Reason, answer.Reject.Detail));
                break;
        }
    }
}
