using Ticker.Feeds.Grpc.Calls;
using Wire = Ticker.Feeds.Contract.V1;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>
/// The loop that writes the responses of one stream: at once after a quiet time, then at most a round each interval.
/// A publisher that does not read holds up this loop only.
/// </summary>
internal sealed class ResponsePump : IAsyncDisposable
{
    private readonly PublishResponses _responses;
    private readonly GrpcMessageWriter _output;
    private readonly TimeSpan _interval;
    private readonly ReusableSignal _due = new();
    private readonly ITimer _timer;
    private readonly Wire.Ack _ack = new();
    private readonly Wire.Reject _reject = new();
    private readonly Wire.PublishResponse _ackResponse;
    private readonly Wire.PublishResponse _rejectResponse;

    /// <summary>Makes the pump.</summary>
    /// <param name="responses">What there is to tell.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="interval">The least time between two rounds.</param>
    /// <param name="time">The clock.</param>
    public ResponsePump(PublishResponses responses, GrpcMessageWriter output, TimeSpan interval, TimeProvider time)
    {
        (_responses, _output, _interval) = (responses, output, interval);
        _timer = time.CreateTimer(static due => ((ReusableSignal)due!).Set(), _due, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _ackResponse = new Wire.PublishResponse { Ack = _ack };
        _rejectResponse = new Wire.PublishResponse { Reject = _reject };
    }

    /// <summary>Writes until all was posted and written, or nobody reads any more.</summary>
    /// <param name="ready">The first response.</param>
    /// <param name="cancellation">Stops a write that waits for the publisher to read.</param>
    /// <returns>False when something was left unwritten.</returns>
    public async Task<bool> RunAsync(Wire.Ready ready, CancellationToken cancellation)
    {
        try
        {
            _output.Write(new Wire.PublishResponse { Ready = ready });
            bool last = false;
            while (await _output.FlushAsync(cancellation).ConfigureAwait(false))
            {
                if (last)
                {
                    return true;
                }

                _timer.Change(_interval, Timeout.InfiniteTimeSpan);
                await _due.WaitAsync().ConfigureAwait(false);
                await _responses.WaitAsync().ConfigureAwait(false);
                last = _responses.IsCompleted;
                WriteRound();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The publisher is gone, or does not read to the end; the reading side knows, or need not.
        }

        return false;
    }

    /// <summary>Has the last round written without a pause; then <see cref="RunAsync"/> ends.</summary>
    public void Complete()
    {
        _responses.Complete();
        _due.Set();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void WriteRound()
    {
        // In this order: nothing is durable that was not received.
        _ack.Durable = _responses.Durable;
        _ack.Received = Math.Max(_responses.Received, _ack.Durable);
        _ack.RejectedTotal = (ulong)_responses.Rejects.Total;

        // The reading side may add as fast as they are taken here; a round ends all the same.
        for (int left = _responses.Rejects.Capacity; left > 0 && _responses.Rejects.TryTake(out RejectNote note); left--)
        {
            _reject.Sequence = note.Sequence;
            _reject.Reason = (Wire.RejectReason)note.Reason;
            _reject.Detail = note.Detail ?? $"instrument {note.Instrument}";
            _output.Write(_rejectResponse);
        }

        _output.Write(_ackResponse);
    }
}
