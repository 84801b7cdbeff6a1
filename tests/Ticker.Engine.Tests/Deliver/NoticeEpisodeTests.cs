using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>What a subscriber is told of its own slowness comes once for each time that it is slow, not once a tick.</summary>
public sealed class NoticeEpisodeTests
{
    private const int Budget = 1_000;

    private readonly TestPipeline _pipeline = new(new DeliveryOptions { PendingTicks = Budget, HeartbeatInterval = TimeSpan.FromHours(1) });
    private readonly TestFeed _feed;

    public NoticeEpisodeTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A");
        _pipeline.Run();
    }

    [Fact]
    public void Conflating_AndCaughtUp_ComeOnceAnEpisode()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        for (int episode = 1; episode <= 3; episode++)
        {
            client.Sink.Capacity = 0;
            for (int n = 0; n < 2 * Budget; n++)
            {
                Trade();
            }

            // It reads again, little by little, while more comes.
            client.Sink.Capacity = 400;
            for (int n = 0; n < 300; n++)
            {
                client.Sink.Take();
                Trade();
            }

            client.Sink.Capacity = int.MaxValue;
            client.Sink.Take();
            _pipeline.Run();
            Assert.Equal(
                Enumerable.Repeat<NoticeCode[]>([NoticeCode.Conflating, NoticeCode.CaughtUp], episode).SelectMany(codes => codes),
                client.Peer.Controls<Notice>().Select(notice => notice.Code));
        }
    }

    [Fact]
    public void FallingBehind_ComesOnceUntilNothingWaits()
    {
        TestClient client = _pipeline.Join().Subscribe(new SubscribeMessage { Id = 1, Symbols = ["X:A"], Mode = DeliveryMode.All });
        for (int episode = 1; episode <= 3; episode++)
        {
            // So slow that it is given little at a time.
            client.Sink.Capacity = 0;
            for (int n = 0; n < 8; n++)
            {
                Trade();
                client.Sink.Take();
            }

            FillUp();
            for (int n = 0; n < 40; n++)
            {
                // It takes a part and falls behind once more, without ever having nothing waiting.
                client.Sink.Take();
                _pipeline.Run();
                Assert.InRange(_pipeline.Lane.CountTotals().Accounts.Pending, 1, Budget - 1);
                FillUp();
            }

            client.Sink.Capacity = int.MaxValue;
            client.Sink.Take();
            _pipeline.Run();
            Assert.Equal(Enumerable.Repeat(NoticeCode.FallingBehind, episode), client.Peer.Controls<Notice>().Select(notice => notice.Code));
            Trade();
        }

        Assert.Null(client.End);
    }

    private void FillUp()
    {
        while (_pipeline.Lane.CountTotals().Accounts.Pending < Budget - 100)
        {
            Trade();
        }
    }

    private void Trade()
    {
        _feed.SendTrade("X:A", 100).Flush();
        _pipeline.Run();
    }
}
