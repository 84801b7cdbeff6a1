using Ticker.Model;

namespace Ticker.Model.Tests;

public class TextTradeIdTests
{
    // The published test vectors of FNV-1a, 64 bits.
    [Theory]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("b", 0xaf63df4c8601f1a5)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void Hash_Text_IsFnv1a(string text, ulong expected) => Assert.Equal(expected, TextTradeId.Hash(System.Text.Encoding.UTF8.GetBytes(text)));
}
