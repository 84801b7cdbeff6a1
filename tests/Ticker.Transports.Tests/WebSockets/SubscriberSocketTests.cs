using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using Ticker.Engine.Deliver;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public class SubscriberSocketTests
{
    private const string Ping = """{"op":"ping","t":5}""";

    [Fact]
    public async Task RunAsync_MessageThatCameBefore_IsAnswered()
    {
        await using SubscriberLine line = await SubscriberLine.OpenAsync();
        Task<SubscriberEnd> running = line.Socket.RunAsync(SubscriberLine.Frame(Ping));

        Assert.Equal((Int128)5, (await line.PongAsync()).T);
        line.PeerSocket.Close(0);
        await running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task RunAsync_MessageThatBeganBeforeAndComesByteByByte_IsAnswered()
    {
        await using SubscriberLine line = await SubscriberLine.OpenAsync();
        byte[] frame = SubscriberLine.Frame(Ping);
        Task<SubscriberEnd> running = line.Socket.RunAsync(frame.AsMemory(0, 3));

        foreach (byte one in frame[3..])
        {
            await line.PeerSocket.SendAsync(new[] { one });
        }

        Assert.Equal((Int128)5, (await line.PongAsync()).T);
        line.PeerSocket.Close(0);
        await running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task RunAsync_ManyMessagesAtOnce_AreAllAnswered()
    {
        await using SubscriberLine line = await SubscriberLine.OpenAsync();
        Task<SubscriberEnd> running = line.Socket.RunAsync(default);
        byte[] burst = [.. Enumerable.Range(0, 900).SelectMany(n => SubscriberLine.Frame($$"""{"op":"ping","t":{{n}}}"""))];

        Task sending = line.PeerSocket.SendAsync(burst);
        for (int n = 0; n < 900; n++)
        {
            Assert.Equal((Int128)n, (await line.PongAsync()).T);
        }

        await sending;
        line.PeerSocket.Close(0);
        await running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task RunAsync_PeerCloses_IsAnsweredAndEndsInGoodOrder()
    {
        await using SubscriberLine line = await SubscriberLine.OpenAsync();
        Task<SubscriberEnd> running = line.Socket.RunAsync(default);

        await line.Peer.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);

        Assert.Equal(1000, await line.CloseAsync());
        Assert.Equal(SubscriberEnd.Closed, await running.WaitAsync(Patience.Limit));
        Assert.Equal(0, await line.PeerSocket.ReceiveAsync(new byte[1]).WaitAsync(Patience.Limit));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RunAsync_PeerGoesWithoutAWord_Ends(bool reset)
    {
        await using SubscriberLine line = await SubscriberLine.OpenAsync();
        Task<SubscriberEnd> running = line.Socket.RunAsync(default);

        if (reset)
        {
            line.PeerSocket.Close(0);
        }
        else
        {
            line.PeerSocket.Shutdown(System.Net.Sockets.SocketShutdown.Both);
        }

        await running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task RunAsync_HeaderThatStaysIncomplete_IsClosedWith1002()
    {
        await using SubscriberLine line = await SubscriberLine.OpenAsync(new StreamEndpointOptions { ReadDeadline = TimeSpan.FromMilliseconds(100) });
        Task<SubscriberEnd> running = line.Socket.RunAsync(default);

        await line.PeerSocket.SendAsync(SubscriberLine.Frame(Ping).AsMemory(0, 1));

        Assert.Equal(1002, await line.CloseAsync());
        line.PeerSocket.Close(0);
        await running.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task RunAsync_WhatCameBefore_IsNotHeldOnTo()
    {
        await using SubscriberLine line = await SubscriberLine.OpenAsync();
        Task<SubscriberEnd> running = Run(line, out WeakReference early);
        await line.PongAsync();
        for (int n = 0; n < 100 && early.IsAlive; n++)
        {
            // A thread may still be on its way out of the method that took them.
            await line.Peer.SendAsync("""{"op":"ping","t":6}"""u8.ToArray(), WebSocketMessageType.Text, true, default);
            await line.PongAsync();
            GC.Collect();
        }

        Assert.False(early.IsAlive);
        Assert.False(running.IsCompleted);
        line.PeerSocket.Close(0);
        await running.WaitAsync(Patience.Limit);
    }

    // In a method of its own, so that nothing of it stays on the test's stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Task<SubscriberEnd> Run(SubscriberLine line, out WeakReference early)
    {
        byte[] first = SubscriberLine.Frame(Ping);
        early = new WeakReference(first);
        return line.Socket.RunAsync(first);
    }
}
