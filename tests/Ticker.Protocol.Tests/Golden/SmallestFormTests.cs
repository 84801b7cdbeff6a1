using System.Text;
using System.Text.Json;

namespace Ticker.Protocol.Tests.Golden;

public class SmallestFormTests
{
    private static readonly IReadOnlyDictionary<string, GoldenCase> Cases = GoldenCase.ReadAll("smallest-forms.json");

    [Fact]
    public void Write_EveryFormAtItsBoundary_SameBytes()
    {
        Assert.True(Cases.Count > 40);
        foreach (GoldenCase one in Cases.Values.Where(one => one.MessagePack.Length > 0))
        {
            Assert.Equal((one.Name, Convert.ToHexStringLower(one.MessagePack)), (one.Name, Convert.ToHexStringLower(Write(one.Value))));
        }
    }

    [Fact]
    public void ReadInteger_EveryFormAtItsBoundary_SameValue()
    {
        foreach (GoldenCase one in Cases.Values.Where(one => one.Name.StartsWith("integer", StringComparison.Ordinal)))
        {
            var reader = new MessagePackReader(one.MessagePack);
            Assert.Equal(Integer(one.Value), reader.ReadInteger());
            Assert.True(reader.End);
        }
    }

    private static byte[] Write(JsonElement value)
    {
        var buffer = new byte[100_000];
        var writer = new MessagePackWriter(buffer);
        Write(ref writer, value);
        return buffer[..writer.Written];
    }

    private static void Write(ref MessagePackWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("repeat", out _))
        {
            writer.Write(new string('a', value.GetProperty("times").GetInt32()));
        }
        else if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("array_of", out _))
        {
            int count = value.GetProperty("times").GetInt32();
            writer.WriteArrayHeader(count);
            for (int n = 0; n < count; n++)
            {
                writer.Write(1L);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object && !value.TryGetProperty("int", out _))
        {
            writer.WriteMapHeader(value.EnumerateObject().Count());
            foreach (JsonProperty pair in value.EnumerateObject())
            {
                writer.WriteString(Encoding.UTF8.GetBytes(pair.Name));
                writer.Write(pair.Value.GetInt64());
            }
        }
        else
        {
            Int128 integer = Integer(value);
            if (integer < 0)
            {
                writer.Write((long)integer);
            }
            else
            {
                writer.Write((ulong)integer);
            }
        }
    }

    private static Int128 Integer(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? Int128.Parse(value.GetProperty("int").GetString()!) : value.GetInt64();
}
