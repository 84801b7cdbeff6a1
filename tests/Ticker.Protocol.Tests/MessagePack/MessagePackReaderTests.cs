using System.Text;

namespace Ticker.Protocol.Tests.MessagePack;

public class MessagePackReaderTests
{
    [Theory]
    [InlineData("c1", "never used")]
    [InlineData("", "ends where")]
    [InlineData("cd01", "ends within")]
    [InlineData("cf00000000000000", "ends within")]
    [InlineData("cb000000", "ends within")]
    [InlineData("d9", "ends within")]
    [InlineData("d90161", null)]
    [InlineData("d90261", "claims 2 bytes, with 1 left")]
    [InlineData("a261", "claims 2 bytes, with 1 left")]
    [InlineData("dbffffffff", "claims 4294967295 bytes, with 0 left")]
    [InlineData("c6ffffffff", "claims 4294967295 bytes, with 0 left")]
    [InlineData("c9ffffffff01", "claims 4294967296 bytes, with 1 left")]
    [InlineData("c7ff0100", "claims 256 bytes, with 2 left")]
    [InlineData("c7000f", null)]
    [InlineData("d60001020304", null)]
    [InlineData("d600010203", "ends within")]
    [InlineData("ddffffffff00", "claims 4294967295 elements, with 1 bytes left")]
    [InlineData("dd4000000000", "claims 1073741824 elements")]
    [InlineData("dfffffffff00", "claims 4294967295 elements, with 1 bytes left")]
    [InlineData("df8000000000", "claims 2147483648 elements")]
    [InlineData("8201c0", "claims 2 elements, with 2 bytes left")]
    [InlineData("93c0c0", "claims 3 elements, with 2 bytes left")]
    [InlineData("91a1ff", "not valid UTF-8")]
    [InlineData("a2c080", "not valid UTF-8")]
    [InlineData("a3eda080", "not valid UTF-8")]
    [InlineData("9191919191919191c0", null)]
    [InlineData("919191919191919191c0", "nested deeper than 8, at byte 8")]
    [InlineData("81c081c081c081c081c081c081c081c0c0", null)]
    [InlineData("81c081c081c081c081c081c081c081c081c0c0", "nested deeper than 8")]
    public void Skip_Bytes_PassedOverOrRefused(string hex, string? refusal)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new MessagePackReader(bytes);
        if (refusal is null)
        {
            reader.Skip();
            Assert.True(reader.End);
            Assert.Equal(bytes.Length, reader.Consumed);
            return;
        }

        Assert.Contains(refusal, Refusal(bytes, static (ref MessagePackReader one) => one.Skip()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x91, 1_000)]
    [InlineData(0x91, 50_000)]
    [InlineData(0x81, 20_000)]
    [InlineData(0xdd, 50_000)]
    public void Skip_DeepNesting_RefusedWithoutRecursion(int code, int depth)
    {
        byte[] one = code switch
        {
            0x81 => [0x81, 0xa0],
            0xdd => [0xdd, 0, 0, 0, 1],
            _ => [0x91],
        };
        byte[] bytes = [.. Enumerable.Repeat(one, depth).SelectMany(bytes => bytes), 0xc0];

        Assert.Contains("nested deeper", Refusal(bytes, static (ref MessagePackReader reader) => reader.Skip()), StringComparison.Ordinal);
    }

