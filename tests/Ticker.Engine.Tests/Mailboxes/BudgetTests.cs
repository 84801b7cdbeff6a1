using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class BudgetTests
{
    private const int Budget = 4;
    private const int Reserve = 16;

    private readonly SoloMailbox _solo = new(SoloMailbox.Pace(DeliveryMode.Latest, budget: Budget));

    [Fact]
    public void OnTick_TradesOverTheBudget_CollapseUntilDrained()
    {
        Trades(Budget);
        Assert.False(_solo.Mailbox.IsOverBudget);
        Trades(3);
        Assert.True(_solo.Mailbox.IsOverBudget);
        Assert.Equal("t1 t2 t3 t4 t7[5..]x3 Budget", _solo.Fill());
        Assert.False(_solo.Mailbox.IsOverBudget);
        Trades(2);
        Assert.Equal("t8 t9", _solo.Fill());
        Assert.Equal(2, _solo.Accounts.ConflatedByBudget);
    }

    [Fact]
    public void Fill_NotAllOfIt_TheRestGoesOnCollapsing()
    {
        Trades(Budget + 1);
        Assert.Equal("t1", _solo.Fill(MailboxRun.OneTick));
        Trades(1);
        Assert.True(_solo.Mailbox.IsOverBudget);
        Assert.Equal("t2 t3 t4 t6[5..]x2 Budget", _solo.Fill());
    }

    [Fact]
    public void OnTick_TradeWhoseQuoteDoesNotFitEither_CollapsesAndTheQuoteStays()
    {
        _solo.Trade();
        _solo.Trade();
        _solo.Trade();
        _solo.Quote(2);
        _solo.Trade(2);
        Assert.True(_solo.Mailbox.IsOverBudget);
        _solo.Quote(2);
        Assert.Equal("t1 t2 t3 t5 q6[4..]x2 Server", _solo.Fill());
    }

    [Fact]
    public void OnTick_BudgetOfOneAndAQuoteThatWaits_TheTradeCollapses()
    {
        var solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.Latest, budget: 1));
        solo.Quote();
        solo.Trade();
        Assert.True(solo.Mailbox.IsOverBudget);
        solo.Trade();
        Assert.Equal("q1 t3[2..]x2 Budget", solo.Fill());
        Assert.False(solo.Mailbox.IsOverBudget);
    }

    [Fact]
    public void OnTick_StatusOverTheBudget_UsesTheReserveAndThenNoMore()
    {
        Trades(Budget);
        for (int i = 0; i < Reserve; i++)
        {
            Assert.True(_solo.Status());
        }

        Assert.True(_solo.Mailbox.IsOverBudget);
        Assert.True(_solo.Trade());
        Assert.False(_solo.Status());
        Assert.Equal(2, _solo.Accounts.Discarded);
    }

    [Fact]
    public void OnTick_StatusOverTheBudget_TakesAlongWhatCollapsed()
    {
        Trades(Budget + 2);
        _solo.Quote();
        _solo.Status();
        Assert.Equal("t1 t2 t3 t4 t6[5..]x2 Budget q7 s8", _solo.Fill());
    }

    [Fact]
    public void OnTick_OverBudgetWithEvict_SaysSo()
    {
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest, budget: Budget, onSlow: OnSlow.Evict);
        Trades(Budget);
        Assert.False(_solo.Trade());
        Assert.False(_solo.Status());
        Assert.False(_solo.Mailbox.IsOverBudget);
        Assert.Equal(2, _solo.Accounts.Discarded);
        Assert.True(_solo.Accounts.Balance);
    }

    [Fact]
    public void OnTick_ModeAll_EvictsUnlessAskedToConflate()
    {
        var solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.All, budget: 1));
        solo.Quote();
        Assert.False(solo.Quote());

        solo = new SoloMailbox(SoloMailbox.Pace(DeliveryMode.All, budget: 2, onSlow: OnSlow.Conflate)) { SocketBusy = true };
        solo.Quote();
        solo.Trade();
        solo.Quote();
        solo.Quote();
        solo.Trade();
        solo.Trade();
        Assert.Equal("q1", solo.Fill(MailboxRun.OneTick));
        Assert.Equal("t2", solo.Fill(MailboxRun.OneTick));
        Assert.Equal("q4[3..]x2 Budget", solo.Fill(MailboxRun.OneTick));
        Assert.True(solo.Mailbox.IsOverBudget);
        solo.Quote();
        Assert.Equal("t6[5..]x2 Budget q7", solo.Fill());
        Assert.False(solo.Mailbox.IsOverBudget);
        solo.Quote();
        solo.Quote();
        Assert.Equal("q8 q9", solo.Fill());
    }

    [Fact]
    public void OnTick_RefusedWhileOneOfItsKindWaits_TheAccountsBalance()
    {
        _solo.Quote();
        _solo.Quote();
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.All, budget: 2);
        _solo.Quote(2);
        Assert.False(_solo.Quote());
        Assert.True(_solo.Accounts.Balance);
        Assert.Equal((2, 1), ((int)_solo.Accounts.Discarded, (int)_solo.Accounts.ConflatedByServer));
        Assert.Equal("q3", _solo.Fill());
    }

    [Fact]
    public void Pace_ToEvictWhileOverBudget_TheNextTradeIsRefused()
    {
        Trades(Budget + 1);
        _solo.Mailbox.Pace = SoloMailbox.Pace(DeliveryMode.Latest, budget: Budget, onSlow: OnSlow.Evict);
        Assert.False(_solo.Mailbox.IsOverBudget);
        Assert.False(_solo.Trade());
    }

    private void Trades(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Assert.True(_solo.Trade());
        }
    }
}
