using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests.Calls;

public class PercentEncodingTests
{
    [Theory]
    [InlineData("plain ASCII, as it is!", "plain ASCII, as it is!")]
    [InlineData("100%", "100%25")]
    [InlineData("é☃", "%C3%A9%E2%98%83")]
    [InlineData("a\r\nb\t\u007f", "a%0D%0Ab%09%7F")]
    public void Encode_Text_IsWhatAHeaderMayHold(string text, string expected)
    {
        Assert.Equal(expected, PercentEncoding.Encode(text));
        Assert.Equal(text, Uri.UnescapeDataString(PercentEncoding.Encode(text)));
    }
}