    [Fact]
    public void Skip_WithinContainers_CountsTheirDepth()
    {
        byte[] bytes = Convert.FromHexString("919191c0");
        var reader = new MessagePackReader(bytes) { Depth = 5 };
        reader.Skip();
        Assert.True(reader.End);

        Assert.Contains("nested deeper", Refusal(bytes, static (ref MessagePackReader one) =>
        {
            one.Depth = 6;
            one.Skip();
        }), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnotherType_RefusedAndNothingConsumed()
    {
        string[] objects = ["07", "c0", "c3", "ca3f800000", "cb3ff0000000000000", "a161", "c40100", "90", "80", "d40000"];
        Read[] reads =
        [
            static (ref MessagePackReader one) => one.ReadInteger(),
            static (ref MessagePackReader one) => Assert.True(one.TryReadNil()),
            static (ref MessagePackReader one) => one.ReadBoolean(),
            static (ref MessagePackReader one) => one.ReadDouble(),
            static (ref MessagePackReader one) => one.ReadDouble(),
            static (ref MessagePackReader one) => one.ReadStringSpan(),
            static (ref MessagePackReader one) => one.ReadBytes(),
            static (ref MessagePackReader one) => one.ReadArrayHeader(),
            static (ref MessagePackReader one) => one.ReadMapHeader(),
        ];
        for (int read = 0; read < reads.Length; read++)
        {
            for (int at = 0; at < objects.Length; at++)
            {
                byte[] bytes = Convert.FromHexString(objects[at]);
                var reader = new MessagePackReader(bytes);
                if (at == read || (reader.NextMessagePackType == MessagePackType.Float && read is 3 or 4))
                {
                    reads[read](ref reader);
                    Assert.True(reader.Consumed > 0);
                }
                else if (read != 1)
                {
                    Assert.Contains("expected", Refusal(bytes, reads[read]), StringComparison.Ordinal);
                }
                else
                {
                    Assert.False(reader.TryReadNil());
                    Assert.Equal(0, reader.Consumed);
                }
            }
        }
    }

    [Theory]
    [InlineData("cfffffffffffffffff")]
    [InlineData("cf8000000000000000")]
    public void ReadInt64_BeyondSigned_Refused(string hex) =>
        Assert.Contains("beyond 64 signed bits, at byte 0", Refusal(Convert.FromHexString(hex), static (ref MessagePackReader one) => one.ReadInt64()), StringComparison.Ordinal);

    [Theory]
    [InlineData("ff")]
    [InlineData("d38000000000000000")]
    public void ReadUInt64_Negative_Refused(string hex) =>
        Assert.Contains("negative, at byte 0", Refusal(Convert.FromHexString(hex), static (ref MessagePackReader one) => one.ReadUInt64()), StringComparison.Ordinal);

    [Theory]
    [InlineData("05")]
    [InlineData("cc05")]
    [InlineData("cd0005")]
    [InlineData("ce00000005")]
    [InlineData("cf0000000000000005")]
    [InlineData("d005")]
    [InlineData("d10005")]
    [InlineData("d200000005")]
    [InlineData("d30000000000000005")]
    public void ReadInteger_AnyWidth_SameValue(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Equal(5, new MessagePackReader(bytes).ReadInt64());
        Assert.Equal(5UL, new MessagePackReader(bytes).ReadUInt64());
    }

    [Fact]
    public void ReadString_AllWidths_SameText()
    {
        foreach (string hex in new[] { "a2c3a9", "d902c3a9", "da0002c3a9", "db00000002c3a9" })
        {
            Assert.Equal("é", new MessagePackReader(Convert.FromHexString(hex)).ReadString());
        }

        Assert.Null(new MessagePackReader([0xc0]).ReadString());
    }

    [Fact]
    public void ReadArrayHeader_ClaimOf4GElements_TakesNoMemory()
    {
        byte[] bytes = Convert.FromHexString("ddffffffff");
        Refusal(bytes, static (ref MessagePackReader one) => one.ReadArrayHeader());
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(bytes, static (ref MessagePackReader one) => one.ReadArrayHeader());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_384);
    }

    [Fact]
    public void NextMessagePackType_EveryFirstByte_Known()
    {
        var types = Enumerable.Range(0, 256).Select(one => new MessagePackReader([(byte)one]).NextMessagePackType).ToArray();
        Assert.Equal(128 + 32 + 8, types.Count(type => type == MessagePackType.Integer));
        Assert.Equal(16 + 2, types.Count(type => type == MessagePackType.Map));
        Assert.Equal(16 + 2, types.Count(type => type == MessagePackType.Array));
        Assert.Equal(32 + 3, types.Count(type => type == MessagePackType.String));
        Assert.Equal(3, types.Count(type => type == MessagePackType.Binary));
        Assert.Equal(8, types.Count(type => type == MessagePackType.Extension));
        Assert.Equal(2, types.Count(type => type == MessagePackType.Float));
        Assert.Equal(2, types.Count(type => type == MessagePackType.Boolean));
        Assert.Equal(1, types.Count(type => type == MessagePackType.Nil));
        Assert.Equal(MessagePackType.Unknown, types[0xc1]);
    }

    private delegate void Read(ref MessagePackReader reader);

    private static string Refusal(byte[] bytes, Read read)
    {
        var reader = new MessagePackReader(bytes);
        try
        {
            read(ref reader);
        }
        catch (MessagePackSerializationException refusal)
        {
            Assert.InRange(refusal.Offset, 0, bytes.Length);
            return refusal.Message;
        }

        Assert.Fail($"{Convert.ToHexString(bytes.AsSpan(0, Math.Min(bytes.Length, 32)))} was not refused");
        return "";
    }
}
