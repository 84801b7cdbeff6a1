using System.Text.Json;
using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>Accounts of subscribers that cannot ask for them.</summary>
public sealed class StatementPaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;
    private readonly TextSink _sink = new();

    public StatementPaceTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A").SendQuote("X:A", 1).Flush();
        _pipeline.Run();
    }

    [Fact]
    public void Interval_AsItPasses_TellsTheAccountsBehindWhatTheyCount()
    {
        Join(new Subscriber(_sink, Framing.Lines) { StatementInterval = 2 * Second });
        for (int n = 1; n <= 6; n++)
        {
            _feed.SendTrade("X:A", n).Flush();
            _pipeline.Pass(Second);
        }

        Assert.Equal([(2, 2, 1), (4, 4, 1), (6, 6, 1)], Statements().Select(one => (Of(one, "matched"), Of(one, "delivered"), Of(one, "snapshot"))));
    }

    [Fact]
    public void Interval_OfOneThatDidNotAsk_TellsNothing()
    {
        Join(new Subscriber(_sink, Framing.Lines));
        _pipeline.Pass(60 * Second, Second);
        Assert.Empty(Statements());
    }

    [Fact]
    public void Interval_WhileNothingIsTaken_KeepsOneStatement()
    {
        Join(new Subscriber(_sink, Framing.Lines) { StatementInterval = Second });
        _sink.IsSlow = true;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        _pipeline.Pass(5 * Second, Second);
        _sink.IsSlow = false;
        _sink.Take();
        _pipeline.Run();
        Assert.Single(Statements());
    }

    [Fact]
    public async Task PeerGone_WhileTicksWait_LeavesAccountsInWhichTheyArePending()
    {
        Subscriber subscriber = Join(new Subscriber(_sink, Framing.Lines));
        _sink.IsSlow = true;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        _feed.SendTrade("X:A", 2).SendTrade("X:A", 3).Flush();
        _pipeline.Run();
        subscriber.PeerGone();
        _pipeline.Run();
        await subscriber.Completion;
        Assert.Equal((3, 1, 2, 0), (subscriber.Final!.Matched, subscriber.Final.Delivered, subscriber.Final.Pending, subscriber.Final.Discarded));
    }

    private static int Of(JsonElement statement, string key) => statement.GetProperty(key).GetInt32();

    private IEnumerable<JsonElement> Statements() => _sink.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Where(message => message.TryGetProperty("ev", out JsonElement ev) && ev.GetString() == "statement");

    private Subscriber Join(Subscriber subscriber)
    {
        _pipeline.Lane.Join(subscriber);
        Assert.True(subscriber.PostAsync(TestClient.To(1, "X:A"), CancellationToken.None).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
        return subscriber;
    }
}
