using Ticker.Engine.Conflate;

namespace Ticker.Engine.Tests.Conflate;

public sealed class SlotTests
{
    [Fact]
    public void CopyTo_AnyOrderOfKinds_GivesTheWantedOldestFirst()
    {
        TickKind[] kinds = [TickKind.Quote, TickKind.Trade, TickKind.Status];
        Span<Tick> room = stackalloc Tick[3];
        foreach (TickKind[] order in new[] { kinds, [kinds[1], kinds[0], kinds[2]], [kinds[2], kinds[1], kinds[0]], [kinds[2], kinds[0], kinds[1]], [kinds[0]], [] })
        {
            var slot = default(Slot);
            for (int i = 0; i < order.Length; i++)
            {
                slot.Apply(new Tick { Kind = order[i], Sequence = (ulong)i + 1 });
            }

            foreach (TickKinds wanted in new[] { TickKinds.All, TickKinds.Quote | TickKinds.Status, TickKinds.Trade, TickKinds.None })
            {
                TickKind[] expected = [.. order.Where(kind => ((int)wanted & (1 << (int)kind)) != 0)];
                int count = slot.CopyTo(wanted, room);
                Assert.Equal(expected, room[..count].ToArray().Select(tick => tick.Kind));
            }
        }
    }

    [Fact]
    public void Apply_Newer_Overwrites()
    {
        var slot = default(Slot);
        slot.Apply(new Tick { Kind = TickKind.Quote, BidPrice = 1 });
        slot.Apply(new Tick { Kind = TickKind.Quote, BidPrice = 2 });
        slot.Apply(new Tick { Kind = TickKind.Definition });
        Assert.Equal(2, slot.Quote.BidPrice);
        Assert.Equal(TickKind.None, slot.Trade.Kind);
    }

    [Fact]
    public void Cache_Growing_KeepsReferencesValid()
    {
        var cache = new LastValueCache();
        ref Slot first = ref cache[1];
        foreach (uint number in new uint[] { 255, 256, 4_096, 200_000, 3 })
        {
            cache[number].Quote = new Tick { Kind = TickKind.Quote, Instrument = number };
            Assert.Equal(number, cache[number].Quote.Instrument);
        }

        first.Defined = true;
        Assert.True(cache[1].Defined);
        Assert.Equal(200_000u, cache[200_000].Quote.Instrument);
    }
}
