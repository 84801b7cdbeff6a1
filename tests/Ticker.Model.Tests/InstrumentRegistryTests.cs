using System.Globalization;

namespace Ticker.Model.Tests;

public sealed class InstrumentRegistryTests
{
    private static Instrument Definition(string symbol, byte priceScale = 2) =>
        new() { Name = new("X", symbol), PriceScale = priceScale, SizeScale = 0 };

    [Fact]
    public void Define_NewNames_AreNumberedFromOne()
    {
        var registry = new InstrumentRegistry();
        Assert.Equal(DefineResult.Added, registry.Define(Definition("A"), feed: 1, out Instrument? first));
        Assert.Equal(DefineResult.Added, registry.Define(Definition("B"), feed: 1, out Instrument? second));
        Assert.Equal((1u, 2u, 2), (first!.Number, second!.Number, registry.Count));
        Assert.Same(first, registry[1]);
        Assert.Same(second, registry.Find("X:B"));
        Assert.Null(registry.Find("X:C"));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    [InlineData(uint.MaxValue)]
    public void Item_NumberNeverGiven_Throws(uint number)
    {
        var registry = new InstrumentRegistry();
        registry.Define(Definition("A"), feed: 1, out _);
        Assert.Throws<ArgumentOutOfRangeException>(() => registry[number]);
    }

    [Fact]
    public void Define_SameDefinitionFromTwoFeeds_IsOneInstrument()
    {
        var registry = new InstrumentRegistry();
        registry.Define(Definition("A"), feed: 1, out Instrument? first);
        Assert.Equal(DefineResult.Known, registry.Define(Definition("A"), feed: 2, out Instrument? second));
        Assert.Same(first, second);
    }

    [Fact]
    public void Define_OtherDescription_DescribesTheSameNumberAnew()
    {
        var registry = new InstrumentRegistry();
        registry.Define(Definition("A") with { PreviousClose = 100 }, feed: 1, out Instrument? before);

        Assert.Equal(DefineResult.Known, registry.Define(Definition("A") with { PreviousClose = 107, TickSize = 5 }, feed: 2, out Instrument? now));

        Assert.Equal((1u, 107L, 5L), (now!.Number, now.PreviousClose, now.TickSize));
        Assert.Same(now, registry[1]);
        Assert.Same(now, registry.Find("X:A"));
        Assert.Equal(100, before!.PreviousClose);
    }

    [Fact]
    public void Describe_InstrumentThatLostItsName_LeavesTheNameToTheOther()
    {
        var registry = new InstrumentRegistry();
        registry.Define(Definition("A", priceScale: 2), feed: 1, out _);
        registry.Define(Definition("A", priceScale: 4), feed: 1, out Instrument? current);

        Instrument described = registry.Describe(1, Definition("A", priceScale: 2) with { Currency = "USD" });

        Assert.Same(described, registry[1]);
        Assert.Equal("USD", registry[1].Currency);
        Assert.Same(current, registry.Find("X:A"));
    }

    [Fact]
    public void Describe_AnotherInstrument_IsRefused()
    {
        var registry = new InstrumentRegistry();
        registry.Define(Definition("A"), feed: 1, out Instrument? known);
        Assert.Throws<ArgumentException>(() => registry.Describe(1, Definition("B")));
        Assert.Throws<ArgumentException>(() => registry.Describe(1, Definition("A", priceScale: 4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => registry.Describe(2, Definition("A")));
        Assert.Same(known, registry[1]);
    }

    [Fact]
    public void Define_OtherScalesFromTheOnlyFeed_MakesANewNumber()
    {
        var registry = new InstrumentRegistry();
        registry.Define(Definition("A", priceScale: 2), feed: 1, out Instrument? old);
        Assert.Equal(DefineResult.Added, registry.Define(Definition("A", priceScale: 4), feed: 1, out Instrument? changed));
        Assert.Equal(2u, changed!.Number);
        Assert.Same(changed, registry.Find("X:A"));
        Assert.Same(old, registry[1]);
        Assert.Same(old, registry.ReplacedBy(changed));
        Assert.Null(registry.ReplacedBy(old!));
    }

    [Fact]
    public void Define_OtherScalesFromAnotherFeed_IsRefused()
    {
        var registry = new InstrumentRegistry();
        registry.Define(Definition("A", priceScale: 2), feed: 1, out Instrument? first);
        Assert.Equal(DefineResult.DefinedDifferently, registry.Define(Definition("A", priceScale: 4), feed: 2, out Instrument? refused));
        Assert.Null(refused);
        Assert.Same(first, registry.Find("X:A"));

        registry.Define(Definition("A", priceScale: 2), feed: 2, out _);
        Assert.Equal(DefineResult.DefinedDifferently, registry.Define(Definition("A", priceScale: 4), feed: 1, out _));
    }

    [Fact]
    public void Define_Full_IsRefusedAndWhatIsKnownStays()
    {
        var registry = new InstrumentRegistry(capacity: 2);
        registry.Define(Definition("A"), feed: 1, out _);
        registry.Define(Definition("B"), feed: 1, out _);
        Assert.Equal(DefineResult.Full, registry.Define(Definition("C"), feed: 1, out Instrument? none));
        Assert.Null(none);
        Assert.Equal(DefineResult.Known, registry.Define(Definition("A"), feed: 1, out _));
        Assert.Equal(2, registry.Count);
    }

    [Fact]
    public async Task Item_ReadWhileOthersDefine_IsAlwaysTheRightOne()
    {
        const int writers = 2;
        const int each = 5_000;
        var registry = new InstrumentRegistry();
        Task[] defining = [.. Enumerable.Range(0, writers).Select(writer => Task.Run(() =>
        {
            for (int n = 0; n < each; n++)
            {
                registry.Define(Definition(string.Create(CultureInfo.InvariantCulture, $"{writer}-{n}")), (ushort)(writer + 1), out _);
            }
        }))];
        while (registry.Count < writers * each)
        {
            int count = registry.Count;
            for (uint number = (uint)Math.Max(1, count - 50); number <= count; number++)
            {
                Assert.Equal(number, registry[number].Number);
            }

            if (Array.Exists(defining, task => task.IsFaulted))
            {
                break;
            }
        }

        await Task.WhenAll(defining);
        Assert.Equal(writers * each, registry.Count);
        Assert.Equal(writers * each, Enumerable.Range(1, writers * each).Select(n => registry[(uint)n].FullName).Distinct().Count());
    }
}
