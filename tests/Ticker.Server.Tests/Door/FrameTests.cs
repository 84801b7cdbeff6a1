using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using static Ticker.Server.Tests.Peers.Frames;

namespace Ticker.Server.Tests.Door;

/// <summary>RFC 6455, sections 5 and 7, with frames built by hand.</summary>
public class FrameTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly byte[] PingMessage = """{"op":"ping","t":1}"""u8.ToArray();

    private readonly ServerUnderTest _server = shared.Server;

    public static IEnumerable<object[]> Broken => Attacks.Select(attack => new object[] { attack.Key, attack.Value.Code });

    private static Dictionary<string, (byte[] Bytes, int Code)> Attacks { get; } = new()
    {
        ["unmasked text"] = (Build(Final | Text, PingMessage, masked: false), 1002),
        ["unmasked ping"] = (Build(Final | PingCode, "0123456789"u8, masked: false), 1002),
        ["unmasked close"] = (Build(Final | CloseCode, [0x03, 0xE8, 1, 2, 3, 4], masked: false), 1002),
        ["RSV1 on text"] = (Build(Final | 0x40 | Text, PingMessage), 1002),
        ["RSV2 on text"] = (Build(Final | 0x20 | Text, PingMessage), 1002),
        ["RSV3 on text"] = (Build(Final | 0x10 | Text, PingMessage), 1002),
        ["RSV1 on ping"] = (Build(Final | 0x40 | PingCode, "x"u8), 1002),
        ["RSV3 on close"] = (Build(Final | 0x10 | CloseCode, [0x03, 0xE8]), 1002),
        ["opcode 3"] = (Build(Final | 3, "x"u8), 1002),
        ["opcode 7"] = (Build(Final | 7, "x"u8), 1002),
        ["opcode 11"] = (Build(Final | 11, "x"u8), 1002),
        ["opcode 15"] = (Build(Final | 15, "x"u8), 1002),
        ["fragmented ping"] = (Build(PingCode, "x"u8), 1002),
        ["fragmented pong"] = (Build(PongCode, "x"u8), 1002),
        ["fragmented close"] = (Build(CloseCode, [0x03, 0xE8]), 1002),
        ["ping of 126 bytes"] = (Build(Final | PingCode, new byte[126]), 1002),
        ["close of 126 bytes"] = (Build(Final | CloseCode, new byte[126]), 1002),
        ["continuation first"] = (Build(Final | Continuation, PingMessage), 1002),
        ["continuation after the end"] = (Join(Pong([]), Build(Text, "{"u8), Build(Final | Continuation, "}"u8), Build(Final | Continuation, "}"u8)), 1002),
        ["new message inside fragments"] = (Join(Build(Text, "{"u8), Build(Final | Text, "}"u8)), 1002),
        ["length with the top bit"] = (Build(Final | Binary, [], promised: 1UL << 63), 1009),
        ["length 2^64-1"] = (Build(Final | Binary, [], promised: ulong.MaxValue), 1009),
        ["length 2^62"] = (Build(Final | Binary, [], promised: 1UL << 62), 1009),
        ["one byte too long"] = (Build(Final | Binary, [], promised: 1024 * 1024 + 1), 1009),
        ["too long in fragments"] = (Join(Enumerable.Repeat(Build(Binary, new byte[64 * 1024]), 1).Concat(Enumerable.Repeat(Build(Continuation, new byte[64 * 1024]), 16))), 1009),
        ["text that is not UTF-8"] = (Build(Final | Text, [(byte)'{', 0xC3, 0x28]), 1007),
        ["text that is not UTF-8, split"] = (Join(Build(Text, [(byte)'{', 0xE2]), Build(Continuation, [0x82]), Build(Final | Continuation, [0x28])), 1007),
        ["a surrogate in UTF-8"] = (Build(Final | Text, [0xED, 0xA0, 0x80]), 1007),
        ["MessagePack in a text frame"] = (Build(Final | Text, [0x82, 0xA2, (byte)'o', (byte)'p', 0xA4, (byte)'p', (byte)'i', (byte)'n', (byte)'g', 0xA1, (byte)'t', 1]), 1007),
        ["close of one byte"] = (Build(Final | CloseCode, [3]), 1002),
        ["close with a broken reason"] = (Close(1000, [0xC3, 0x28]), 1002),
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Frames_AgainstTheRules_EndWithTheirCloseCode(string attack, int code)
    {
        using (RawPeer peer = await RawPeer.OpenAsync(_server))
        {
            await peer.TrySendAsync(Attacks[attack].Bytes);
            RawFrame close = await peer.ReadFrameAsync(CloseCode);
            Assert.Equal(code, close.Code);
            await peer.AssertEndAsync();
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(1003)]
    [InlineData(1007)]
    [InlineData(1011)]
    [InlineData(3000)]
    [InlineData(3999)]
    [InlineData(4000)]
    [InlineData(4999)]
    public async Task Close_WithALegalCode_IsEchoed(int code)
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(Close(code, "bye"u8));
        Assert.Equal(code, (await peer.ReadFrameAsync()).Code);
        await peer.AssertEndAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(999)]
    [InlineData(1004)]
    [InlineData(1005)]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(1016)]
    [InlineData(1100)]
    [InlineData(2000)]
    [InlineData(2999)]
    [InlineData(5000)]
    [InlineData(65535)]
    public async Task Close_WithAnIllegalCode_IsAProtocolError(int code)
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(Close(code));
        Assert.Equal(1002, (await peer.ReadFrameAsync()).Code);
        await peer.AssertEndAsync();
    }

    [Fact]
    public async Task Close_WithoutACode_IsAnsweredAsANormalClose()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(Build(Final | CloseCode, []));
        Assert.Equal(1000, (await peer.ReadFrameAsync()).Code);
        await peer.AssertEndAsync();
    }

    [Fact]
    public async Task Close_WithAReasonOf123Bytes_IsEchoed()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(Close(1000, new string('r', 123).Select(c => (byte)c).ToArray()));
        Assert.Equal(1000, (await peer.ReadFrameAsync()).Code);
        await peer.AssertEndAsync();
    }

    [Fact]
    public async Task Close_FollowedByMore_IsTheLastThatIsRead()
    {
        for (int round = 0; round < 100; round++)
        {
            using RawPeer peer = await RawPeer.OpenAsync(_server);
            await peer.SendAsync(Join(Close(1000), TextOf("""{"op":"ping","t":1}"""), Ping("late"u8), [1, 2, 3]));
            RawFrame close = await peer.ReadFrameAsync();
            Assert.Equal(1000, close.Code);
            await peer.AssertEndAsync();
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Fact]
    public async Task Ping_Of125Bytes_IsEchoedExactly()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        byte[] payload = [.. Enumerable.Range(0, 125).Select(n => (byte)(n * 7))];
        await peer.SendAsync(Ping(payload));
        RawFrame pong = await peer.ReadFrameAsync();
        Assert.Equal(Final | PongCode, pong.First);
        Assert.Equal(payload, pong.Payload);
    }

    [Fact]
    public async Task Ping_InsideFragments_IsAnsweredAtOnceAndTheMessageIsWhole()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(Join(Build(Text, PingMessage.AsSpan(0, 5)), Ping("now"u8)));
        Assert.Equal("now", (await peer.ReadFrameAsync()).Text);
        await peer.SendAsync(Join(Build(Continuation, PingMessage.AsSpan(5, 3)), Build(Final | Continuation, PingMessage.AsSpan(8))));
        Assert.Contains("\"pong\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ping_FiftyThousandTimes_EndsWithThePongOfTheLastAndOthersAreServed()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        Task sending = peer.SendAsync(Join(Enumerable.Range(1, 50_000).Select(n => Ping(BitConverter.GetBytes(n)))));
        using (RawPeer other = await RawPeer.OpenAsync(_server))
        {
            await other.SendAsync(TextOf("""{"op":"ping","t":1}"""));
            await other.ReadFrameAsync();
        }

        int last = 0;
        while (last < 50_000)
        {
            RawFrame pong = await peer.ReadFrameAsync();
            Assert.Equal(PongCode, pong.Opcode);
            int number = BitConverter.ToInt32(pong.Payload);
            Assert.True(number >= last, "pongs go back");
            last = number;
        }

        await sending;
    }

    [Fact]
    public async Task Pong_ThatNobodyAskedFor_IsIgnored()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(Join(Pong("hello"u8), Pong([]), TextOf("""{"op":"ping","t":9}""")));
        Assert.Contains("\"t\":9", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frames_OneByteAtATime_AreServed()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        foreach (byte one in Join(Build(Final | Text, PingMessage, lengthBytes: 8), Ping("slow"u8)))
        {
            await peer.SendAsync(new[] { one });
        }

        string[] answers = [(await peer.ReadFrameAsync()).Text, (await peer.ReadFrameAsync()).Text];
        Assert.Contains("slow", answers);
        Assert.Contains(answers, answer => answer.Contains("\"pong\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Frames_OfTwentyThousandEmptyFragments_AreServed()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(Join(
            [Build(Text, PingMessage), .. Enumerable.Repeat(Build(Continuation, []), 20_000), Build(Final | Continuation, [])]));
        Assert.Contains("\"pong\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_OfExactlyTheLimit_IsRead()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        byte[] message = new byte[1024 * 1024];
        message.AsSpan().Fill((byte)' ');
        PingMessage.CopyTo(message, 0);
        await peer.SendAsync(Build(Final | Text, message));
        Assert.Contains("\"pong\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_OfSixtyFourMegabytes_IsClosedWith1009WhileItStillComes()
    {
        using (RawPeer peer = await RawPeer.OpenAsync(_server))
        {
            Task sending = peer.TrySendAsync(Build(Final | Binary, new byte[64 * 1024 * 1024]));
            RawFrame close = await peer.ReadFrameAsync();
            Assert.Equal((1009, "too_long"), (close.Code, close.Reason));
            await sending;
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Fact]
    public async Task Header_LeftIncomplete_IsAProtocolErrorAtTheReadDeadline()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(_server.Road, "WebSockets:ReadDeadline=00:00:00.2");
        using RawPeer peer = await RawPeer.OpenAsync(server);
        await peer.SendAsync(new byte[] { Final | Text });
        RawFrame close = await peer.ReadFrameAsync(CloseCode);
        Assert.Equal((1002, "read_deadline"), (close.Code, close.Reason));
        await peer.AssertEndAsync();
    }
}
