using Ticker.Feeds.Grpc.Publish;

namespace Ticker.Feeds.Grpc.Tests.Publish;

public class LogTextTests
{
    [Fact]
    public void Clean_LongTextWithControlCharacters_IsOneShortLine()
    {
        Assert.Equal("plain é", LogText.Clean("plain é"));
        Assert.Equal("a  b [31m", LogText.Clean("a\r\nb\u001b[31m"));
        Assert.Equal(256, LogText.Clean(new string('x', 100_000)).Length);
    }
}
