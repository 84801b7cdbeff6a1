using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Recording.Export.Parquet;

namespace Ticker.Recording.Tests.Export.Parquet;

public class EncoderTests
{
    [Fact]
    public void Delta_ExampleOfTheSpecification_HasItsBytes()
    {
        // Steps of 1: a block of 128 steps whose least is 1 and whose rests take no bits at all.
        Assert.Equal([0x80, 0x01, 4, 5, 2, 2, 0, 0, 0, 0], Delta([1, 2, 3, 4, 5]));

        // Steps -2, -2, -2, 1, 1, 1, 1: the least is -2, the rests 0, 0, 0, 3, 3, 3, 3 take two bits each.
        Assert.Equal([0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0xC0, 0x3F, 0, 0, 0, 0, 0, 0], Delta([7, 5, 3, 1, 2, 3, 4, 5]));
    }

    [Fact]
    public void Delta_AnyNumbers_CanBeDecoded() => Prop.ForAll(
        ArbMap.Default.ArbFor<long[]>().Generator.ToArbitrary(),
        values => Decoded(Delta(values)).SequenceEqual(values)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(1_000)]
    public void Delta_Extremes_CanBeDecoded(int count)
    {
        long[] values = [.. Enumerable.Range(0, count).Select(n => n % 3 == 0 ? long.MinValue : n % 3 == 1 ? long.MaxValue : n)];

        Assert.Equal(values, Decoded(Delta(values)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    [InlineData(32)]
    public void RunLength_RunsAndOthers_CanBeDecoded(int width)
    {
        uint most = uint.MaxValue >> (32 - width);
        Gen<uint[]> runs =
            from lengths in Gen.Choose(1, 40).ArrayOf()
            from values in Gen.Choose(0, int.MaxValue).ArrayOf(lengths.Length)
            select lengths.Zip(values, (length, value) => Enumerable.Repeat((uint)value & most, length % 3 == 0 ? length : 1)).SelectMany(run => run).ToArray();
        Prop.ForAll(runs.ToArbitrary(), values => Decoded(RunLength(values, width), width, values.Length).SequenceEqual(values)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void RunLength_LongRun_TakesThreeBytes() => Assert.Equal([0xD0, 0x0F, 1], RunLength([.. Enumerable.Repeat(1u, 1_000)], 1));

    private static byte[] Delta(long[] values)
    {
        var output = new ArrayBufferWriter<byte>();
        DeltaEncoder.Write(output, values);
        return output.WrittenSpan.ToArray();
    }

    private static long[] Decoded(byte[] bytes)
    {
        var reader = new BitReader(bytes);
        int block = (int)reader.Varint();
        int minis = (int)reader.Varint();
        var values = new List<long>();
        int count = (int)reader.Varint();
        long value = reader.Zigzag();
        if (count > 0)
        {
            values.Add(value);
        }

        while (values.Count < count)
        {
            long least = reader.Zigzag();
            byte[] widths = new byte[minis];
            for (int n = 0; n < minis; n++)
            {
                widths[n] = reader.Byte();
            }

            foreach (byte width in widths)
            {
                foreach (ulong rest in reader.Packed(block / minis, width))
                {
                    if (values.Count < count)
                    {
                        values.Add(value = unchecked(value + least + (long)rest));
                    }
                }
            }
        }

        Assert.True(reader.AtEnd);
        return [.. values];
    }

    private static byte[] RunLength(uint[] values, int width)
    {
        var output = new ArrayBufferWriter<byte>();
        var encoder = new RunLengthEncoder(output) { Width = width };
        foreach (uint value in values)
        {
            encoder.Add(value);
        }

        encoder.Finish();
        return output.WrittenSpan.ToArray();
    }

    private static uint[] Decoded(byte[] bytes, int width, int count)
    {
        var reader = new BitReader(bytes);
        var values = new List<uint>();
        while (values.Count < count)
        {
            ulong header = reader.Varint();
            if ((header & 1) != 0)
            {
                values.AddRange(reader.Packed((int)(header >> 1) * 8, width).Select(value => (uint)value));
                continue;
            }

            uint repeated = 0;
            for (int place = 0; place < (width + 7) / 8; place++)
            {
                repeated |= (uint)reader.Byte() << (8 * place);
            }

            values.AddRange(Enumerable.Repeat(repeated, (int)(header >> 1)));
        }

        Assert.True(reader.AtEnd);
        return [.. values.Take(count)];
    }
}
