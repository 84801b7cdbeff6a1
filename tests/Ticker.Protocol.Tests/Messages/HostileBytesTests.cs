using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Protocol.Tests.Golden;

namespace Ticker.Protocol.Tests.Messages;

public class HostileBytesTests
{
    private static readonly byte[][] Valid =
    [
        .. GoldenCase.ReadAll("client-messages.json").Values.SelectMany(one => new[] { one.MessagePack, Encoding.UTF8.GetBytes(one.Json) }),
        .. GoldenCase.ReadAll("server-messages.json").Values.SelectMany(one => new[] { one.MessagePack, Encoding.UTF8.GetBytes(one.Json) }),
        .. GoldenCase.ReadAll("data-messages.json").Values.SelectMany(one => new[] { one.MessagePack, Encoding.UTF8.GetBytes(one.Json) }),
    ];

    [Fact]
    public void Read_EveryTruncationOfEveryMessage_CleanFault()
    {
        foreach (byte[] message in Valid)
        {
            for (int length = 0; length < message.Length; length++)
            {
                Assert.Null(ClientMessageReader.Read(message.AsSpan(0, length), out MessageFault? fault));
                Assert.Equal((FaultCodes.BadMessage, true), (fault!.Code, fault.Malformed));
                Assert.Null(ServerMessageReader.Read(message.AsSpan(0, length), out fault));
                Assert.Equal(FaultCodes.BadMessage, fault!.Code);
                Assert.ThrowsAny<FormatException>(() => ReadTicks(message[..length]));
            }
        }
    }

    [Fact]
    public void Read_EveryByteOfEveryMessageChanged_NeverAnException()
    {
        foreach (byte[] message in Valid)
        {
            for (int at = 0; at < message.Length; at++)
            {
                foreach (byte value in new byte[] { 0x22, 0xc1, 0xdd, 0xff, (byte)(message[at] ^ 1) })
                {
                    byte[] changed = [.. message];
                    changed[at] = value;
                    ReadAllWays(changed);
                }
            }
        }
    }

    [Fact]
    public void Read_RandomBytes_NeverAnException() =>
        Prop.ForAll<byte[]>(ReadAllWays).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Read_RandomJsonText_NeverAnException() =>
        Prop.ForAll<string>(text => ReadAllWays(Encoding.UTF8.GetBytes("{\"op\":" + text))).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static void ReadAllWays(byte[] message)
    {
        ClientMessage? client = ClientMessageReader.Read(message, out MessageFault? fault);
        Assert.True(client is null != fault is null);
        ServerMessage? server = ServerMessageReader.Read(message, out fault);
        Assert.True(server is null != fault is null);
        ServerMessageReader.IsData(message);
        try
        {
            ReadTicks(message);
        }
        catch (FormatException)
        {
            // What a data reader says of bytes that are no data message.
        }
    }

    private static void ReadTicks(byte[] message)
    {
        if (message.AsSpan().TrimStart((byte)' ').StartsWith("{"u8))
        {
            var json = new JsonDataMessageReader(message, static _ => GoldenDataMessages.Bitcoin);
            while (json.TryRead(out _, out _))
            {
            }

            return;
        }

        var reader = new DataMessageReader(message);
        while (reader.TryRead(out _, out _))
        {
        }
    }
}
