using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>Messages that are compressed once, for all who share them.</summary>
public sealed class DeflatedFramingTests
{
    private const int Members = 5;
    private const int Instruments = 50;

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;
    private readonly BytesSink[] _deflated = [.. Enumerable.Range(0, Members).Select(_ => new BytesSink())];
    private readonly BytesSink _plain = new();

    public DeflatedFramingTests()
    {
        string[] names = [.. Enumerable.Range(1, Instruments).Select(n => $"XNAS:LONGNAME{n}")];
        _feed = _pipeline.OpenFeed().Define(names);
        foreach (string name in names)
        {
            _feed.SendQuote(name, 1);
        }

        _feed.Flush();
        _pipeline.Run();
        Array.ForEach(_deflated, sink => Join(sink, Framing.DeflatedWebSocket(WireEncoding.Json)));
        Join(_plain, Framing.WebSocket(WireEncoding.Json));
    }

    [Fact]
    public void Frames_OfMembersInStep_AreTheSameBytesAndCompressed()
    {
        Array.ForEach([.. _deflated, _plain], sink => sink.Sends.Clear());
        SendAll(price: 7);
        byte[] frame = Assert.Single(_deflated[0].Sends);
        Assert.All(_deflated, sink => Assert.Equal(frame, Assert.Single(sink.Sends)));
        Assert.Equal(0xC1, frame[0]);
        byte[] plain = Assert.Single(_plain.Sends);
        Assert.Equal(0x81, plain[0]);
        Assert.Equal(Messages(plain), Messages(frame));
        Assert.True(frame.Length < plain.Length / 3, $"{frame.Length} bytes for {plain.Length}");
    }

    [Fact]
    public void Messages_FromTheBeginning_AreThoseOfOneWhoGetsThemUncompressed() =>
        Assert.All(_deflated, sink => Assert.Equal(Whole(_plain), Whole(sink)));

    [Fact]
    public void Message_ThatIsShort_IsNotCompressed()
    {
        _deflated[0].Sends.Clear();
        _feed.SendTrade("XNAS:LONGNAME1", 5).Flush();
        _pipeline.Run();
        Assert.All(_deflated[0].Sends, frame => Assert.True(frame[0] == 0x81 || frame.Length > 100));
        _pipeline.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(0x81, _deflated[0].Sends[^1][0]);
        Assert.Contains("heartbeat", Messages(_deflated[0].Sends[^1])[^1], StringComparison.Ordinal);
    }

    private static string[] Whole(BytesSink sink) => Messages([.. sink.Sends.SelectMany(send => send)]);

    private static string[] Messages(byte[] frames)
    {
        var messages = new List<string>();
        for (int at = 0; at < frames.Length;)
        {
            int length = frames[at + 1];
            int head = length == 126 ? 4 : 2;
            length = length == 126 ? BinaryPrimitives.ReadUInt16BigEndian(frames.AsSpan(at + 2)) : length;
            ReadOnlySpan<byte> payload = frames.AsSpan(at + head, length);
            messages.Add((frames[at] & 0x40) == 0 ? Encoding.UTF8.GetString(payload) : Inflate(payload));
            at += head + length;
        }

        return [.. messages];
    }

    private static string Inflate(ReadOnlySpan<byte> payload)
    {
        using var whole = new MemoryStream([.. payload, 0, 0, 0xFF, 0xFF, 1, 0, 0, 0xFF, 0xFF]);
        using var text = new StreamReader(new DeflateStream(whole, CompressionMode.Decompress));
        return text.ReadToEnd();
    }

    private void SendAll(long price)
    {
        for (int n = 1; n <= Instruments; n++)
        {
            _feed.SendQuote($"XNAS:LONGNAME{n}", price + n);
        }

        _feed.Flush();
        _pipeline.Run();
    }

    private void Join(BytesSink sink, Framing framing)
    {
        var subscriber = new Subscriber(sink, framing);
        _pipeline.Lane.Join(subscriber);
        Assert.True(subscriber.PostAsync(TestClient.To(1, "*"), CancellationToken.None).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
    }
}
