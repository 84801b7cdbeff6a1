using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class StreamEndpointOptionsTests
{
    [Fact]
    public void Check_OfTheDefaults_FindsNothing() => Assert.Empty(new StreamEndpointOptions().Check());

    [Fact]
    public void Check_OfMuchThatIsWrong_FindsAllOfIt()
    {
        var options = new StreamEndpointOptions
        {
            MaxMessage = 1, ReadDeadline = TimeSpan.Zero, MessagesPerSecond = 0, MaxConnections = 0, MaxPerAddress = 0, UnsentLowWater = 0, AllowedOrigins = ["board.example", "https://board.example/path", "*"],
        };
        Assert.Equal(7, options.Check().Count());
    }
}
