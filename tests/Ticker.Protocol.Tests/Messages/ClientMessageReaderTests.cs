using System.Text;
using Ticker.Model;

namespace Ticker.Protocol.Tests.Messages;

public class ClientMessageReaderTests
{
    [Theory]
    // Not one whole map.
    [InlineData("", "bad_message", true, null)]
    [InlineData(" ", "bad_message", true, null)]
    [InlineData("[]", "bad_message", true, null)]
    [InlineData("nonsense", "bad_message", true, null)]
    [InlineData("{", "bad_message", true, null)]
    [InlineData("""{"op":"ping","t":1""", "bad_message", true, null)]
    [InlineData("""{"op":"ping","t":1}}""", "bad_message", true, null)]
    [InlineData("""{"op":"pause","id":3} {}""", "bad_message", true, 3)]
    [InlineData("""{"op":"ping","t":NaN}""", "bad_message", true, null)]
    [InlineData("""{"op":"ping","t":-Infinity}""", "bad_message", true, null)]
    [InlineData("""{"op":"ping","t":01}""", "bad_message", true, null)]
    [InlineData("""{"op":"ping","t":1,}""", "bad_message", true, null)]
    [InlineData("""{"op":"ping",/* no */"t":1}""", "bad_message", true, null)]
    [InlineData("""{"op":"auth","token":"\ud800"}""", "bad_message", true, null)]
    [InlineData("""{"op":"ping","t":1,"x":[[[[[[[[1]]]]]]]]}""", "bad_message", true, null)]
    // Operations.
    [InlineData("{}", "missing_key", true, null)]
    [InlineData("""{"id":4}""", "missing_key", true, 4)]
    [InlineData("""{"op":7}""", "bad_value", true, null)]
    [InlineData("""{"op":"rewind","id":4}""", "unknown_op", false, 4)]
    [InlineData("""{"op":"rewind","id":4,"mode":[]}""", "unknown_op", false, 4)]
    [InlineData("""{"op":"Ping","t":1}""", "unknown_op", false, null)]
    // Keys twice, also by an escape and in an inner map.
    [InlineData("""{"op":"ping","op":"ping","t":1}""", "duplicate_key", true, null)]
    [InlineData("""{"op":"ping","t":1,"\u0074":1}""", "duplicate_key", true, null)]
    [InlineData("""{"op":"ping","t":1,"x":1,"x":2}""", "duplicate_key", true, null)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":{"time":1,"time":1}}""", "duplicate_key", true, 1)]
    // Keys that are not there.
    [InlineData("""{"op":"ping"}""", "missing_key", true, null)]
    [InlineData("""{"op":"auth"}""", "missing_key", true, null)]
    [InlineData("""{"op":"subscribe","symbols":[]}""", "missing_key", true, null)]
    [InlineData("""{"op":"subscribe","id":1}""", "missing_key", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"mode":"interval"}""", "missing_key", true, 1)]
    [InlineData("""{"op":"unsubscribe"}""", "missing_key", true, null)]
    // Numbers.
    [InlineData("""{"op":"pause","id":0}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":-1}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":2147483648}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":18446744073709551615}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":18446744073709551616}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":1e400}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":1e2}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":1.0}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":1.5}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":"1"}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":null}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":true}""", "bad_value", true, null)]
    [InlineData("""{"op":"pause","id":[1]}""", "bad_value", true, null)]
    [InlineData("""{"op":"ping","t":18446744073709551616}""", "bad_value", true, null)]
    [InlineData("""{"op":"ping","t":"12x"}""", "bad_value", true, null)]
    [InlineData("""{"op":"ping","t":1.5}""", "bad_value", true, null)]
    [InlineData("""{"op":"modify","id":1,"interval_ms":0}""", "bad_value", true, 1)]
    [InlineData("""{"op":"modify","id":1,"interval_ms":3600001}""", "bad_value", true, 1)]
    // Texts, words and lists.
    [InlineData("""{"op":"auth","token":7}""", "bad_value", true, null)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":"*"}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[1]}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[["*"]]}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"kinds":["depth"]}""", "bad_value", false, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"kinds":[]}""", "bad_value", false, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"kinds":[1]}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"mode":"fast"}""", "bad_value", false, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"mode":1}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"on_slow":""}""", "bad_value", false, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"times":1}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","symbols":["*"],"id":1,"summary":"yes"}""", "bad_value", true, 1)]
    // Where it starts.
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":"then"}""", "bad_value", false, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":7}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":{}}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":{"epoch":1}}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":{"epoch":9007199254740992,"seq":1}}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":{"epoch":1,"seq":-1}}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":{"time":-1}}""", "bad_value", true, 1)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":[],"from":{"time":1,"seq":1}}""", "bad_value", true, 1)]
    public void Read_WrongJson_FaultAndNeverAnException(string json, string code, bool malformed, int? id) =>
        AssertFault(Encoding.UTF8.GetBytes(json), code, malformed, id);

    [Theory]
    [InlineData("c1", "bad_message", true)]
    [InlineData("c0", "bad_message", true)]
    [InlineData("90", "bad_message", true)]
    [InlineData("80", "missing_key", true)]
    // {"op": "ping", "t": 1} and a byte more, or one less.
    [InlineData("82a26f70a470696e67a17401c0", "bad_message", true)]
    [InlineData("82a26f70a470696e67a174", "bad_message", true)]
    [InlineData("ddffffffff", "bad_message", true)]
    [InlineData("dfffffffff", "bad_message", true)]
    [InlineData("df40000000", "bad_message", true)]
    [InlineData("81a26f70dbffffffff", "bad_message", true)]
    [InlineData("81a26f70c6ffffffff", "bad_message", true)]
    [InlineData("81a26f70c9ffffffff01", "bad_message", true)]
    // A key that is an array, a NaN, an integer, nil, text that is not UTF-8.
    [InlineData("8190c0", "bad_message", true)]
    [InlineData("81cb7ff8000000000000c0", "bad_message", true)]
    [InlineData("8101c0", "bad_message", true)]
    [InlineData("81c0c0", "bad_message", true)]
    [InlineData("81a1ffc0", "bad_message", true)]
    [InlineData("81a26f70a2c080", "bad_message", true)]
    // {"op": "ping", "t": NaN | 1.0 | bytes | timestamp extension}
    [InlineData("82a26f70a470696e67a174cb7ff8000000000000", "bad_value", true)]
    [InlineData("82a26f70a470696e67a174cb3ff0000000000000", "bad_value", true)]
    [InlineData("82a26f70a470696e67a174c40101", "bad_value", true)]
    [InlineData("82a26f70a470696e67a174d6ff00000001", "bad_value", true)]
    [InlineData("82a26f70a470696e67a174a131", "bad_value", true)]
    // {"op": "ping", "op": "ping", "t": 1}
    [InlineData("83a26f70a470696e67a26f70a470696e67a17401", "duplicate_key", true)]
    // {"op": "pause", "id": 2^64 - 1}
    [InlineData("82a26f70a57061757365a26964cfffffffffffffffff", "bad_value", true)]
    // {"op": bytes "ping"}: bytes are not text.
    [InlineData("82a26f70c40470696e67a17401", "bad_value", true)]
    // gzip, protobuf, a TLS hello
    [InlineData("1f8b0800000000000003", "bad_message", true)]
    [InlineData("0a0474657374", "bad_message", true)]
    [InlineData("16030100a5010000a1", "bad_message", true)]
    public void Read_WrongMessagePack_FaultAndNeverAnException(string hex, string code, bool malformed) =>
        AssertFault(Convert.FromHexString(hex), code, malformed, null);

    [Fact]
    public void Read_JsonThatIsNotUtf8_BadMessage() =>
        AssertFault([.. "{\"op\":\"auth\",\"token\":\""u8, 0xff, .. "\"}"u8], "bad_message", true, null);

    [Theory]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public void Read_NestedArrays_BadMessage(int depth)
    {
        byte[] head = Convert.FromHexString("83a26f70a470696e67a17401a178");
        AssertFault([.. head, .. Enumerable.Repeat((byte)0x91, depth), 0xc0], "bad_message", true, null);
        AssertFault(Encoding.UTF8.GetBytes($$"""{"op":"ping","t":1,"x":{{new string('[', depth)}}1{{new string(']', depth)}}}"""), "bad_message", true, null);
        AssertFault([.. Enumerable.Repeat((byte)0x91, depth), 0xc0], "bad_message", true, null);
    }

    [Fact]
    public void Read_NestedAsDeepAsAllowed_Read()
    {
        Assert.IsType<PingMessage>(Read("""{"op":"ping","t":1,"x":[[[[[[[1]]]]]]]}"""u8.ToArray()));
        byte[] head = Convert.FromHexString("83a26f70a470696e67a17401a178");
        Assert.IsType<PingMessage>(Read([.. head, .. Enumerable.Repeat((byte)0x91, 7), 0xc0]));
        AssertFault([.. head, .. Enumerable.Repeat((byte)0x91, 8), 0xc0], "bad_message", true, null);
    }

    [Theory]
    [InlineData(WireEncoding.Json)]
    [InlineData(WireEncoding.MessagePack)]
    public void Read_TooManySymbols_LimitAndNotMalformed(WireEncoding encoding)
    {
        byte[] most = Wire.Bytes(new SubscribeMessage { Id = 5, Symbols = [.. Enumerable.Repeat("A:B", MessageLimits.MaxSymbols)] }, encoding);
        Assert.Equal(MessageLimits.MaxSymbols, Assert.IsType<SubscribeMessage>(Read(most)).Symbols.Count);

        foreach (int count in new[] { MessageLimits.MaxSymbols + 1, 100_000 })
        {
            byte[] more = Wire.Bytes(new SubscribeMessage { Id = 5, Symbols = [.. Enumerable.Repeat("A:B", count)] }, encoding);
            MessageFault fault = AssertFault(more, "limit", false, 5);
            Assert.Contains($"{count} entries", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(WireEncoding.Json)]
    [InlineData(WireEncoding.MessagePack)]
    public void Read_SymbolTooLong_NamesItsPlace(WireEncoding encoding)
    {
        string longest = new('é', MessageLimits.MaxSymbolBytes / 2);
        Assert.IsType<SubscribeMessage>(Read(Wire.Bytes(new SubscribeMessage { Id = 5, Symbols = [longest + "x"] }, encoding)));

        MessageFault fault = AssertFault(Wire.Bytes(new SubscribeMessage { Id = 5, Symbols = ["A:B", "", longest + "xx"] }, encoding), "bad_value", false, 5);
        Assert.Contains("symbols[2]", fault.Message, StringComparison.Ordinal);
        AssertFault(Wire.Bytes(new SubscribeMessage { Id = 5, Symbols = [new string('x', 10_240)] }, encoding), "bad_value", false, 5);
    }

    [Fact]
    public void Read_TooManyKeys_Limit()
    {
        string keys = string.Concat(Enumerable.Range(0, MessageLimits.MaxKeys).Select(n => $",\"k{n}\":{n}"));
        AssertFault(Encoding.UTF8.GetBytes($$"""{"op":"ping"{{keys}}}"""), "limit", false, null);
    }

    [Fact]
    public void Read_UnknownKeysAndKeysOfOtherOperations_Ignored()
    {
        Assert.Equal(3, Assert.IsType<PauseMessage>(Read(""" {"future":{"a":[1,null,1e400]},"op":"pause","symbols":7,"mode":"?","id":3} """u8.ToArray())).Id);
        Assert.Equal(7, Assert.IsType<PingMessage>(Read("""{"op":"ping","id":"mine","t":7}"""u8.ToArray())).T);
    }

    [Fact]
    public void Read_IdAfterTheFault_StillTold() =>
        AssertFault("""{"op":"subscribe","mode":5,"symbols":[],"id":77}"""u8.ToArray(), "bad_value", true, 77);

    [Fact]
    public void Read_MalformedAndRefusedTogether_Malformed() =>
        AssertFault("""{"op":"subscribe","id":1,"mode":"fast","symbols":[1]}"""u8.ToArray(), "bad_value", true, 1);

    [Fact]
    public void Read_WideIntegersInJson_AsNumbersAndAsDigits()
    {
        foreach (string digits in new[] { "9007199254740993", "\"9007199254740993\"" })
        {
            byte[] message = Encoding.UTF8.GetBytes($"{{\"op\":\"subscribe\",\"id\":1,\"symbols\":[],\"from\":{{\"epoch\":5,\"seq\":{digits}}}}}");
            Assert.Equal(StartFrom.Position(5, 9007199254740993), Assert.IsType<SubscribeMessage>(Read(message)).From);
        }

        Assert.Equal(StartFrom.At(new UnixNanos(1723161253937412000)), Assert.IsType<SubscribeMessage>(
            Read("""{"op":"subscribe","id":1,"symbols":[],"from":{"time":1723161253937412000}}"""u8.ToArray())).From);
    }

    [Fact]
    public void Read_FaultOfLongUnknownOp_ShortAndPlain()
    {
        MessageFault fault = AssertFault(Encoding.UTF8.GetBytes($$"""{"op":"{{new string('x', 100_000)}}\u0007"}"""), "unknown_op", false, null);
        Assert.InRange(fault.Message.Length, 1, 100);
    }

    [Fact]
    public void ToString_OfAuth_KeepsTheSecret() =>
        Assert.DoesNotContain("secret", new AuthMessage { Token = "secret" }.ToString(), StringComparison.Ordinal);

    private static ClientMessage Read(byte[] message)
    {
        ClientMessage? read = ClientMessageReader.Read(message, out MessageFault? fault);
        Assert.Null(fault);
        return read!;
    }

    private static MessageFault AssertFault(byte[] message, string code, bool malformed, int? id)
    {
        Assert.Null(ClientMessageReader.Read(message, out MessageFault? fault));
        Assert.NotNull(fault);
        Assert.Equal((code, malformed, id), (fault.Code, fault.Malformed, fault.Id));
        Assert.NotEmpty(fault.Message);
        return fault;
    }
}
