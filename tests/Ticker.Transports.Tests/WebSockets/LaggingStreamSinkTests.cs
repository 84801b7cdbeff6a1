using System.Collections.Concurrent;
using Ticker.Engine.Deliver;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>The sink over a stream that takes its time for every write.</summary>
public sealed class LaggingStreamSinkTests : IDisposable
{
    private const int MostUnsent = 1_000;

    private readonly LaggingStream _stream = new();
    private readonly BlockingCollection<bool> _callbacks = new(64);
    private readonly StreamSink _sink;

    public LaggingStreamSinkTests()
    {
        _sink = new StreamSink(_stream, MostUnsent);
        _sink.Attach(() => _callbacks.Add(true));
    }

    [Fact]
    public async Task TrySend_WhileAWriteIsUnderWay_IsSentUpToTheLimitAndThenPending()
    {
        Assert.Equal(SendOutcome.Sent, Send(1, 400));
        Assert.Equal(SendOutcome.Sent, Send(2, 400));
        Assert.Equal(SendOutcome.Pending, Send(3, 200));
        Assert.Equal(1, _stream.Begun);
        _stream.End();
        Wait();
        await UntilBegunAsync(2);
        Assert.Equal(SendOutcome.Sent, Send(4, 300));
        _stream.End();
        await UntilBegunAsync(3);
        _stream.End();
        await _sink.Idle.WaitAsync(Patience.Limit);
        Assert.Equal([.. Of(1, 400), .. Of(2, 400), .. Of(3, 200), .. Of(4, 300)], _stream.Written);
        Assert.Empty(_callbacks);
    }

    [Fact]
    public void TrySend_OfMoreThanTheLimitAtOnce_IsPendingUntilItIsWritten()
    {
        Assert.Equal(SendOutcome.Pending, Send(1, 50_000));
        Assert.Empty(_callbacks);
        _stream.End();
        Wait();
        Assert.Equal(SendOutcome.Sent, Send(2, 1));
    }

    [Fact]
    public async Task Write_ThatFails_CallsBackWhoWaitsAndTheNextIsBroken()
    {
        Assert.Equal(SendOutcome.Pending, Send(1, MostUnsent));
        _stream.Fail();
        Wait();
        await _sink.Idle.WaitAsync(Patience.Limit);
        Assert.Equal(SendOutcome.Broken, Send(2, 1));
        Assert.Empty(_callbacks);
    }

    [Fact]
    public async Task EndOutput_WhileSomethingWaits_IsToldWhenAllIsWritten()
    {
        Send(1, 100);
        Send(2, 100);
        _sink.EndOutput();
        _stream.End();
        await UntilBegunAsync(2);
        Assert.False(_sink.OutputEnded.IsCompleted);
        Assert.False(_sink.Idle.IsCompleted);
        _stream.End();
        await _sink.OutputEnded.WaitAsync(Patience.Limit);
        Assert.True(_sink.Idle.IsCompleted);
    }

    public void Dispose()
    {
        _callbacks.Dispose();
        _stream.Dispose();
    }

    private static byte[] Of(byte value, int count) => [.. Enumerable.Repeat(value, count)];

    private SendOutcome Send(byte value, int count) => _sink.TrySend(Of(value, count));

    private void Wait() => Assert.True(_callbacks.TryTake(out _, Patience.Limit));

    private async Task UntilBegunAsync(int writes)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (_stream.Begun < writes)
        {
            await Task.Delay(1, limit.Token);
        }
    }
}
