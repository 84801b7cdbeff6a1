using Ticker.Model;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

public class ReplayQueryTests
{
    [Fact]
    public void Read_Nothing_AsItWasFromBeginningToEnd()
    {
        Assert.Empty(ReplayQuery.Read(_ => null, out ReplayRequest request));
        Assert.Equal(new ReplayRequest(), request);
    }

    [Fact]
    public void Read_Everything_IsTaken()
    {
        var asked = new Dictionary<string, string>
        {
            ["speed"] = "0.01", ["max_gap"] = "1.5s", ["loop"] = "true", ["from"] = "2024-08-08", ["to"] = "2024-08-08T00:00:01Z",
            ["times"] = "now", ["paused"] = "true", ["at_end"] = "wait",
        };
        Assert.Empty(ReplayQuery.Read(asked.GetValueOrDefault, out ReplayRequest request));
        Assert.Equal(new ReplayRequest
        {
            Speed = new ReplaySpeed(0.01),
            MaxGap = TimeSpan.FromSeconds(1.5),
            Loop = true,
            From = new UnixNanos(1_723_075_200_000_000_000),
            To = new UnixNanos(1_723_075_201_000_000_000),
            Times = ReplayTimes.Now,
            StartsPaused = true,
            StaysAtEnd = true,
        }, request);
    }

    [Theory]
    [InlineData("speed", "0")]
    [InlineData("speed", "-2")]
    [InlineData("speed", "NaN")]
    [InlineData("speed", "Infinity")]
    [InlineData("speed", "0.009")]
    [InlineData("speed", "1000001")]
    [InlineData("speed", "1e2")]
    [InlineData("max_gap", "1")]
    [InlineData("max_gap", "-1s")]
    [InlineData("max_gap", "s")]
    [InlineData("max_gap", "99999999999999999999h")]
    [InlineData("from", "yesterday")]
    [InlineData("to", "12:00")]
    [InlineData("loop", "yes")]
    [InlineData("times", "Original")]
    [InlineData("paused", "1")]
    [InlineData("at_end", "stay")]
    public void Read_OneThatCannotBe_IsNamed(string name, string value)
    {
        string wrong = Assert.Single(ReplayQuery.Read(asked => asked == name ? value : null, out _));
        Assert.StartsWith(name, wrong);
    }

    [Fact]
    public void Parameters_EachThatIsDescribed_IsReadAndTakesItsWords()
    {
        foreach (ReplayParameter parameter in ReplayQuery.Parameters)
        {
            Assert.StartsWith(parameter.Name, Assert.Single(ReplayQuery.Read(asked => asked == parameter.Name ? "?" : null, out _)), StringComparison.Ordinal);
            Assert.All(parameter.Words, word => Assert.Empty(ReplayQuery.Read(asked => asked == parameter.Name ? word : null, out _)));
        }
    }

    [Fact]
    public void Read_SeveralThatCannotBe_AllAreNamed()
    {
        var asked = new Dictionary<string, string> { ["speed"] = "0", ["loop"] = "?", ["from"] = "2", ["to"] = "1" };
        Assert.Equal(3, ReplayQuery.Read(asked.GetValueOrDefault, out _).Count);
    }

    [Theory]
    [InlineData(0.01, 100_000)]
    [InlineData(1, 100_000)]
    [InlineData(1.01, 1_000_000)]
    [InlineData(10, 1_000_000)]
    [InlineData(1_000_000, 100_000_000_000)]
    public void SliceSpan_OfASpeed_IsThatOfItsClass(double speed, long span) => Assert.Equal(span, new ReplaySpeed(speed).SliceSpan);
}
