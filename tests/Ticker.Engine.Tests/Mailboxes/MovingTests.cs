using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class MovingTests
{
    private readonly SoloMailbox _solo = new(SoloMailbox.Pace(DeliveryMode.Interval, intervalMs: 10, summary: true)) { Now = 1_000 };

    [Fact]
    public void Clone_EverythingPending_GoesItsOwnWay()
    {
        FillUp();
        Mailbox original = _solo.Mailbox;
        Accounts accounts = _solo.Accounts;
        _solo.Mailbox = original.TryClone()!;
        Assert.Equal(accounts, _solo.Accounts);
        original.Discard(_solo.Run.InstrumentOf, _solo.Run.Slots);
        _solo.Quote(1);
        _solo.Now = 1_100;
        Assert.Equal("q3[2..]x2 Rate t4 q6! t7 q8[5..]x2 Rate", _solo.Fill());
        Assert.Equal(0, original.Pending);
    }

    [Fact]
    public void MoveTo_OtherPlaces_KeepsAllOfIt()
    {
        FillUp();
        Accounts accounts = _solo.Accounts;
        Mailbox old = _solo.Mailbox;
        Mailbox target = Fresh(_solo.Mailbox.Pace, 6);
        old.MoveTo(target, [2, 0, 1, 5], _solo.Run.InstrumentOf, _solo.Run.Slots);
        Assert.Equal(0, old.Pending);
        Assert.Equal(default, old.Settle(_solo.Run.InstrumentOf, _solo.Run.Slots));
        Assert.Equal(accounts, target.Settle([2, 3, 1, 9, 9, 4], _solo.Run.Slots));
        Assert.Equal(1_100, target.NextRelease);
        List<ulong> got = [.. MailboxRun.ReadAll(4_000, (ref DataMessageWriter writer) =>
        {
            target.Release(1_100);
            target.Fill(ref writer, [2, 3, 1, 9, 9, 4], _solo.Run.Slots, _solo.Run.Registry, 1_100);
            return true;
        }).Select(one => one.Tick.Sequence)];
        Assert.Equal([3ul, 4, 6, 7, 5], got);
    }

    [Fact]
    public void MoveTo_InstrumentGone_WhatWaitsOfItIsDiscarded()
    {
        FillUp();
        Mailbox target = Fresh(_solo.Mailbox.Pace, 1);
        _solo.Mailbox.MoveTo(target, [-1, 0, -1, -1], _solo.Run.InstrumentOf, _solo.Run.Slots);
        Accounts accounts = target.Settle([2], _solo.Run.Slots);
        Assert.True(accounts.Balance);
        Assert.Equal((7, 1, 3, 2, 1), (accounts.Matched, accounts.Delivered, accounts.Discarded, accounts.Pending, accounts.ConflatedByRate));
    }

    [Fact]
    public void MoveTo_PaceWithoutInterval_WhatWasHeldIsDue()
    {
        _solo.Quote();
        _solo.Fill();
        _solo.Quote();
        Mailbox target = Fresh(SoloMailbox.Pace(DeliveryMode.Latest), 4);
        _solo.Mailbox.MoveTo(target, [0, 1, 2, 3], _solo.Run.InstrumentOf, _solo.Run.Slots);
        Assert.True(target.HasDue);
        Assert.Equal(long.MaxValue, target.NextRelease);
    }

    [Fact]
    public void MoveTo_PausedAndOverBudget_StaysSo()
    {
        var solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.Latest, budget: 1));
        solo.Trade();
        solo.Trade();
        solo.Mailbox.Paused = true;
        Mailbox target = Fresh(solo.Mailbox.Pace, 4);
        solo.Mailbox.MoveTo(target, [0, 1, 2, 3], solo.Run.InstrumentOf, solo.Run.Slots);
        Assert.True(target.Paused && target.IsOverBudget);
        Assert.False(solo.Mailbox.Paused || solo.Mailbox.IsOverBudget);
        target.Paused = false;
        solo.Mailbox = target;
        Assert.Equal("t1 t2", solo.Fill());
        Assert.False(target.IsOverBudget);
    }

    [Fact]
    public void CanBeReplacedBy_AnythingPendingPausedOrOwed_No()
    {
        Mailbox quiet = Fresh(_solo.Mailbox.Pace, 4);
        Assert.True(_solo.Mailbox.CanBeReplacedBy(quiet));
        quiet.Paused = true;
        Assert.False(_solo.Mailbox.CanBeReplacedBy(quiet));
        Assert.False(quiet.CanBeReplacedBy(_solo.Mailbox));
        quiet.Paused = false;
        _solo.Quote(flags: TickFlags.GapBefore);
        Assert.False(_solo.Mailbox.CanBeReplacedBy(quiet));
        Assert.False(quiet.CanBeReplacedBy(_solo.Mailbox));
    }

    [Fact]
    public void CanBeReplacedBy_SentMoreLatelyThanTheOther_No()
    {
        Mailbox earlier = _solo.Mailbox.TryClone()!;
        _solo.Quote();
        _solo.Fill();
        Assert.False(_solo.Mailbox.CanBeReplacedBy(earlier));
        Assert.True(earlier.CanBeReplacedBy(_solo.Mailbox));
        Mailbox later = _solo.Mailbox.TryClone()!;
        Assert.True(_solo.Mailbox.CanBeReplacedBy(later));
        _solo.Now = 1_100;
        _solo.Mailbox.Release(_solo.Now);
        Assert.True(_solo.Mailbox.CanBeReplacedBy(earlier));
    }

    // Delivered: q1 of instrument 1. In line: q3 (with q2) and t4 of 2, q6 and t7 of 3; held: q5 of 1.
    private void FillUp()
    {
        _solo.Quote(1);
        _solo.Fill();
        _solo.Now = 1_020;
        _solo.Mailbox.Paused = true;
        _solo.Quote(2);
        _solo.Quote(2);
        _solo.Mailbox.Paused = false;
        _solo.Trade(2);
        _solo.Quote(1);
        _solo.Quote(3, flags: TickFlags.GapBefore);
        _solo.Trade(3);
    }

    private static Mailbox Fresh(Pace pace, int cells)
    {
        var mailbox = new Mailbox(pace);
        for (int i = 0; i < cells; i++)
        {
            mailbox.AddCell();
        }

        return mailbox;
    }
}
