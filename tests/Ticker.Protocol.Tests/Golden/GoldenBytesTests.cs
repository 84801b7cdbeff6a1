using System.Text;
using Ticker.Model;

namespace Ticker.Protocol.Tests.Golden;

public class GoldenBytesTests
{
    private static readonly IReadOnlyDictionary<string, GoldenCase> Server = GoldenCase.ReadAll("server-messages.json");
    private static readonly IReadOnlyDictionary<string, GoldenCase> Client = GoldenCase.ReadAll("client-messages.json");
    private static readonly IReadOnlyDictionary<string, GoldenCase> Data = GoldenCase.ReadAll("data-messages.json");

    public static TheoryData<string> ServerNames => [.. Server.Keys];

    public static TheoryData<string> ClientNames => [.. Client.Keys];

    public static TheoryData<string> DataNames => [.. Data.Keys];

    [Theory]
    [MemberData(nameof(ServerNames))]
    public void WriteServerMessage_GoldenCase_SameBytes(string name)
    {
        ServerMessage message = GoldenServerMessages.Of(name);
        Assert.Equal(Convert.ToHexStringLower(Server[name].MessagePack), Convert.ToHexStringLower(Wire.Bytes(message, WireEncoding.MessagePack)));
        Assert.Equal(Server[name].Json, Encoding.UTF8.GetString(Wire.Bytes(message, WireEncoding.Json)));
    }

    [Theory]
    [MemberData(nameof(ServerNames))]
    public void ReadServerMessage_GoldenCase_SameMessage(string name)
    {
        foreach (byte[] bytes in new[] { Server[name].MessagePack, Encoding.UTF8.GetBytes(Server[name].Json) })
        {
            ServerMessage? read = ServerMessageReader.Read(bytes, out MessageFault? fault);

            Assert.Null(fault);
            Assert.IsType(GoldenServerMessages.Of(name).GetType(), read);
            Assert.False(ServerMessageReader.IsData(bytes));
            Assert.Equal(Server[name].MessagePack, Wire.Bytes(read!, WireEncoding.MessagePack));
            Assert.Equal(Server[name].Json, Encoding.UTF8.GetString(Wire.Bytes(read!, WireEncoding.Json)));
        }
    }

    [Theory]
    [MemberData(nameof(ClientNames))]
    public void WriteClientMessage_GoldenCase_SameBytes(string name)
    {
        ClientMessage message = GoldenClientMessages.Of(name);
        Assert.Equal(Convert.ToHexStringLower(Client[name].MessagePack), Convert.ToHexStringLower(Wire.Bytes(message, WireEncoding.MessagePack)));
        Assert.Equal(Client[name].Json, Encoding.UTF8.GetString(Wire.Bytes(message, WireEncoding.Json)));
    }

    [Theory]
    [MemberData(nameof(ClientNames))]
    public void ReadClientMessage_GoldenCase_SameMessage(string name)
    {
        foreach (byte[] bytes in new[] { Client[name].MessagePack, Encoding.UTF8.GetBytes(Client[name].Json) })
        {
            ClientMessage? read = ClientMessageReader.Read(bytes, out MessageFault? fault);

            Assert.Null(fault);
            Assert.IsType(GoldenClientMessages.Of(name).GetType(), read);
            Assert.Equal(Client[name].MessagePack, Wire.Bytes(read!, WireEncoding.MessagePack));
        }
    }

    [Theory]
    [MemberData(nameof(DataNames))]
    public void WriteDataMessage_GoldenCase_SameBytes(string name)
    {
        DataMessage message = GoldenDataMessages.Of(name);
        Assert.Equal(Convert.ToHexStringLower(Data[name].MessagePack), Convert.ToHexStringLower(message.Write(WireEncoding.MessagePack)));
        Assert.Equal(Data[name].Json, Encoding.UTF8.GetString(message.Write(WireEncoding.Json)));
    }

    [Theory]
    [MemberData(nameof(DataNames))]
    public void ReadDataMessage_GoldenCaseInMessagePack_SameTicks(string name)
    {
        DataMessage expected = GoldenDataMessages.Of(name);
        Assert.True(ServerMessageReader.IsData(Data[name].MessagePack));
        var reader = new DataMessageReader(Data[name].MessagePack);
        Assert.Equal(expected.Id, reader.SubscriptionId);
        foreach (DataTick one in expected.Ticks)
        {
            Assert.True(reader.TryRead(out Tick tick, out Collapsed collapsed));
            Assert.Equal(AsDelivered(one, expected.Times), tick);
            Assert.Equal(one.Collapsed, collapsed);
        }

        Assert.False(reader.TryRead(out _, out _));
    }

    [Theory]
    [MemberData(nameof(DataNames))]
    public void ReadDataMessage_GoldenCaseInJson_SameTicks(string name)
    {
        DataMessage expected = GoldenDataMessages.Of(name);
        byte[] bytes = Encoding.UTF8.GetBytes(Data[name].Json);
        Assert.True(ServerMessageReader.IsData(bytes));
        var reader = new JsonDataMessageReader(bytes, utf8 => expected.Ticks[0].Instrument is { } known && utf8.SequenceEqual(known.Utf8Name.Span) ? known : null);
        Assert.Equal(expected.Id, reader.SubscriptionId);
        foreach (DataTick one in expected.Ticks)
        {
            Assert.True(reader.TryRead(out Tick tick, out Collapsed collapsed));
            Assert.Equal(one.Instrument.FullName, Encoding.UTF8.GetString(reader.Symbol));
            Assert.Equal(AsDelivered(one, expected.Times), tick);
            Assert.Equal(one.Collapsed, collapsed);
        }

        Assert.False(reader.TryRead(out _, out _));
        Assert.Equal(0, reader.UnknownInstruments);
    }

    private static Tick AsDelivered(DataTick one, bool times) =>
        one.Tick with { Flags = one.Tick.Flags | one.ExtraFlags, ReceiveTime = times ? one.Tick.ReceiveTime : UnixNanos.None };
}
