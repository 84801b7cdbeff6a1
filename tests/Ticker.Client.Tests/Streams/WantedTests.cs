using Ticker.Client.Streams;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Streams;

public class WantedTests
{
    private readonly Wanted _wanted = new(new SubscribeMessage { Id = 1, Symbols = ["A:*"] });

    [Fact]
    public void Answer_APageThatNamesNothingOrWhatIsAdded_IsTheAnswerToTheOldest()
    {
        ModifyMessage mode = new() { Id = 1, Mode = DeliveryMode.All };
        ModifyMessage added = new() { Id = 1, Add = ["B:*", "C:C"] };
        _wanted.Add(mode, isAsked: true);
        _wanted.Add(added, isAsked: true);

        Assert.Null(_wanted.Answer([Page(5, "A:NEW")], hasState: true));
        Assert.Same(mode, _wanted.Answer([Page(5)], hasState: true));
        Assert.Equal(DeliveryMode.All, _wanted.Given.Mode);
        Assert.Null(_wanted.Answer([Page(6, "A:NEW2")], hasState: true));
        Assert.Same(added, _wanted.Answer([Page(7, "B:B")], hasState: true));
    }

    [Fact]
    public void Settle_TheStateHasNotCome_IsAskedForAgain()
    {
        ModifyMessage added = new() { Id = 1, Add = ["B:*"] };
        _wanted.Add(added, isAsked: true);
        _wanted.Answer([Page(7, "B:B")], hasState: true);
        _wanted.Settle(6);

        Assert.Equal([added], _wanted.Again());
        Assert.Equal(["A:*"], _wanted.Given.Symbols);
        _wanted.Answer([Page(9, "B:B")], hasState: true);
        _wanted.Settle(9);
        Assert.Empty(_wanted.Again());
        Assert.Equal(["A:*", "B:*"], _wanted.Given.Symbols);
    }

    [Fact]
    public void Refuse_TheOldestWithoutAnAnswer_IsNotAskedForAgain()
    {
        _wanted.Add(new ModifyMessage { Id = 1, Mode = DeliveryMode.Interval }, isAsked: true);

        Assert.True(_wanted.Refuse(FaultCodes.BadValue));
        Assert.False(_wanted.Refuse(FaultCodes.BadValue));
        Assert.Equal(DeliveryMode.Latest, _wanted.Given.Mode);
        Assert.Empty(_wanted.Again());
    }

    [Fact]
    public void Refuse_Forbidden_LeavesWhatIsAddedSinceSomeMayBeGiven()
    {
        _wanted.Add(new ModifyMessage { Id = 1, Mode = DeliveryMode.All, Add = ["B:B"] }, isAsked: true);
        _wanted.Refuse(FaultCodes.Forbidden);

        Assert.Equal((DeliveryMode.Latest, "A:*,B:B"), (_wanted.Given.Mode, string.Join(',', _wanted.Given.Symbols)));
    }

    [Fact]
    public void Add_WithoutAConnection_IsAPartOfTheNextSubscribeButForWhatIsAdded()
    {
        _wanted.Add(new ModifyMessage { Id = 1, Mode = DeliveryMode.All }, isAsked: false);
        _wanted.Add(new ModifyMessage { Id = 1, Add = ["B:B"] }, isAsked: false);
        _wanted.Add(new ModifyMessage { Id = 1, Mode = DeliveryMode.Latest }, isAsked: false);

        Assert.Equal((DeliveryMode.All, "A:*"), (_wanted.Given.Mode, string.Join(',', _wanted.Given.Symbols)));
        Assert.Equal([1, 0], _wanted.Again().Select(change => change.Add.Count));
    }

    private static Subscribed Page(ulong sequence, params string[] names) => new()
    {
        Id = 1, Epoch = 7, Sequence = sequence,
        Instruments = [.. names.Select((name, n) => new Instrument { Number = (uint)n + 1, Name = new InstrumentName(name[..1], name[2..]), PriceScale = 2, SizeScale = 0 })],
    };
}
