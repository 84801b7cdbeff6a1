using Ticker.Client.Streams;
using Ticker.Client.Subscriptions;

namespace Ticker.Client.Tests.Streams;

/// <summary>The table of roads on the page of how a client behaves, row by row.</summary>
public class RoadChoiceTests
{
    private static readonly Road[] All = [Road.WebSocket, Road.Events, Road.Poll];
    private static readonly Road[] Lesser = [Road.Events, Road.Poll];
    private static readonly Ending Nobody = Ending.Of(new SubscriberException(ConnectionEnd.NoServer, "nobody"));
    private static readonly Ending Mute = new(EndReason.Mute, "");

    private readonly HandTime _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Take_AnAnswerOfSomebodyElse_TakesTheNextAtOnce(bool wasOpen)
    {
        RoadChoice choice = Choice(All);

        Assert.True(choice.Take(Answer(403, isTickers: false), wasOpen, isReachable: false));
        Assert.Equal(Road.Events, choice.Road);
        Assert.True(choice.Take(Answer(200, isTickers: false), wasOpen, isReachable: false));
        Assert.Equal(Road.Poll, choice.Road);
    }

    [Fact]
    public void Take_AnAnswerThatBeganWithoutAWelcome_TakesTheNextAtOnce() =>
        Assert.True(Choice(Lesser).Take(Ending.Of(new SubscriberException(ConnectionEnd.NoServer, "") { IsHeldBack = true }), wasOpen: false, isReachable: false));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Take_NoWelcomeTwiceInARowOfAServerThatLives_TakesTheNext(bool isSocket)
    {
        foreach (Ending end in new[] { Nobody, Answer(503, isTickers: false) })
        {
            RoadChoice choice = Choice(isSocket ? All : Lesser);
            Assert.True(choice.AsksHealth(end, wasOpen: false));
            bool[] taken = [.. new[] { false, true, false, true, true }.Select(isReachable => choice.Take(end, wasOpen: false, isReachable))];
            Assert.Equal([false, false, false, false, true], taken);
        }
    }

    [Fact]
    public void Take_AnythingElseBetween_CountsAnew()
    {
        RoadChoice choice = Choice(All);
        choice.Take(Nobody, wasOpen: false, isReachable: true);

        Assert.False(choice.Take(new Ending(EndReason.Lost, ""), wasOpen: true, isReachable: false));
        Assert.False(choice.Take(Nobody, wasOpen: false, isReachable: true));
        Assert.True(choice.Take(Nobody, wasOpen: false, isReachable: true));
    }

    [Fact]
    public void Take_EventsGoMuteTwiceInARow_TakesTheNext()
    {
        RoadChoice choice = Choice(Lesser);
        RoadChoice socket = Choice(All);

        Assert.False(choice.Take(Mute, wasOpen: true, isReachable: false));
        Assert.True(choice.Take(Mute, wasOpen: true, isReachable: false));
        Assert.All(Enumerable.Range(0, 5), _ => Assert.False(socket.Take(Mute, wasOpen: true, isReachable: false)));
    }

    [Fact]
    public void Take_WhatTickerSaysItself_LeavesTheRoad()
    {
        RoadChoice choice = Choice(All);
        foreach (Ending end in new[] { Answer(403, isTickers: true), Answer(503, isTickers: true), Answer(401, isTickers: false), new Ending(EndReason.Slow, "") })
        {
            Assert.False(choice.AsksHealth(end, wasOpen: false));
            Assert.False(choice.Take(end, wasOpen: false, isReachable: false));
            Assert.False(choice.Take(end, wasOpen: false, isReachable: false));
        }
    }

    [Fact]
    public void Take_OneAlone_IsNeverLeft()
    {
        foreach (Road road in All)
        {
            RoadChoice choice = Choice([road]);
            foreach (Ending end in new[] { Answer(403, isTickers: false), Nobody, Nobody, Mute, Mute })
            {
                Assert.False(choice.AsksHealth(end, wasOpen: false));
                Assert.False(choice.Take(end, wasOpen: end == Mute, isReachable: true));
            }
        }
    }

    [Fact]
    public void Wait_ABetterOneWasLeft_IsTriedWhenItsTimeHasComeWhateverBecameOfConnections()
    {
        RoadChoice choice = Choice(All);
        choice.Take(Answer(403, isTickers: false), wasOpen: false, isReachable: false);

        Assert.Equal((Road.WebSocket, TimeSpan.FromMinutes(5)), (choice.Better, choice.Wait));
        _time.Pass(TimeSpan.FromMinutes(4));
        Assert.Equal(TimeSpan.FromMinutes(1), choice.Wait);
        _time.Pass(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.Zero, choice.Wait);
        choice.Tried();
        Assert.Equal(TimeSpan.FromMinutes(5), choice.Wait);
        choice.Upgrade();
        Assert.Equal((Road.WebSocket, null), (choice.Road, choice.Better));
    }

    [Fact]
    public void Better_RetryOfNothing_IsNever()
    {
        var choice = new RoadChoice(All, TimeSpan.Zero, _time);
        choice.Take(Answer(403, isTickers: false), wasOpen: false, isReachable: false);

        Assert.Null(choice.Better);
    }

    private RoadChoice Choice(Road[] roads) => new(roads, TimeSpan.FromMinutes(5), _time);

    private static Ending Answer(int status, bool isTickers) =>
        Ending.Of(new SubscriberException(ConnectionEnd.Refused, "") { HttpStatus = status, IsRefusedByTicker = isTickers });

    private sealed class HandTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
