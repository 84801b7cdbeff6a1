using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class FrameSpaceTests
{
    private static readonly Instrument Instrument = TestFeed.Describe("X:A") with { Number = 1 };

    private readonly FrameSpace _space = new();

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    public void TryAdd_Payload_IsFramedWithTheShortestHeader(int length, int header)
    {
        byte[] payload = [.. Enumerable.Range(0, length).Select(n => (byte)n)];
        _space.Begin(FrameSpace.MaxMessage);
        Assert.True(_space.TryAdd(Framing.WebSocket(WireEncoding.MessagePack), payload));
        Assert.Equal(header + length, _space.Count);
        Assert.Equal(0x82, _space.Bytes[0]);
        Assert.True(_space.Bytes[header..].SequenceEqual(payload));
    }

    [Fact]
    public void TryAdd_OverTheLimit_IsRefusedUnlessItIsAlone()
    {
        _space.Begin(4_096);
        Assert.True(_space.TryAdd(Framing.WebSocket(WireEncoding.Json), new byte[20_000]));
        Assert.False(_space.TryAdd(Framing.WebSocket(WireEncoding.Json), new byte[10]));
        Assert.False(_space.HasRoom);
        _space.Begin(4_096);
        Assert.True(_space.TryAdd(Framing.WebSocket(WireEncoding.Json), new byte[10]));
        Assert.False(_space.TryAdd(Framing.WebSocket(WireEncoding.Json), new byte[4_090]));
        Assert.True(_space.TryAdd(Framing.WebSocket(WireEncoding.Json), new byte[10]));
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack, 1)]
    [InlineData(WireEncoding.MessagePack, 3)]
    [InlineData(WireEncoding.MessagePack, 4)]
    [InlineData(WireEncoding.MessagePack, 5)]
    [InlineData(WireEncoding.MessagePack, 100_000)]
    [InlineData(WireEncoding.Json, 1)]
    [InlineData(WireEncoding.Json, 2)]
    [InlineData(WireEncoding.Json, 100_000)]
    public void Data_AnyNumberOfTicksAfterOtherFrames_IsReadBack(WireEncoding encoding, int ticks)
    {
        var peer = new SimulatedPeer(encoding);
        Framing framing = Framing.WebSocket(encoding);
        var page = new System.Buffers.ArrayBufferWriter<byte>();
        ServerMessageWriter.Write(page, new Subscribed { Id = 5, Epoch = 1, Sequence = 0, Instruments = [Instrument] }, encoding);
        _space.Begin(FrameSpace.MaxMessage);
        Assert.True(_space.TryAdd(framing, page.WrittenSpan));
        int written = 0;
        for (int message = 0; message < 2 && _space.HasRoom; message++)
        {
            var writer = new DataMessageWriter(_space.BeginData(framing), encoding, 5, times: false);
            for (int i = 0; i < ticks && writer.TryAdd(Trade(written + 1), Instrument, TickFlags.None, default); i++)
            {
                written++;
            }

            _space.EndData(ref writer, framing, null);
        }

        Assert.InRange(_space.Count, 1, FrameSpace.MaxMessage);
        peer.Receive(_space.Bytes);
        Assert.Equal(0, peer.Unfinished);
        Assert.Equal(Enumerable.Range(1, written), peer.TicksOf(5).Select(tick => (int)tick.Sequence));
    }

    [Fact]
    public void EndData_NoTick_AddsNoFrame()
    {
        _space.Begin(FrameSpace.MaxMessage);
        var writer = new DataMessageWriter(_space.BeginData(Framing.WebSocket(WireEncoding.MessagePack)), WireEncoding.MessagePack, 1, times: false);
        _space.EndData(ref writer, Framing.WebSocket(WireEncoding.MessagePack), null);
        Assert.Equal(0, _space.Count);
    }

    [Fact]
    public void Control_AnyFramesMovedInAnyPieces_ArriveWholeAndInOrder()
    {
        var random = new Random(3);
        var control = new ControlQueue(100_000, new MemoryShare(new MemoryBudget(long.MaxValue), 0));
        var peer = new SimulatedPeer(WireEncoding.MessagePack);
        List<byte[]> sent = [];
        var room = new byte[65_535];
        for (int i = 0; i < 3_000; i++)
        {
            byte[] payload = new byte[random.Next(126)];
            random.NextBytes(payload);
            if (control.TryAdd(WebSocketOpcode.Pong, payload))
            {
                sent.Add(payload);
            }

            if (random.Next(5) == 0)
            {
                int moved = control.MoveTo(room.AsSpan(0, random.Next(1, 900)));
                peer.Receive(room.AsSpan(0, moved));
            }
        }

        control.AddClose(Framing.WebSocket(WireEncoding.MessagePack), new CloseReason(1001, "done"));
        while (control.Count > 0)
        {
            peer.Receive(room.AsSpan(0, control.MoveTo(room)));
        }

        Assert.Equal(sent, peer.Arrivals.SkipLast(1).Select(arrival => arrival.Payload));
        Assert.Equal((1001, "done"), (peer.CloseCode, peer.CloseText));
    }

    [Fact]
    public void Control_OverItsBudget_RefusesAllButTheClose()
    {
        var control = new ControlQueue(1_000, new MemoryShare(new MemoryBudget(long.MaxValue), 0));
        while (control.TryAdd(WebSocketOpcode.Ping, new byte[100]))
        {
        }

        Assert.InRange(control.Count, 800, 1_000);
        int before = control.Count;
        control.AddClose(Framing.WebSocket(WireEncoding.MessagePack), CloseReason.Empty);
        Assert.Equal(before + 2, control.Count);
        control.Clear();
        Assert.Equal(0, control.Count);
        Assert.True(control.TryAdd(WebSocketOpcode.Ping, new byte[100]));
    }

    private static Tick Trade(int sequence) => new() { Kind = TickKind.Trade, Instrument = 1, Sequence = (ulong)sequence, Price = 1, Size = 1 };
}
