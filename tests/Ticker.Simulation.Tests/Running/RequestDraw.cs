using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Running;

/// <summary>Draws what clients ask for.</summary>
internal sealed class RequestDraw(Random random, int symbols)
{
    private static readonly string[] Patterns = ["*", "X:*", "*:1*", "Z:2", "X:1*", "Y:*", "", "*:*:*"];
    private static readonly int[] Intervals = [1, 7, 50, 250, 250, 1_000, 3_000];

    /// <summary>Where a subscription may begin that missed something.</summary>
    public StartFrom From(ulong newest, UnixNanos now) => random.Next(9) switch
    {
        < 5 => StartFrom.Position(TestPipeline.Epoch, (ulong)random.NextInt64((long)newest + 1)),
        5 => StartFrom.Position(TestPipeline.Epoch, newest - Math.Min(newest, (ulong)random.Next(20))),
        6 => StartFrom.Position(TestPipeline.Epoch, newest + 1_000_000),
        _ => StartFrom.At(new UnixNanos(now.Value - random.NextInt64(random.Next(2) == 0 ? 1_000_000_000 : 60_000_000_000))),
    };

    public SubscribeMessage Subscribe(int id)
    {
        DeliveryMode mode = Mode();
        return new SubscribeMessage
        {
            Id = id,
            Symbols = Names(),
            Kinds = random.Next(3) > 0 ? TickKinds.All : (TickKinds)(random.Next(1, 8) << 1),
            Mode = mode,
            IntervalMs = mode == DeliveryMode.Interval ? Interval() : null,
            ConflateTrades = random.Next(3) == 0,
            Summary = random.Next(3) == 0,
            Times = random.Next(4) == 0,
            OnSlow = (OnSlow)Math.Max(0, random.Next(5) - 2),
            From = random.Next(20) switch
            {
                < 4 => StartFrom.Now,
                4 => StartFrom.Position(1, 1),
                _ => StartFrom.Snapshot,
            },
        };
    }

    public ModifyMessage Modify(int id)
    {
        DeliveryMode? mode = random.Next(2) == 0 ? Mode() : null;
        string[] add = random.Next(3) == 0 ? Names() : [];
        return new ModifyMessage
        {
            Id = id,
            Mode = mode,
            IntervalMs = mode == DeliveryMode.Interval || random.Next(4) == 0 ? Interval() : null,
            ConflateTrades = Maybe(),
            Summary = Maybe(),
            OnSlow = (OnSlow)Math.Max(0, random.Next(5) - 2),
            Add = add,
            Remove = random.Next(3) == 0 ? [.. Names().Except(add)] : [],
        };
    }

    public string[] Names()
    {
        string[] names = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Name("XYZ"[random.Next(3)]))];
        return random.Next(3) == 0 ? [.. names, Patterns[random.Next(Patterns.Length)]] : names;
    }

    public string Name(char venue) => $"{venue}:{random.Next(symbols)}";

    private DeliveryMode Mode() => random.Next(6) switch
    {
        < 3 => DeliveryMode.Latest,
        < 5 => DeliveryMode.Interval,
        _ => DeliveryMode.All,
    };

    private int Interval() => Intervals[random.Next(Intervals.Length)];

    private bool? Maybe() => random.Next(4) switch { 0 => true, 1 => false, _ => null };
}
