using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>What is taken for subscriptions against what the process really holds for them. Alone: it measures the whole heap.</summary>
[Collection(nameof(Alone))]
public sealed class SubscriptionCostTests
{
    private const int Many = 1_000;

    private readonly TestPipeline _pipeline = new();

    [Fact]
    public void Connection_Idle_HoldsNoMoreThanItsObjects()
    {
        var kept = new List<Subscriber>(Many);
        long held = Held(() =>
        {
            for (int n = 0; n < Many; n++)
            {
                kept.Add(Join());
            }
        });
        Assert.InRange(held / Many, 200, Subscriber.ObjectsCost);
        GC.KeepAlive(kept);
    }

    [Theory]
    [InlineData(DeliveryMode.Latest, 1)]
    [InlineData(DeliveryMode.Interval, 5)]
    [InlineData(DeliveryMode.All, 40)]
    public void Subscription_OfOthersThanItsNeighbours_HoldsNoMoreThanWasTakenBesideItsLines(DeliveryMode mode, int names)
    {
        Define(Many + names);
        Subscriber subscriber = Join();
        Post(subscriber, Ask(Many + 1, mode, 1));
        long before = _pipeline.Memory.Taken;
        long held = Held(() =>
        {
            for (int n = 0; n < Many; n++)
            {
                Post(subscriber, Ask(n + 1, mode, names, from: n));
            }
        });
        long lines = 2 * Many * OrderedTicks.AllotmentOf(new Pace { Budget = new DeliveryOptions().PendingTicks });
        Assert.Equal(Many + 1, _pipeline.Lane.Subscriptions);
        Assert.InRange(held, 1, _pipeline.Memory.Taken - before - lines);
    }

    [Fact]
    public void Subscription_OfTheSameAsItsNeighbours_HoldsNoMoreThanWasTakenBesideItsLine()
    {
        Define(1);
        Subscriber[] subscribers = [.. Enumerable.Range(0, Many).Select(_ => Join())];
        long before = _pipeline.Memory.Taken;
        long held = Held(() =>
        {
            foreach (Subscriber subscriber in subscribers)
            {
                Post(subscriber, Ask(1, DeliveryMode.Latest, 1));
            }
        });
        long lines = Many * OrderedTicks.AllotmentOf(new Pace { Budget = new DeliveryOptions().PendingTicks });
        Assert.InRange(held, 1, _pipeline.Memory.Taken - before - lines);
    }

    [Fact]
    public void Names_NobodyKnows_HoldNoMoreThanWasTaken()
    {
        const int Names = MessageLimits.MaxSymbols;
        Subscriber subscriber = Join();
        long before = _pipeline.Memory.Taken;
        long held = Held(() => Post(subscriber, Ask(1, DeliveryMode.Latest, Names)));
        Assert.InRange(held, Names * 100L, _pipeline.Memory.Taken - before);
    }

    private static SubscribeMessage Ask(int id, DeliveryMode mode, int names, int from = 0) => new()
    {
        Id = id,
        Mode = mode,
        IntervalMs = mode == DeliveryMode.Interval ? 10 : null,
        Summary = true,
        Symbols = [.. Enumerable.Range(from, names).Select(n => $"XNAS:SYMBOL-OF-SOME-LENGTH-{n}")],
    };

    private void Define(int instruments)
    {
        _pipeline.OpenFeed().Define(Enumerable.Range(0, instruments).Select(n => $"XNAS:SYMBOL-OF-SOME-LENGTH-{n}"));
        _pipeline.Run();
    }

    private Subscriber Join()
    {
        var subscriber = new Subscriber(new Nowhere(), WireEncoding.MessagePack);
        _pipeline.Lane.Join(subscriber);
        _pipeline.Run();
        return subscriber;
    }

    private void Post(Subscriber subscriber, SubscribeMessage message)
    {
        Assert.True(subscriber.PostAsync(message, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
    }

    private static long Held(Action action)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        action();
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }

    private sealed class Nowhere : IFrameSink
    {
        public void Attach(Action writable)
        {
        }

        public SendOutcome TrySend(ReadOnlySpan<byte> frames) => SendOutcome.Sent;

        public void EndOutput()
        {
        }
    }
}
