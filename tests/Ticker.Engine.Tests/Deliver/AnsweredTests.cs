using System.Text;
using System.Text.Json;
using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class AnsweredTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;
    private readonly AnswerTaker _sink = new();

    public AnsweredTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B").SendQuote("X:A", 1).Flush();
        _pipeline.Run();
    }

    [Fact]
    public void Parts_FromASnapshotOn_TellWhereToResumeAndThatNothingWaits()
    {
        Join(DeliveryMode.Latest);
        Assert.Equal(["subscribed", "ticks", "seam"], _sink.Names);
        Assert.Equal(new StreamPosition(_pipeline.Lane.Epoch, _pipeline.Lane.Position), _sink.Resume);
        Assert.Equal(PartStanding.CaughtUp, _sink.Standing);
        _feed.SendTrade("X:A", 7).Flush();
        _pipeline.Run();
        Assert.Equal("ticks", _sink.Names[^1]);
        Assert.Equal(_pipeline.Lane.Position, _sink.Resume!.Value.Sequence);
        Assert.Equal(PartStanding.CaughtUp, _sink.Standing);
    }

    [Theory]
    [InlineData(DeliveryMode.Latest, 1)]
    [InlineData(DeliveryMode.All, 3)]
    public void Answered_QuotesMeanwhile_WaitUntilItAsksAgain(DeliveryMode mode, int told)
    {
        Subscriber subscriber = Join(mode);
        Answer();
        int before = _sink.Names.Count;
        _feed.SendQuote("X:A", 4).SendQuote("X:A", 5).SendQuote("X:A", 6).Flush();
        _pipeline.Run();
        Assert.Equal(before, _sink.Names.Count);
        _sink.Answers = false;
        subscriber.Ask(Minute);
        _pipeline.Run();
        Assert.Equal(before + 1, _sink.Names.Count);
        Assert.Equal(told, _sink.Last.GetProperty("ticks").GetArrayLength());
        Assert.Equal(PartStanding.CaughtUp, _sink.Standing);
        Assert.Equal(_pipeline.Lane.Position, _sink.Resume!.Value.Sequence);
    }

    [Fact]
    public void Answered_AsksAgainWithNothingToTell_GetsAHeartbeatWhenItsTimeIsUp()
    {
        Subscriber subscriber = Join(DeliveryMode.Latest);
        Answer();
        int before = _sink.Names.Count;
        subscriber.Ask(TimeSpan.FromSeconds(3));
        _pipeline.Pass(TimeSpan.FromSeconds(2.5));
        Assert.Equal(before, _sink.Names.Count);
        _pipeline.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal("heartbeat", _sink.Names[before]);
    }

    [Fact]
    public void Answered_AsksNoMore_IsLetGoAndNotEvicted()
    {
        Subscriber subscriber = Join(DeliveryMode.All);
        Answer();
        _feed.SendTrade("X:A", 9).Flush();
        _pipeline.Pass(TimeSpan.FromSeconds(4));
        Assert.False(subscriber.Completion.IsCompleted);
        _pipeline.Pass(TimeSpan.FromSeconds(3));
        Assert.True(subscriber.Completion.IsCompleted);
        Assert.Equal(0, _pipeline.Lane.Evictions);
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public void Answered_AskedInTurnWithAnswers_StaysAsLongAsItAsks()
    {
        Subscriber subscriber = Join(DeliveryMode.Latest);
        for (int n = 0; n < 50; n++)
        {
            Answer();
            subscriber.Ask(Minute);
            _pipeline.Pass(TimeSpan.FromSeconds(1));
        }

        Assert.False(subscriber.Completion.IsCompleted);
    }

    [Fact]
    public void Answered_WhenTheLaneDrains_IsOverAtOnce()
    {
        Subscriber subscriber = Join(DeliveryMode.Latest);
        Answer();
        _pipeline.Lane.Drain();
        _pipeline.Run();
        Assert.True(subscriber.Completion.IsCompleted);
    }

    private void Answer()
    {
        _sink.Answers = true;
        _feed.SendQuote("X:A", 2).Flush();
        _pipeline.Run();
    }

    private Subscriber Join(DeliveryMode mode)
    {
        var subscriber = new Subscriber(_sink, Framing.Parts) { FirstHeartbeat = Minute, Rest = TimeSpan.FromSeconds(5) };
        _pipeline.Lane.Join(subscriber);
        Assert.True(subscriber.PostAsync(TestClient.To(1, "X:A") with { Mode = mode }, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
        return subscriber;
    }

    private sealed class AnswerTaker : IFrameSink
    {
        public List<string> Names { get; } = [];

        public JsonElement Last { get; private set; }

        public StreamPosition? Resume { get; private set; }

        public PartStanding Standing { get; private set; }

        /// <summary>Whether each send is an answer.</summary>
        public bool Answers { get; set; }

        public void Attach(Action writable)
        {
        }

        public SendOutcome TrySend(ReadOnlySpan<byte> frames)
        {
            while (FramePart.TryTake(ref frames, out FramePart part))
            {
                (Resume, Standing) = (part.Resume ?? Resume, part.Standing);
                if (part.Message.IsEmpty)
                {
                    continue;
                }

                Last = JsonDocument.Parse(Encoding.UTF8.GetString(part.Message)).RootElement;
                Names.Add(Last.TryGetProperty("ev", out JsonElement ev) ? ev.GetString()! : "ticks");
            }

            return Answers ? SendOutcome.Answered : SendOutcome.Sent;
        }

        public void EndOutput()
        {
        }
    }
}
