using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Protocol.Tests.Json;

public class JsonTextTests
{
    [Fact]
    public void Put_AnyText_SystemTextJsonReadsItBack() =>
        Prop.ForAll<string>(text =>
        {
            string valid = Encoding.UTF8.GetString(JsonText.ToUtf8(text ?? ""));
            Assert.Equal(valid, ReadBack(valid));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Put_EveryControlCharacter_Escaped()
    {
        string all = new([.. Enumerable.Range(0, 0x80).Select(one => (char)one), 'é', '\u2028']);
        Assert.Equal(all, ReadBack(all));
    }

    private static string? ReadBack(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        var json = new byte[(utf8.Length * JsonText.MaxGrowth) + 2];
        int length = JsonText.Put(json.AsSpan(1), utf8);
        json[0] = json[length + 1] = (byte)'"';
        return JsonSerializer.Deserialize<string>(json.AsSpan(0, length + 2));
    }
}
