using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed partial class FramingTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;
    private readonly TextSink _sink = new();

    public FramingTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B").SendQuote("X:A", 1).Flush();
        _pipeline.Run();
    }

    [Fact]
    public void Events_FromASnapshotOn_NameEachMessageAndTellWhereToResume()
    {
        Join(Framing.Events, TestClient.To(1, "X:A"));
        ulong began = _pipeline.Lane.Position;
        _feed.SendTrade("X:A", 7).Flush();
        _pipeline.Run();
        Assert.Equal(["subscribed", "ticks", "seam", "ticks"], _sink.Blocks.Select(block => block.Split('\n')[0]["event: ".Length..]));
        Assert.All(_sink.Blocks, block => JsonDocument.Parse(block.Split('\n')[1]["data: ".Length..]));
        Assert.Equal([null, null, began, _pipeline.Lane.Position], _sink.Ids);
    }

    [Fact]
    public void Events_Heartbeat_IsACommentThatMovesThePositionOn()
    {
        Join(Framing.Events, TestClient.To(1, "X:A"));
        _feed.SendTrade("X:B", 1).SendTrade("X:B", 2).Flush();
        _pipeline.Pass(Second);
        string last = _sink.Blocks[^1];
        Assert.StartsWith(": {\"ev\":\"heartbeat\"", last, StringComparison.Ordinal);
        Assert.Equal(2, last.Split('\n').Length);
        Assert.Equal(_pipeline.Lane.Position, _sink.Ids.Last());
    }

    [Fact]
    public void Events_AllWithMoreThanOneSendHolds_EachIdIsOfTheLastTickOfItsMessage()
    {
        Join(Framing.Events, TestClient.To(1, "X:A") with { Mode = DeliveryMode.All, From = StartFrom.Now });
        _sink.IsSlow = true;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        for (int n = 0; n < 2_000; n++)
        {
            _feed.SendTrade("X:A", n).Flush();
            _pipeline.Run();
        }

        for (int n = 0; n < 200; n++)
        {
            _sink.Take();
            _pipeline.Run();
        }

        string[] messages = [.. _sink.Blocks.Where(block => block.StartsWith("event: ticks", StringComparison.Ordinal))];
        Assert.True(messages.Length > 2);
        ulong[] newest = [.. messages.Select(message => ulong.Parse(Sequence().Matches(message)[^1].Groups[1].ValueSpan, provider: null))];
        ulong[] ids = [.. _sink.Ids.Where((_, at) => _sink.Blocks[at].StartsWith("event: ticks", StringComparison.Ordinal)).Select(id => id!.Value)];
        Assert.Equal(newest, ids);
        Assert.Equal(2_001, messages.Sum(message => Sequence().Count(message)));
    }

    [Fact]
    public void Events_HeartbeatWhileTicksWait_HasNoId()
    {
        Join(Framing.Events, TestClient.To(1, "X:A"));
        _sink.IsSlow = true;
        _feed.SendTrade("X:A", 1).Flush();
        _pipeline.Run();
        _feed.SendTrade("X:A", 2).Flush();
        _pipeline.Pass(2 * Second);
        _sink.IsSlow = false;
        _sink.Take();
        _pipeline.Run();
        int heartbeat = _sink.Blocks.Select((block, at) => (block, at)).First(pair => pair.block.StartsWith(": ", StringComparison.Ordinal)).at;
        Assert.Null(_sink.Ids.ElementAt(heartbeat));
    }

    [Fact]
    public void Lines_Messages_StandOneALineAndHeartbeatsAmongThem()
    {
        Join(Framing.Lines, TestClient.To(1, "X:A"));
        _feed.SendTrade("X:A", 7).Flush();
        _pipeline.Pass(Second);
        string[] lines = _sink.Text.Split('\n');
        Assert.Equal("", lines[^1]);
        Assert.Equal(
            ["subscribed", "ticks", "seam", "ticks", "heartbeat"],
            lines[..^1].Select(line => JsonDocument.Parse(line).RootElement).Select(line => line.TryGetProperty("ev", out JsonElement ev) ? ev.GetString() : "ticks"));
    }

    [Theory]
    [InlineData(FrameShape.Lines)]
    [InlineData(FrameShape.Events)]
    public void Chunked_AllThatIsSent_IsOneChunkAMessageAndOtherwiseTheSame(FrameShape shape)
    {
        var plain = new TextSink();
        var framing = new Framing(shape, WireEncoding.Json);
        Join(framing with { IsChunked = true }, TestClient.To(1, "X:A"));
        Join(framing, TestClient.To(1, "X:A"), plain);
        _feed.SendTrade("X:A", 7).Flush();
        _pipeline.Pass(2 * Second);
        _pipeline.Lane.Drain();
        _pipeline.Run();
        string end = shape == FrameShape.Events ? "\n\n" : "\n";
        string rest = _sink.Text;
        var messages = new List<string>();
        while (rest.Length > 0)
        {
            Assert.Equal("\r\n", rest[5..7]);
            int length = int.Parse(rest[..5], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            messages.Add(rest.Substring(7, length));
            Assert.Equal("\r\n", rest.Substring(7 + length, 2));
            rest = rest[(9 + length)..];
        }

        Assert.All(messages, message => Assert.Equal(message.Length - end.Length, message.IndexOf(end, StringComparison.Ordinal)));
        Assert.Equal(plain.Text, string.Concat(messages));
        Assert.Equal(2, messages.Count(message => message.Contains("heartbeat", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(FrameShape.Lines)]
    [InlineData(FrameShape.Events)]
    public async Task OneWay_ClosedByTheServer_EndsWithItsAccountsAndTheReasonAndWaitsForNoAnswer(FrameShape shape)
    {
        Subscriber subscriber = Join(new Framing(shape, WireEncoding.Json), TestClient.To(1, "X:A"));
        _pipeline.Lane.Drain();
        _pipeline.Run();
        Assert.True(subscriber.Completion.IsCompleted);
        Assert.Equal(SubscriberEnd.Closed, await subscriber.Completion);
        Assert.Contains("{\"ev\":\"statement\"", _sink.Text, StringComparison.Ordinal);
        Assert.EndsWith("{\"ev\":\"close\",\"code\":1001,\"reason\":\"going_away\"}" + (shape == FrameShape.Events ? "\n\n" : "\n"), _sink.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OneWay_ForLong_IsNeverPinged()
    {
        Subscriber subscriber = Join(Framing.Lines, TestClient.To(1, "X:A"));
        _pipeline.Pass(TimeSpan.FromMinutes(2), Second);
        Assert.False(subscriber.Completion.IsCompleted);
        Assert.DoesNotContain('\u0089', _sink.Text);
        Assert.All(_sink.Text.Split('\n')[..^1], line => JsonDocument.Parse(line));
    }

    private Subscriber Join(Framing framing, SubscribeMessage message, TextSink? sink = null)
    {
        var subscriber = new Subscriber(sink ?? _sink, framing);
        _pipeline.Lane.Join(subscriber);
        Assert.True(subscriber.PostAsync(message, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
        return subscriber;
    }

    [GeneratedRegex("\"seq\":\"?([0-9]+)")]
    private static partial Regex Sequence();
}
