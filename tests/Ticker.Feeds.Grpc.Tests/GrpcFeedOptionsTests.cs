namespace Ticker.Feeds.Grpc.Tests;

public class GrpcFeedOptionsTests
{
    [Fact]
    public void Check_Defaults_AreGood() => Assert.Empty(new GrpcFeedOptions().Check());

    [Fact]
    public void Check_EverythingWrong_TellsAllAtOnce()
    {
        var options = new GrpcFeedOptions
        {
            MaxMessageBytes = 0,
            AckInterval = TimeSpan.Zero,
            MaxRejectsPerRound = 0,
            HelloTimeout = TimeSpan.Zero,
            CloseGrace = TimeSpan.FromSeconds(-1),
        };
        Assert.Equal(5, options.Check().Count());
    }
}
