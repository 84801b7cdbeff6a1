using System.Net.Sockets;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>What every way out must keep, over a real TCP connection.</summary>
public abstract class SinkContract
{
    private const int Frame = 10_000;

    private protected abstract (IFrameSink Sink, Func<ValueTask> LetGo) Make(Socket server);

    [Fact]
    public async Task TrySend_WhatFits_IsSentWholeWithoutACallback()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        for (byte n = 0; n < 100; n++)
        {
            Assert.Equal(SendOutcome.Sent, line.Sink.TrySend([n, n, n]));
            Assert.Equal([n, n, n], await line.ReadAsync(3));
        }

        Assert.Equal(0, line.Callbacks);
    }

    [Fact]
    public async Task TrySend_ToAPeerThatDoesNotRead_IsPendingAndCallsBackOnceWhenItReads()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        int given = line.Fill(new byte[Frame]);
        Assert.Equal(0, line.Callbacks);
        await line.ReadAsync(given);
        await line.WritableAsync();
        Assert.Equal(SendOutcome.Sent, line.Sink.TrySend([7]));
        Assert.Equal([7], await line.ReadAsync(1));
        Assert.Equal(1, line.Callbacks);
    }

    [Fact]
    public async Task TrySend_OfManyFramesToASlowPeer_ArrivesInOrderByteForByte()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        const int Total = 4_000_000;
        Task<byte[]>? reading = null;
        int pending = 0;
        byte[] frame = new byte[60_000];
        for (int sent = 0, n = 0; sent < Total; n++)
        {
            int length = Math.Min((n * 7_919 % frame.Length) + 1, Total - sent);
            for (int i = 0; i < length; i++)
            {
                frame[i] = PatternAt(sent + i);
            }

            SendOutcome outcome = line.Sink.TrySend(frame.AsSpan(0, length));
            Array.Clear(frame);
            sent += length;
            if (outcome == SendOutcome.Pending)
            {
                pending++;
                reading ??= Task.Run(() => line.ReadAsync(Total));
                await line.WritableAsync();
            }
            else
            {
                Assert.Equal(SendOutcome.Sent, outcome);
            }
        }

        Assert.NotNull(reading);
        byte[] read = await reading;
        for (int i = 0; i < Total; i++)
        {
            Assert.True(read[i] == PatternAt(i), $"byte {i} is wrong");
        }

        Assert.Equal(pending, line.Callbacks);
    }

    [Fact]
    public async Task TrySend_AfterThePeerHasReset_IsBroken()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        line.Peer.Close(0);
        SendOutcome outcome;
        do
        {
            outcome = line.Sink.TrySend(new byte[Frame]);
            if (outcome == SendOutcome.Pending)
            {
                await line.WritableAsync();
            }
        }
        while (outcome != SendOutcome.Broken);

        Assert.Equal(SendOutcome.Broken, line.Sink.TrySend([1]));
    }

    [Fact]
    public async Task Reset_WhileARestIsKept_CallsBackOnceAndTheNextIsBroken()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        line.Fill(new byte[Frame]);
        line.Peer.Close(0);
        await line.WritableAsync();
        Assert.Equal(SendOutcome.Broken, line.Sink.TrySend([1]));
        Assert.Equal(SendOutcome.Broken, line.Sink.TrySend([1]));
        Assert.Equal(1, line.Callbacks);
    }

    [Fact]
    public async Task LetGo_WhileARestIsKept_EndsQuietlyAHundredTimes()
    {
        for (int round = 0; round < 100; round++)
        {
            SinkLine line = await SinkLine.OpenAsync(Make);
            line.Fill(new byte[Frame]);

            // As the server aborts: the connection is closed, and right after that the sink is let go of.
            line.Server.Close(0);
            await line.LetGoAsync().AsTask().WaitAsync(Patience.Limit);
            Assert.InRange(line.Callbacks, 0, 1);
            await line.DisposeAsync();
        }
    }

    [Fact]
    public async Task TrySend_AfterTheConnectionIsClosed_IsBroken()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        line.Server.Dispose();
        Assert.Equal(SendOutcome.Broken, line.Sink.TrySend([1]));
        line.Sink.EndOutput();
    }

    [Fact]
    public async Task EndOutput_AfterASend_LosesNothingOfIt()
    {
        await using SinkLine line = await SinkLine.OpenAsync(Make);
        Assert.Equal(SendOutcome.Sent, line.Sink.TrySend([1, 2, 3]));
        line.Sink.EndOutput();
        Assert.Equal([1, 2, 3], await line.ReadAsync(3));
    }

    private static byte PatternAt(int index) => (byte)((index * 31) ^ (index >> 8) ^ (index >> 16));
}
