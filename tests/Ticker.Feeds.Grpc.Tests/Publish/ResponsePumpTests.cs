using System.Buffers.Binary;
using System.IO.Pipelines;
using Ticker.Engine.Normalize;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Ticker.Feeds.Grpc.Publish;

namespace Ticker.Feeds.Grpc.Tests.Publish;

public class ResponsePumpTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 64, resumeWriterThreshold: 1));
    private readonly ManualTime _time = new();
    private readonly PublishResponses _responses = new(maxRejects: 2, new Ticker.Engine.Normalize.FeedDurability());

    [Fact]
    public async Task RunAsync_ManyPostsWithinAnInterval_WritesTheNewestOnly()
    {
        await using var pump = new ResponsePump(_responses, new GrpcMessageWriter(_pipe.Writer), Interval, _time);
        Task running = pump.RunAsync(new Ready { Epoch = 1 }, CancellationToken.None);
        Assert.NotNull((await ReadAsync()).Ready);
        for (ulong received = 1; received <= 100; received++)
        {
            _responses.PostAck(received);
        }

        Assert.False(_pipe.Reader.TryRead(out _));
        await Patience.UntilAsync(() => _time.Waiting == 1);
        _time.Advance(Interval);
        Assert.Equal(100ul, (await ReadAsync()).Ack.Received);

        // After a quiet time the next one leaves at once.
        await Patience.UntilAsync(() => _time.Waiting == 1);
        _time.Advance(Interval);
        _responses.PostAck(101);
        Assert.Equal(101ul, (await ReadAsync()).Ack.Received);

        _responses.PostAck(102);
        pump.Complete();
        Assert.Equal(102ul, (await ReadAsync()).Ack.Received);
        await running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task RunAsync_NobodyReads_PostsNeverWaitAndTheLastRoundIsWholeOnceRead()
    {
        await using var pump = new ResponsePump(_responses, new GrpcMessageWriter(_pipe.Writer), Interval, _time);
        Task running = pump.RunAsync(new Ready { Epoch = 1 }, CancellationToken.None);
        for (ulong received = 1; received <= 10_000; received++)
        {
            _responses.Rejects.Add(received, 7, Engine.Normalize.RejectReason.NoBody, null);
            _responses.PostAck(received);
            _time.Advance(Interval);
        }

        pump.Complete();
        var rejects = new List<ulong>();
        Ack? last = null;
        while (last is not { Received: 10_000 })
        {
            PublishResponse response = await ReadAsync();
            last = response.Ack ?? last;
            if (response.Reject is { } reject)
            {
                Assert.Equal("instrument 7", reject.Detail);
                rejects.Add(reject.Sequence);
            }
        }

        Assert.Equal(10_000ul, last.RejectedTotal);
        Assert.Equal([9_999ul, 10_000ul], rejects[^2..]);
        await running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task RunAsync_RejectsAddedWhileARoundIsWritten_TheRoundEndsAfterAsManyAsTheLogKeeps()
    {
        const ulong Most = 1_000;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        ulong added = 1;
        using var adding = new AddingPipeWriter(pipe.Writer, () =>
        {
            if (added <= Most)
            {
                _responses.Rejects.Add(added++, 7, Engine.Normalize.RejectReason.NoBody, null);
            }
        });
        await using var pump = new ResponsePump(_responses, new GrpcMessageWriter(adding), Interval, _time);
        pump.Complete();

        Assert.True(await pump.RunAsync(new Ready { Epoch = 1 }, CancellationToken.None).WaitAsync(Patience.Limit));

        // Ready, two rejects (the log keeps no more) and the ack.
        Assert.Equal(4ul, added - 1);
    }

    [Fact]
    public async Task RunAsync_NobodyReadsAndCancelled_Ends()
    {
        await using var pump = new ResponsePump(_responses, new GrpcMessageWriter(_pipe.Writer), Interval, _time);
        using var grace = new CancellationTokenSource();
        Task running = pump.RunAsync(new Ready { Epoch = ulong.MaxValue, LastSequence = ulong.MaxValue }, grace.Token);
        for (int i = 0; i < 3; i++)
        {
            _responses.Rejects.Add(ulong.MaxValue, uint.MaxValue, Engine.Normalize.RejectReason.BadDefinition, new string('x', 100));
        }

        pump.Complete();
        Assert.False(running.IsCompleted);
        await grace.CancelAsync();
        await running.WaitAsync(Patience.Limit);
    }

    // Stands for a reading side that is as fast as the writing one.
    private sealed class AddingPipeWriter(PipeWriter inner, Action onMessage) : PipeWriter, IDisposable
    {
        public override void Advance(int bytes)
        {
            onMessage();
            inner.Advance(bytes);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public void Dispose() => inner.Complete();
    }

    private async Task<PublishResponse> ReadAsync()
    {
        ReadResult result = await _pipe.Reader.ReadAtLeastAsync(5).AsTask().WaitAsync(Patience.Limit);
        byte[] prefix = [.. System.Buffers.BuffersExtensions.ToArray(result.Buffer.Slice(0, 5))];
        int length = BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1));
        _pipe.Reader.AdvanceTo(result.Buffer.GetPosition(5));
        if (length == 0)
        {
            return new PublishResponse();
        }

        result = await _pipe.Reader.ReadAtLeastAsync(length).AsTask().WaitAsync(Patience.Limit);
        PublishResponse response = PublishResponse.Parser.ParseFrom(result.Buffer.Slice(0, length));
        _pipe.Reader.AdvanceTo(result.Buffer.GetPosition(length));
        return response;
    }
}
