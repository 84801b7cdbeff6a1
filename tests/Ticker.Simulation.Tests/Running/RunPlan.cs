using Ticker.Engine.Deliver;
using Ticker.Simulation.Tests.Oracle;

namespace Ticker.Simulation.Tests.Running;

/// <summary>What a seed decides once for its whole run: settings, the size of the market, what is asked for again and again.</summary>
internal sealed class RunPlan
{
    private static readonly TimeSpan[] Workloads = [TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromTicks(1_500), TimeSpan.FromTicks(3_000)];

    private static readonly int[] Flushes = [0, 50, 1_000, 5_000];

    private static readonly int[] Timeouts = [200, 1_000, 5_000];

    public RunPlan(int seed)
    {
        Seed = seed;
        var random = new Random(seed);
        Lanes = random.Next(1, 4);
        OtherLanes = 1 + ((Lanes + random.Next(2)) % 3);
        Steps = random.Next(150, 600);
        Symbols = random.Next(4) switch { 0 => 2, 1 => 6, 2 => 12, _ => 30 };
        MostClients = random.Next(2, 15);
        ChangesScales = random.Next(3) == 0;
        HasHugeSizes = random.Next(5) == 0;
        PerReading = Workloads[random.Next(Workloads.Length)];
        bool small = random.Next(3) == 0;
        FeedTimeout = TimeSpan.FromMilliseconds(Timeouts[random.Next(Timeouts.Length)]);
        Delivery = new DeliveryOptions
        {
            SendsBetweenLooks = random.Next(2) == 0 ? random.Next(1, 4) : 32,
            MostStalenessLooks = random.Next(2) == 0 ? random.Next(1, 8) : 16_384,
            PendingTicks = small ? random.Next(5, 60) : 100_000,
            PendingReplyBytes = random.Next(5) == 0 ? 4_096 : 256 * 1_024,
            MaxSubscriptions = 6,
        };
        Terms = new RunTerms
        {
            TimeStandsStill = PerReading == TimeSpan.Zero,
            HasSmallBudget = small,
            HasSmallReplies = Delivery.PendingReplyBytes < 100_000,
            TickBudget = Delivery.PendingTicks,
            MaxSubscriptions = Delivery.MaxSubscriptions,
        };
        var memory = new Random(seed * 31);
        bool littleMemory = memory.Next(3) == 0;
        if (littleMemory)
        {
            Memory = (memory.Next(1, MostClients + 1) * (long)Subscriber.MemoryCost) + memory.Next(10_000, 150_000);
            Delivery = Delivery with { SureTicks = memory.Next(1, 40) };
        }

        Terms = Terms with { HasSmallBudget = small || littleMemory, HasLittleMemory = littleMemory, HasSmallReplies = Terms.HasSmallReplies || littleMemory };
        var draw = new RequestDraw(random, Symbols);
        Popular = [.. Enumerable.Range(1, 3).Select(draw.Subscribe)];
        TicksComeWhileSending = random.Next(2) == 0;
        var past = new Random(seed * 37);
        RecentTicks = past.Next(2) == 0 ? 65_536 : past.Next(20, 400);
        ulong keepsAfter = past.Next(2) == 0 ? 0 : (ulong)past.Next(300);
        KeepsAfter = RecentTicks < 1_000 ? keepsAfter : 0;
        Terms = Terms with { KeepsAfter = KeepsAfter };
        var hand = new Random(seed * 41);
        HasOperator = hand.Next(3) == 0;
        if (hand.Next(3) == 0)
        {
            DrainsAt = Steps - hand.Next(1, 100);
            WarnsAt = DrainsAt - hand.Next(-20, 60);
            Flush = TimeSpan.FromMilliseconds(Flushes[hand.Next(Flushes.Length)]);
            WaitsForNobody = hand.Next(2) == 0;
        }
    }

    /// <summary>Whether an operator holds connections back now and then.</summary>
    public bool HasOperator { get; }

    /// <summary>The step at which the server begins to stop; below zero = it does not.</summary>
    public int DrainsAt { get; } = -1;

    /// <summary>The step at which it says so; it may be after the end, or never.</summary>
    public int WarnsAt { get; } = -1;

    /// <summary>How long what waits may take then.</summary>
    public TimeSpan Flush { get; }

    /// <summary>Whether that time passes before those who take nothing do.</summary>
    public bool WaitsForNobody { get; }

    /// <summary>How many records are in memory; where that is not all, the older ones are kept elsewhere.</summary>
    public int RecentTicks { get; }

    /// <summary>What is kept elsewhere begins after this.</summary>
    public ulong KeepsAfter { get; }

    public int Seed { get; }

    public int Lanes { get; }

    /// <summary>Another number of lanes, for the same input once more.</summary>
    public int OtherLanes { get; }

    public int Steps { get; }

    /// <summary>How many symbols a venue has.</summary>
    public int Symbols { get; }

    public int MostClients { get; }

    // JSON tells a tick's instrument by its name alone: then two of one name, with different scales, are one to a peer.
    public bool ChangesScales { get; }

    public bool HasHugeSizes { get; }

    /// <summary>How far the clock moves each time the engine reads it.</summary>
    public TimeSpan PerReading { get; }

    /// <summary>How long a feed may be silent.</summary>
    public TimeSpan FeedTimeout { get; }

    public DeliveryOptions Delivery { get; }

    /// <summary>The server's memory budget, in bytes.</summary>
    public long Memory { get; } = long.MaxValue;

    public RunTerms Terms { get; }

    /// <summary>Whether the sequencer passes on what feeds have sent while a lane is still sending.</summary>
    public bool TicksComeWhileSending { get; }

    /// <summary>What many clients ask for alike.</summary>
    public IReadOnlyList<Protocol.SubscribeMessage> Popular { get; }
}
