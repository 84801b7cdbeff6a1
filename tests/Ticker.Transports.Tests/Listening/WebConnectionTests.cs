using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Ticker.Transports.Tests.Listening;

public class WebConnectionTests
{
    [Fact]
    public async Task Transport_BothDirections_CarryBytes()
    {
        await using WebLine line = await WebLine.OpenAsync();

        await line.Connection.Transport.Output.WriteAsync(new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], await line.ReadAsync());
        await line.Peer.SendAsync(new byte[] { 4, 5 });

        Assert.Equal([4, 5], await ReadAsync(line.Connection.Transport.Input));
    }

    [Fact]
    public async Task PeerEnds_IsTheEndOfTheInputAndToldAsClosed()
    {
        await using WebLine line = await WebLine.OpenAsync();
        Task closed = WhenClosedAsync(line);

        line.Peer.Shutdown(SocketShutdown.Send);

        Assert.True((await line.Connection.Transport.Input.ReadAsync().AsTask().WaitAsync(Patience.Limit)).IsCompleted);
        await closed.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task PeerResets_IsToldAsAReset()
    {
        await using WebLine line = await WebLine.OpenAsync();

        line.Peer.Close(0);

        await Assert.ThrowsAsync<ConnectionResetException>(() => line.Connection.Transport.Input.ReadAsync().AsTask().WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Flush_AfterThePeerIsGone_SaysCompletedAndThrowsNothing()
    {
        await using WebLine line = await WebLine.OpenAsync();
        Task closed = WhenClosedAsync(line);
        line.Peer.Close(0);
        await closed.WaitAsync(Patience.Limit);

        FlushResult flushed;
        do
        {
            flushed = await line.Connection.Transport.Output.WriteAsync(new byte[10_000]).AsTask().WaitAsync(Patience.Limit);
        }
        while (!flushed.IsCompleted);

        Assert.True((await line.Connection.Transport.Output.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task Abort_IsAResetForThePeerAndToldAsClosed()
    {
        await using WebLine line = await WebLine.OpenAsync();
        Task closed = WhenClosedAsync(line);

        line.Connection.Abort(new ConnectionAbortedException());

        SocketException reset = await Assert.ThrowsAsync<SocketException>(line.ReadAsync);
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        await closed.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task DisposeAsync_Twice_EndsTheConnectionOnce()
    {
        await using WebLine line = await WebLine.OpenAsync();
        await line.Connection.Transport.Output.WriteAsync(new byte[] { 9 });

        await line.Connection.DisposeAsync().AsTask().WaitAsync(Patience.Limit);
        await line.Connection.DisposeAsync().AsTask().WaitAsync(Patience.Limit);

        Assert.Equal([9], await line.ReadAsync());
        Assert.Empty(await line.ReadAsync());
    }

    [Fact]
    public async Task DisposeAsync_TwiceAfterHandOver_GivesTheSocketAwayOnce()
    {
        await using WebLine line = await WebLine.OpenAsync();
        int given = 0;
        var successor = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);
        await line.Connection.StopReadingAsync().WaitAsync(Patience.Limit);
        line.Connection.HandOver(socket =>
        {
            Interlocked.Increment(ref given);
            successor.TrySetResult(socket);
        });

        await line.Connection.DisposeAsync();
        await line.Connection.DisposeAsync();
        using Socket socket = await successor.Task.WaitAsync(Patience.Limit);
        await socket.SendAsync(new byte[] { 1 });
        Assert.Equal([1], await line.ReadAsync());

        Assert.Equal(1, given);
    }

    [Fact]
    public async Task HandOver_WhatCameBeforeAndAfter_IsReadByOneAndByTheOther()
    {
        await using WebLine line = await WebLine.OpenAsync();
        await line.Peer.SendAsync(new byte[] { 1, 2 });
        ReadResult early = await line.Connection.Transport.Input.ReadAsync().AsTask().WaitAsync(Patience.Limit);
        Assert.Equal([1, 2], early.Buffer.ToArray());
        line.Connection.Transport.Input.AdvanceTo(early.Buffer.Start);
        var successor = new TaskCompletionSource<Socket>(TaskCreationOptions.RunContinuationsAsynchronously);

        await line.Connection.StopReadingAsync().WaitAsync(Patience.Limit);
        ReadResult rest = await line.Connection.Transport.Input.ReadAsync().AsTask().WaitAsync(Patience.Limit);
        Assert.Equal([1, 2], rest.Buffer.ToArray());
        line.Connection.Transport.Input.AdvanceTo(rest.Buffer.End);
        Assert.True((await line.Connection.Transport.Input.ReadAsync().AsTask().WaitAsync(Patience.Limit)).IsCompleted);
        line.Connection.HandOver(successor.SetResult);
        await line.Peer.SendAsync(new byte[] { 3 });
        await line.Connection.DisposeAsync();

        using Socket socket = await successor.Task.WaitAsync(Patience.Limit);
        byte[] later = new byte[10];
        Assert.Equal(1, await socket.ReceiveAsync(later).WaitAsync(Patience.Limit));
        Assert.Equal(3, later[0]);
        Assert.False(line.Connection.ConnectionClosed.IsCancellationRequested);
    }

    private static Task WhenClosedAsync(WebLine line)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        line.Connection.ConnectionClosed.Register(closed.SetResult);
        return closed.Task;
    }

    private static async Task<byte[]> ReadAsync(PipeReader input)
    {
        ReadResult read = await input.ReadAsync().AsTask().WaitAsync(Patience.Limit);
        byte[] bytes = read.Buffer.ToArray();
        input.AdvanceTo(read.Buffer.End);
        return bytes;
    }
}
