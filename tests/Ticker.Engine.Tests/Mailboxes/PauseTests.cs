using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class PauseTests
{
    private readonly SoloMailbox _solo = new(SoloMailbox.Pace(DeliveryMode.Latest));

    [Fact]
    public void Fill_Paused_WritesNothing()
    {
        _solo.Trade();
        _solo.Quote();
        _solo.Mailbox.Paused = true;
        Assert.False(_solo.Mailbox.HasDue);
        Assert.True(_solo.Mailbox.HasPending);
        Assert.Equal("", _solo.Fill());
        _solo.Mailbox.Paused = false;
        Assert.Equal("t1 q2", _solo.Fill());
    }

    [Fact]
    public void OnTick_Paused_QuotesAndTradesCollapseByRate()
    {
        _solo.Mailbox.Paused = true;
        _solo.SocketBusy = true;
        _solo.Quote();
        _solo.Trade(size: 2);
        _solo.Trade(size: 3);
        _solo.Quote();
        _solo.Mailbox.Paused = false;
        Assert.Equal("t3[2..]x2 Rate q4[1..]x2 Rate", _solo.Fill());
        Assert.Equal(5, _solo.Received[0].Collapsed.Volume);
        Assert.Equal(2, _solo.Accounts.ConflatedByRate);
    }

    [Fact]
    public void OnTick_AfterResume_TheTradeFollowsWhatCollapsed()
    {
        _solo.Mailbox.Paused = true;
        _solo.Trade();
        _solo.Trade();
        _solo.Mailbox.Paused = false;
        _solo.Trade();
        _solo.Trade();
        Assert.Equal("t2[1..]x2 Rate t3 t4", _solo.Fill());
    }

    [Fact]
    public void OnTick_OverwrittenAfterResume_HasTheCauseOfTheLast()
    {
        _solo.Mailbox.Paused = true;
        _solo.Quote();
        _solo.Quote();
        _solo.Mailbox.Paused = false;
        _solo.Quote();
        Assert.Equal("q3[1..]x3 Server", _solo.Fill());
    }

    [Fact]
    public void OnTick_PausedInModeAll_KeepsEachWithinTheBudget()
    {
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.All, budget: 3);
        _solo.Mailbox.Paused = true;
        _solo.Quote();
        _solo.Quote();
        _solo.Trade();
        Assert.False(_solo.Mailbox.HasDue);
        Assert.False(_solo.Quote());
        _solo.Mailbox.Paused = false;
        Assert.Equal("q1 q2 t3", _solo.Fill());
    }

    [Fact]
    public void Release_Paused_IsDueAfterResume()
    {
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Interval, intervalMs: 1);
        _solo.Quote();
        _solo.Fill();
        _solo.Mailbox.Paused = true;
        _solo.Quote();
        _solo.Now = 50;
        Assert.Equal("", _solo.Fill());
        _solo.Mailbox.Paused = false;
        Assert.Equal("q2", _solo.Fill());
    }
}
