using System.Text;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using static Ticker.Server.Tests.Peers.Frames;

namespace Ticker.Server.Tests.Door;

/// <summary>Messages that are not what they should be, inside frames that are.</summary>
public sealed class MessageTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly ServerUnderTest _server = shared.Server;

    public static IEnumerable<object[]> MalformedNames => Malformed.Select(message => new object[] { message.Key, message.Value.Code });

    public static TheoryData<string, string> RefusedMessages => new()
    {
        { """{"op":"fly"}""", "unknown_op" },
        { """{"op":""}""", "unknown_op" },
        { """{"op":"subscribe","id":1,"symbols":["XNAS:A"],"from":{"time":9000000000000000000}}""", "bad_value" },
        { """{"op":"subscribe","id":1,"symbols":["XNAS:A"],"mode":"faster"}""", "bad_value" },
        { """{"op":"subscribe","id":1,"symbols":["XNAS:A"],"kinds":["depth"]}""", "bad_value" },
        { """{"op":"subscribe","id":1,"symbols":["XNAS:A\u0007B"]}""", "bad_value" },
        { """{"op":"subscribe","id":1,"symbols":["XNAS:*\u0000"]}""", "bad_value" },
        { """{"op":"subscribe","id":1,"symbols":["AAPL"]}""", "bad_value" },
        { $$"""{"op":"subscribe","id":1,"symbols":["XNAS:{{new string('a', 10_240)}}"]}""", "bad_value" },
        { """{"op":"unsubscribe","id":77}""", "unknown_id" },
        { """{"op":"pause","id":77}""", "unknown_id" },
    };

    private static Dictionary<string, (byte[] Message, string Code)> Malformed { get; } = new()
    {
        ["empty"] = ([], "bad_message"),
        ["never used byte"] = ([0xC1], "bad_message"),
        ["truncated map"] = ([0x82, 0xA2, (byte)'o', (byte)'p'], "bad_message"),
        ["garbage"] = ([0xFE, 0xED, 0xBE, 0xEF, 0x00], "bad_message"),
        ["gzip"] = ([0x1F, 0x8B, 0x08, 0, 0, 0, 0, 0], "bad_message"),
        ["protobuf"] = ([0x0A, 0x04, 0x74, 0x65, 0x73, 0x74], "bad_message"),
        ["an array, not a map"] = ([0x93, 1, 2, 3], "bad_message"),
        ["trailing bytes"] = (Join(MsgPackPing(), [0xC0]), "bad_message"),
        ["array32 of 2^32-1"] = (Join([0x81, 0xA1, (byte)'x', 0xDD], [0xFF, 0xFF, 0xFF, 0xFF]), "bad_message"),
        ["map32 of 2^32-1"] = ([0xDF, 0xFF, 0xFF, 0xFF, 0xFF], "bad_message"),
        ["map32 of 2^30"] = ([0xDF, 0x40, 0, 0, 0], "bad_message"),
        ["str32 of 2^32-1"] = ([0x81, 0xDB, 0xFF, 0xFF, 0xFF, 0xFF], "bad_message"),
        ["bin32 of 2^31"] = ([0x81, 0xA1, (byte)'x', 0xC6, 0x80, 0, 0, 0], "bad_message"),
        ["ext32 of 2^32-1"] = ([0x81, 0xA1, (byte)'x', 0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "bad_message"),
        ["array32 symbols"] = (Join([0x83], Key("op"), Key("subscribe"), Key("id"), [1], Key("symbols"), [0xDD, 0x7F, 0xFF, 0xFF, 0xFF]), "bad_message"),
        ["50,000 nested arrays"] = (Join([0x81, 0xA1, (byte)'x'], [.. Enumerable.Repeat((byte)0x91, 50_000)], [0xC0]), "bad_message"),
        ["20,000 nested maps"] = (Join([0x81, 0xA1, (byte)'x'], [.. Enumerable.Range(0, 20_000).SelectMany(_ => new byte[] { 0x81, 0xA1, (byte)'x' })], [0xC0]), "bad_message"),
        ["1,000 nested in JSON"] = (Utf8("{\"x\":" + new string('[', 1_000) + new string(']', 1_000) + "}"), "bad_message"),
        ["bad UTF-8 in text"] = (Join([0x81], Key("op"), [0xA2, 0xC3, 0x28]), "bad_message"),
        ["a duplicate key"] = (Join([0x83], Key("op"), Key("ping"), Key("t"), [1], Key("t"), [2]), "duplicate_key"),
        ["a duplicate key in JSON"] = (Utf8("""{"op":"ping","t":1,"t":2}"""), "duplicate_key"),
        ["NaN as key"] = (Join([0x81, 0xCB, 0x7F, 0xF8, 0, 0, 0, 0, 0, 0], [0xC0]), "bad_message"),
        ["an array as key"] = ([0x81, 0x91, 0x01, 0xC0], "bad_message"),
        ["an id of 2^64-1"] = (Join([0x82], Key("op"), Key("unsubscribe"), Key("id"), [0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]), "bad_value"),
        ["an id of 0"] = (Utf8("""{"op":"unsubscribe","id":0}"""), "bad_value"),
        ["an id of the wrong type"] = (Utf8("""{"op":"unsubscribe","id":"1"}"""), "bad_value"),
        ["op of the wrong type"] = (Utf8("""{"op":1}"""), "bad_value"),
        ["no op"] = (Utf8("""{"id":1}"""), "missing_key"),
        ["no symbols"] = (Utf8("""{"op":"subscribe","id":1}"""), "missing_key"),
        ["no id"] = (Utf8("""{"op":"subscribe","symbols":["XNAS:A"]}"""), "missing_key"),
        ["NaN in JSON"] = (Utf8("""{"op":"ping","t":NaN}"""), "bad_message"),
        ["1e400 in JSON"] = (Utf8("""{"op":"ping","t":1e400}"""), "bad_value"),
        ["half of a JSON object"] = (Utf8("""{"op":"ping","t":"""), "bad_message"),
        ["JSON and more"] = (Utf8("""{"op":"ping","t":1} {}"""), "bad_message"),
    };

    [Theory]
    [MemberData(nameof(MalformedNames))]
    public async Task Malformed_FourTimes_IsAnsweredThriceAndThenClosedWith4400(string name, string code)
    {
        byte[] frame = BinaryOf(Malformed[name].Message);
        using (RawPeer peer = await RawPeer.OpenAsync(_server))
        {
            await peer.SendAsync(Join(frame, frame, frame, frame, TextOf("""{"op":"ping","t":1}""")));
            for (int answer = 0; answer < 3; answer++)
            {
                string error = (await peer.ReadFrameAsync()).Text;
                Assert.Contains("\"ev\":\"error\"", error, StringComparison.Ordinal);
                Assert.Contains($"\"code\":\"{code}\"", error, StringComparison.Ordinal);
            }

            RawFrame close = await peer.ReadFrameAsync();
            Assert.Equal((4400, "malformed"), (close.Code, close.Reason));
            await peer.SendAsync(Close(4400));
            await peer.AssertEndAsync();
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Theory]
    [MemberData(nameof(RefusedMessages))]
    public async Task Refused_ManyTimes_IsAnErrorEachTimeAndNoMore(string message, string code)
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        for (int time = 0; time < 10; time++)
        {
            await peer.SendAsync(TextOf(message));
            string error = (await peer.ReadFrameAsync()).Text;
            Assert.Contains($"\"code\":\"{code}\"", error, StringComparison.Ordinal);
        }

        await peer.SendAsync(TextOf("""{"op":"ping","t":1,"unknown":[1,{"a":2}]}"""));
        Assert.Contains("\"pong\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_InTheMessagePackSubprotocolAndBack_IsReadByItsFirstByte()
    {
        using RawPeer msgpack = await RawPeer.OpenAsync(_server, protocol: "ticker.v1.msgpack");
        await msgpack.SendAsync(Join(TextOf("""{"op":"ping","t":1}"""), BinaryOf("""  {"op":"ping","t":2}"""u8)));
        Assert.Equal(Final | Binary, (await msgpack.ReadFrameAsync()).First);
        Assert.Equal(Final | Binary, (await msgpack.ReadFrameAsync()).First);
        using RawPeer json = await RawPeer.OpenAsync(_server);
        await json.SendAsync(BinaryOf(MsgPackPing()));
        Assert.Contains("\"pong\"", (await json.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_ToAHundredThousandSymbols_IsOverTheMessageLimit()
    {
        using (RawPeer peer = await RawPeer.OpenAsync(_server))
        {
            await peer.TrySendAsync(TextOf(Subscribe(Enumerable.Range(0, 100_000).Select(n => $"XNAS:SYMBOL{n}"))));
            Assert.Equal(1009, (await peer.ReadFrameAsync()).Code);
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Fact]
    public async Task Subscribe_ToAHundredThousandShortSymbols_IsRefusedWhole()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        await peer.SendAsync(TextOf(Subscribe(Enumerable.Repeat("X:A", 100_000))));
        Assert.Contains("\"code\":\"limit\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
        Assert.Equal(0, _server.Subscriptions);
    }

    [Fact]
    public async Task Subscribe_ToOneSymbolTenThousandTimes_IsOneInstrument()
    {
        using (RawPeer peer = await RawPeer.OpenAsync(_server))
        {
            await peer.SendAsync(TextOf(Subscribe(Enumerable.Repeat("XNAS:NOBODY", 10_000))));
            Assert.Contains("\"unknown\":[\"XNAS:NOBODY\"]", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Fact]
    public async Task Subscribe_WithSpacesSlashesAndStars_IsLegalAndLinear()
    {
        using RawPeer peer = await RawPeer.OpenAsync(_server);
        string stars = new('*', 40);
        await peer.SendAsync(TextOf(Subscribe(["XNYS:BRK B", "FX:EUR/USD", "OPRA:SPY 240816C00550000", stars + "a" + stars + "b", "*****:é*"])));
        Assert.Contains("\"subscribed\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_Flood_IsClosedWith4429AndOthersAreServed()
    {
        using (RawPeer peer = await RawPeer.OpenAsync(_server))
        {
            Task sending = peer.TrySendAsync(Join(Enumerable.Range(1, 20_000).Select(n => TextOf($$"""{"op":"unsubscribe","id":{{n}}}"""))));
            using (RawPeer other = await RawPeer.OpenAsync(_server))
            {
                await other.SendAsync(TextOf("""{"op":"ping","t":1}"""));
                await other.ReadFrameAsync();
            }

            RawFrame close = await peer.ReadFrameAsync(CloseCode);
            Assert.Equal((4429, "too_fast"), (close.Code, close.Reason));
            await sending;
        }

        await HealthySubscriber.AssertServedAsync(_server);
    }

    [Fact]
    public async Task Subscribe_BeyondTheLimitAgainAndAgain_IsRefusedAndThenClosedWith4413()
    {
        using (RawPeer peer = await RawPeer.OpenAsync(_server))
        {
            Task sending = peer.TrySendAsync(Join(Enumerable.Range(1, 990).Select(n => TextOf($$"""{"op":"subscribe","id":{{n}},"symbols":[]}"""))));
            await sending;
            await Patience.UntilAsync(() => _server.Subscriptions == 990, () => $"{_server.Subscriptions}");
        }

        await HealthySubscriber.AssertServedAsync(_server);
        await using ServerUnderTest small = await ServerUnderTest.StartAsync("Subscribers:MaxSubscriptions=2", "Subscribers:HeartbeatInterval=01:00:00");
        using RawPeer greedy = await RawPeer.OpenAsync(small);
        await greedy.SendAsync(Join(Enumerable.Range(1, 40).Select(n => TextOf($$"""{"op":"subscribe","id":{{n}},"symbols":[],"from":"now"}"""))));
        int refusals = 0;
        RawFrame frame;
        while (!(frame = await greedy.ReadFrameAsync()).IsClose)
        {
            refusals += frame.Text.Contains("too_many_subscriptions", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal((17, 4413), (refusals, frame.Code));
    }

    [Fact]
    public async Task Subscribe_ToMorePatternsOrSymbolsThanAConnectionMay_IsRefusedWholeAndUnsubscribingMakesRoom()
    {
        await using ServerUnderTest small = await ServerUnderTest.StartAsync(
            "Subscribers:MaxPatterns=3", "Subscribers:MaxSymbols=3", "Subscribers:HeartbeatInterval=01:00:00");
        using RawPeer peer = await RawPeer.OpenAsync(small);
        await AssertAnsweredAsync("""{"op":"subscribe","id":1,"symbols":["A*","B*","B*","X:A","X:B","X:B"],"from":"now"}""", "subscribed", "seam");
        await AssertAnsweredAsync("""{"op":"subscribe","id":2,"symbols":["C*","D*"]}""", "\"code\":\"limit\"");
        await AssertAnsweredAsync("""{"op":"subscribe","id":2,"symbols":["X:A","X:C"]}""", "\"code\":\"limit\"");
        await AssertAnsweredAsync("""{"op":"subscribe","id":2,"symbols":["C*","X:C"],"from":"now"}""", "subscribed", "seam");
        await AssertAnsweredAsync("""{"op":"unsubscribe","id":1}""", "unsubscribed");
        await AssertAnsweredAsync("""{"op":"subscribe","id":3,"symbols":["C*","D*","X:C","X:D"],"from":"now"}""", "subscribed", "seam");

        async Task AssertAnsweredAsync(string message, params string[] answers)
        {
            await peer.SendAsync(TextOf(message));
            foreach (string answer in answers)
            {
                Assert.Contains(answer, (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Message_WithMoreSymbolsThanOneMay_IsRefusedWholeAndTheRestMayComeInAnother()
    {
        await using ServerUnderTest small = await ServerUnderTest.StartAsync("Subscribers:MaxMessageSymbols=2", "Subscribers:HeartbeatInterval=01:00:00");
        using RawPeer peer = await RawPeer.OpenAsync(small);
        await AssertAnsweredAsync("""{"op":"subscribe","id":1,"symbols":["X:A","X:B","X:C"],"from":"now"}""", "\"code\":\"limit\"", "symbols holds 3 entries; one message may hold 2");
        await AssertAnsweredAsync("""{"op":"subscribe","id":1,"symbols":["X:A","X:B"],"from":"now"}""", "subscribed");
        Assert.Contains("seam", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
        await AssertAnsweredAsync("""{"op":"modify","id":1,"add":["X:C","X:D","X:E"]}""", "\"code\":\"limit\"", "add holds 3 entries");
        await AssertAnsweredAsync("""{"op":"modify","id":1,"remove":["X:A","X:B","X:C"]}""", "\"code\":\"limit\"", "remove holds 3 entries");
        await AssertAnsweredAsync("""{"op":"modify","id":1,"add":["X:C","X:D"]}""", "\"ev\":\"subscribed\"");

        async Task AssertAnsweredAsync(string message, params string[] told)
        {
            await peer.SendAsync(TextOf(message));
            string answer = (await peer.ReadFrameAsync()).Text;
            Assert.All(told, text => Assert.Contains(text, answer, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task Malformed_MoreOftenThanIsTolerated_IsClosedWith4400(int tolerated)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync($"Subscribers:ToleratedFaults={tolerated}", "Subscribers:HeartbeatInterval=01:00:00");
        using RawPeer peer = await RawPeer.OpenAsync(server);
        for (int n = 0; n < tolerated; n++)
        {
            await peer.SendAsync(TextOf("{"));
            Assert.Contains("\"error\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
        }

        await peer.SendAsync(TextOf("{"));
        Assert.Equal(4400, (await peer.ReadFrameAsync(CloseCode)).Code);
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Key(string text) => [(byte)(0xA0 | text.Length), .. Utf8(text)];

    private static byte[] MsgPackPing() => Join([0x82], Key("op"), Key("ping"), Key("t"), [1]);

    private static string Subscribe(IEnumerable<string> symbols) =>
        $$"""{"op":"subscribe","id":1,"symbols":[{{string.Join(',', symbols.Select(symbol => $"\"{symbol}\""))}}]}""";
}
