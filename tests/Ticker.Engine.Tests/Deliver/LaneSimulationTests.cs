using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Deliver;

public sealed class LaneSimulationTests
{
    private const int Steps = 3_000;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 40));

    /// <summary>The seed is the theory's argument: a failure names it.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Run_AnythingInAnyOrder_KeepsEveryPromise(int seed)
    {
        var simulation = new LaneSimulation(seed);
        simulation.Run(Steps);
        simulation.Settle();
        List<Tick> tape = simulation.Pipeline.Tape;
        Assert.Equal(Enumerable.Range(1, tape.Count).Select(n => (ulong)n), tape.Select(tick => tick.Sequence));
        foreach (SimulatedClient client in simulation.Clients)
        {
            Audit(client, tape, simulation.Pipeline.Instruments);
        }

        Assert.All(simulation.Clients, client => client.Link.Subscriber.PeerGone());
        simulation.Pipeline.AssertNothingLeft();
        Assert.All(simulation.Clients, client => Assert.NotNull(client.Link.End));
    }

    private static void Audit(SimulatedClient client, List<Tick> tape, InstrumentRegistry instruments)
    {
        SimulatedPeer peer = client.Link.Peer;
        bool evicted = peer.CloseCode == 4008;
        ulong resume = evicted ? ulong.Parse(peer.CloseText.Split(':')[2]) : 0;
        bool lives = client.Link.End is null && client.Link.Subscriber.Closed == default;
        foreach (SubscriptionLog log in client.Read())
        {
            var audit = new SubscriptionAudit(log, tape, instruments);
            audit.CheckWhatCame();
            if (lives && !log.HasEnded)
            {
                audit.CheckNothingIsMissing();
            }
            else if (evicted && !log.HasEnded)
            {
                audit.CheckNothingWasPending(resume, log.Live.Count);
            }
        }
    }
}
