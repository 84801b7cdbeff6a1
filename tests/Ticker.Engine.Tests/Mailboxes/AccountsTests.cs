using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class AccountsTests
{
    private static readonly Accounts Some = new()
    {
        Matched = 45,
        Delivered = 1,
        ConflatedByRate = 2,
        ConflatedBySocket = 3,
        ConflatedByBudget = 4,
        ConflatedByServer = 5,
        Filtered = 6,
        Discarded = 7,
        Pending = 17,
        FirstSequence = 10,
        LastSequence = 20,
    };

    [Fact]
    public void PlusAndMinus_AnyTwo_AreCountByCount()
    {
        Accounts twice = Some + Some;
        Assert.Equal((90, 2, 4, 6, 8, 10), (twice.Matched, twice.Delivered, twice.ConflatedByRate, twice.ConflatedBySocket, twice.ConflatedByBudget, twice.ConflatedByServer));
        Assert.Equal((12, 14, 34, 28), (twice.Filtered, twice.Discarded, twice.Pending, twice.Conflated));
        Assert.Equal(Some, twice - Some);
        Assert.True(Some.Balance && twice.Balance);
    }

    [Theory]
    [InlineData(0, 0, 10, 20)]
    [InlineData(5, 6, 5, 20)]
    [InlineData(30, 40, 10, 40)]
    public void Plus_Sequences_AreTheFirstAndTheLastOfBoth(ulong first, ulong last, ulong expectedFirst, ulong expectedLast)
    {
        var other = new Accounts { FirstSequence = first, LastSequence = last };
        Assert.Equal((expectedFirst, expectedLast), ((Some + other).FirstSequence, (Some + other).LastSequence));
        Assert.Equal((expectedFirst, expectedLast), ((other + Some).FirstSequence, (other + Some).LastSequence));
        Assert.Equal((10ul, 20ul), ((Some - other).FirstSequence, (Some - other).LastSequence));
    }

    [Fact]
    public void Collapse_EachCause_IsCountedThere()
    {
        var accounts = default(Accounts);
        accounts.Collapse(new Collapsed { Count = 1, Cause = CollapseCause.Rate });
        accounts.Collapse(new Collapsed { Count = 3, Cause = CollapseCause.Rate });
        accounts.Collapse(new Collapsed { Count = 4, Cause = CollapseCause.Socket });
        accounts.Collapse(new Collapsed { Count = 5, Cause = CollapseCause.Budget });
        accounts.Collapse(new Collapsed { Count = 6, Cause = CollapseCause.Server });
        Assert.Equal((2, 3, 4, 5), (accounts.ConflatedByRate, accounts.ConflatedBySocket, accounts.ConflatedByBudget, accounts.ConflatedByServer));
    }

    [Fact]
    public void ToStatement_Figures_AreAllThere()
    {
        Statement statement = Some.ToStatement(7, snapshot: 8);
        Assert.Equal(
            new Statement
            {
                Id = 7, Matched = 45, Delivered = 1, ConflatedByRate = 2, ConflatedBySocket = 3, ConflatedByBudget = 4, ConflatedByServer = 5,
                Filtered = 6, Discarded = 7, Pending = 17, Snapshot = 8, FirstSequence = 10, LastSequence = 20,
            },
            statement);
    }
}
