using Ticker.Engine.Deliver;

namespace Ticker.Engine.Tests.Deliver;

public sealed class StaleToldTests
{
    private readonly StaleTold _told = new();

    [Fact]
    public void Take_AfterLookAtAll_GivesEachCellOnce()
    {
        _told.LookAtAll(5);
        Assert.Equal([0, 1, 2, 3, 4], Drain());
        Assert.False(_told.HasWork);
        Assert.Equal(-1, _told.Take());
    }

    [Fact]
    public void LookAtAll_AgainAndAgain_GoesOnWhereItWas()
    {
        _told.LookAtAll(4);
        Assert.Equal((0, 1), (_told.Take(), _told.Take()));
        _told.LookAtAll(4);
        Assert.Equal((2, 3), (_told.Take(), _told.Take()));
        _told.LookAtAll(4);
        Assert.Equal([0, 1, 2, 3], Drain());
    }

    [Fact]
    public void LookAt_CellThatIsStillToCome_IsNotTakenTwice()
    {
        _told.LookAtAll(3);
        Assert.Equal(0, _told.Take());
        _told.LookAt(2, 3);
        _told.LookAt(0, 3);
        _told.LookAt(0, 3);
        Assert.Equal([0, 1, 2], Drain().Order());
    }

    [Fact]
    public void LookAt_CellThatWasAddedMeanwhile_IsTaken()
    {
        _told.LookAtAll(2);
        Assert.Equal(0, _told.Take());
        _told.LookAt(2, 3);
        Assert.Equal([1, 2], Drain().Order());
    }

    [Fact]
    public void LookAt_MoreThanAreRemembered_LooksAtAll()
    {
        for (int cell = 0; cell < 300; cell++)
        {
            _told.LookAt(2 * cell, 1_000);
        }

        Assert.Equal(Enumerable.Range(0, 1_000), Drain().Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Take_WhateverWasNotedInBetween_MissesNoCell(int seed)
    {
        var random = new Random(seed);
        int cells = 1;
        HashSet<int> due = [];
        for (int step = 0; step < 5_000; step++)
        {
            switch (random.Next(40))
            {
                case 0:
                    _told.LookAtAll(cells);
                    due.UnionWith(Enumerable.Range(0, cells));
                    break;
                case 1:
                    _told.LookAt(cells++, cells);
                    due.Add(cells - 1);
                    break;
                case < 8:
                    int cell = random.Next(cells);
                    _told.LookAt(cell, cells);
                    due.Add(cell);
                    break;
                default:
                    due.Remove(_told.Take());
                    break;
            }

            Assert.True(due.Count == 0 || _told.HasWork);
        }

        due.ExceptWith(Drain());
        Assert.Empty(due);
    }

    [Fact]
    public void IsToBeTold_OnlyWhatIsNotKnown()
    {
        Assert.True(_told.IsToBeTold(3, stale: true));
        Assert.False(_told.IsToBeTold(3, stale: false));
        _told.Tell(3, stale: true);
        Assert.False(_told.IsToBeTold(3, stale: true));
        Assert.True(_told.IsToBeTold(3, stale: false));
        _told.Tell(3, stale: false);
        Assert.True(_told.IsEmpty);
    }

    [Fact]
    public void Flag_OfASnapshot_IsToldAsStaleAllTheSameAndTakenBackWhenItIsFresh()
    {
        _told.Flag(70);
        Assert.True(_told.IsToBeTold(70, stale: true));
        Assert.True(_told.IsToBeTold(70, stale: false));
        _told.Tell(70, stale: false);
        Assert.True(_told.IsEmpty);
    }

    [Fact]
    public void AreAlike_WhenTheSameWasToldAndNothingIsToBeLookedAt()
    {
        var other = new StaleTold();
        Assert.True(StaleTold.AreAlike(null, null) && StaleTold.AreAlike(null, other) && StaleTold.AreAlike(other, null) && StaleTold.AreAlike(_told, other));
        _told.Tell(200, stale: true);
        Assert.False(StaleTold.AreAlike(_told, null) || StaleTold.AreAlike(null, _told) || StaleTold.AreAlike(_told, other));
        other.Tell(200, stale: true);
        other.Tell(900, stale: true);
        other.Tell(900, stale: false);
        Assert.True(StaleTold.AreAlike(_told, other));
        Assert.True(StaleTold.AreAlike(_told, _told.Clone()));
        other.LookAt(1, 1_000);
        Assert.False(StaleTold.AreAlike(_told, other));
    }

    [Fact]
    public void Mapped_ToOtherCells_KeepsWhatWasToldOfThoseThatGoAlong()
    {
        _told.Tell(0, stale: true);
        _told.Tell(2, stale: true);
        StaleTold mapped = _told.Mapped([1, 0, -1]);
        Assert.False(mapped.IsToBeTold(1, stale: true));
        Assert.True(mapped.IsToBeTold(0, stale: true));
        mapped.Tell(1, stale: false);
        Assert.True(mapped.IsEmpty);
    }

    private List<int> Drain()
    {
        var cells = new List<int>();
        while (_told.HasWork)
        {
            cells.Add(_told.Take());
        }

        return cells;
    }
}
