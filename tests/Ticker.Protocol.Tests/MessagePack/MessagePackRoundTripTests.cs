using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Protocol.Tests.MessagePack;

public class MessagePackRoundTripTests
{
    [Fact]
    public void Write_AnySigned_ReadBackInTheSmallestForm() =>
        Prop.ForAll<long, byte>((value, shift) =>
        {
            long any = value << (shift & 63);
            byte[] bytes = Write(any, static (ref MessagePackWriter writer, long one) => writer.Write(one));
            Assert.Equal(any, new MessagePackReader(bytes).ReadInt64());
            Assert.Equal(SmallestLength(any), bytes.Length);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_AnyUnsigned_ReadBack() =>
        Prop.ForAll<ulong, byte>((value, shift) =>
        {
            ulong any = value << (shift & 63);
            byte[] bytes = Write(any, static (ref MessagePackWriter writer, ulong one) => writer.Write(one));
            Assert.Equal(any, new MessagePackReader(bytes).ReadUInt64());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_AnyText_ReadBack() =>
        Prop.ForAll<string>(text =>
        {
            byte[] bytes = Write(text, static (ref MessagePackWriter writer, string one) => writer.Write(one));
            string? valid = text is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(valid, new MessagePackReader(bytes).ReadString());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_AnyDouble_ReadBackBitForBit() =>
        Prop.ForAll<double>(value =>
        {
            byte[] bytes = Write(value, static (ref MessagePackWriter writer, double one) => writer.Write(one));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(new MessagePackReader(bytes).ReadDouble()));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Skip_AnyBytes_EndsOrRefuses() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            var reader = new MessagePackReader(bytes);
            try
            {
                reader.Skip();
                Assert.InRange(reader.Consumed, 1, bytes.Length);
            }
            catch (MessagePackSerializationException refusal)
            {
                Assert.InRange(refusal.Offset, 0, bytes.Length);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Write_ToSpanAndToBufferWriter_SameBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var grown = new MessagePackWriter(output);
        var buffer = new byte[200];
        var fixedSize = new MessagePackWriter(buffer);
        WriteOneOfEach(ref grown);
        WriteOneOfEach(ref fixedSize);
        grown.Flush();

        Assert.Equal(output.WrittenSpan.ToArray(), buffer[..fixedSize.Written]);
    }

    [Fact]
    public void Write_SpanTooSmall_Throws() => Assert.Throws<ArgumentException>(static () =>
    {
        var writer = new MessagePackWriter(new byte[3]);
        writer.Write("four");
    });

    private delegate void WriteOne<T>(ref MessagePackWriter writer, T value);

    private static byte[] Write<T>(T value, WriteOne<T> write)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        write(ref writer, value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void WriteOneOfEach(ref MessagePackWriter writer)
    {
        writer.WriteMapHeader(2);
        writer.WriteString("key"u8);
        writer.WriteArrayHeader(5);
        writer.Write(-1L);
        writer.Write(ulong.MaxValue);
        writer.Write(true);
        writer.Write(1.5);
        writer.Write((string?)null);
        writer.Write("text of more than thirty-one bytes, so that its header is longer");
        writer.WriteNil();
        writer.WriteRaw([0xc2]);
    }

    private static int SmallestLength(long value) => value switch
    {
        >= -32 and <= 127 => 1,
        >= sbyte.MinValue and <= byte.MaxValue => 2,
        >= short.MinValue and <= ushort.MaxValue => 3,
        >= int.MinValue and <= uint.MaxValue => 5,
        _ => 9,
    };
}
