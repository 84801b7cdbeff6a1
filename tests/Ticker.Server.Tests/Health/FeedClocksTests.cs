using Microsoft.Extensions.Logging;
using Ticker.Engine;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Server.Health;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Health;

/// <summary>A feed whose clock is wrong is told of once, and once again when it is right.</summary>
public sealed class FeedClocksTests
{
    private static readonly TimeSpan Windows = TimeSpan.FromSeconds(25);

    [Theory]
    [InlineData(31, "ahead")]
    [InlineData(-31, "behind")]
    [InlineData(90, "ahead")]
    public async Task Warning_OfAClockThatIsTooFarOff_IsOneLineUntilItIsRightAgain(int seconds, string side)
    {
        var time = new ManualTime();
        await using var pipeline = new Pipeline(new PipelineOptions(), time, _ => { });
        using var log = new EventLog();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var clocks = new FeedClocks(pipeline, time, factory.CreateLogger<FeedClocks>());
        (_, FeedSession? session) = await pipeline.Feeds.OpenAsync(new FeedHello("skewed", 1, "test"), default);
        Assert.Null(InstrumentName.Parse("XNAS:AAPL", out InstrumentName name));
        session!.Define(1, new Instrument { Name = name, PriceScale = 2, SizeScale = 0 }, out _);
        clocks.Look();
        for (int n = 0; n < 3; n++)
        {
            Publish(session, time, seconds);
            clocks.Look();
        }

        // As long as ticks say so: nothing else does.
        time.Advance(Windows);
        clocks.Look();
        LoggedEvent told = Assert.Single(log.Of(3201));
        Assert.Equal(("skewed", side), (told.Values["Feed"], told.Values["Side"]));
        Assert.Equal(TimeSpan.FromSeconds(Math.Abs(seconds)), TimeSpan.Parse(told.Values["Skew"], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Empty(log.Of(3202));

        // What was wrong is forgotten with the ticks that said so.
        Publish(session, time, 0);
        time.Advance(Windows);
        Publish(session, time, 0);
        clocks.Look();
        clocks.Look();
        Assert.Single(log.Of(3202));
        Publish(session, time, seconds);
        time.Advance(Windows);
        Publish(session, time, seconds);
        time.Advance(Windows);
        Publish(session, time, seconds);
        clocks.Look();
        Assert.Equal(2, log.Of(3201).Count);
    }

    [Fact]
    public async Task Warning_OfAClockWithinTheLimitOrOfWhatIsPlayedAgain_IsNone()
    {
        var time = new ManualTime();
        await using var pipeline = new Pipeline(new PipelineOptions(), time, _ => { });
        using var log = new EventLog();
        using var factory = LoggerFactory.Create(builder => builder.AddProvider(log));
        using var clocks = new FeedClocks(pipeline, time, factory.CreateLogger<FeedClocks>());
        (_, FeedSession? session) = await pipeline.Feeds.OpenAsync(new FeedHello("right", 1, "test"), default);
        Assert.Null(InstrumentName.Parse("XNAS:AAPL", out InstrumentName name));
        session!.Define(1, new Instrument { Name = name, PriceScale = 2, SizeScale = 0 }, out _);
        Publish(session, time, 30);
        Publish(session, time, -30);
        Publish(session, time, -100_000_000, TickFlags.Replayed);
        clocks.Look();
        Assert.Empty(log.Of(3201));
    }

    private static void Publish(FeedSession session, ManualTime time, int ahead, TickFlags flags = TickFlags.None)
    {
        session.Touch();
        session.Add(new Tick { Kind = TickKind.Trade, Instrument = 1, Price = 1, Size = 1, Flags = flags, EventTime = new UnixNanos(UnixNanos.Now(time).Value + (ahead * 1_000_000_000L)) });
    }
}
