using Ticker.Load.Contenders;
using Ticker.Load.Roads;
using Ticker.Load.Runs;
using Ticker.Load.Sections;

namespace Ticker.Load;

/// <summary>What is measured, in order.</summary>
internal static class Agenda
{
    public static IEnumerable<ISection> Sections(LoadArguments arguments)
    {
        IContender ticker = GrpcContender.Ticker(arguments.Server, arguments.Journal);
        IContender textbook = GrpcContender.Textbook(arguments.Rivals);
        List<IContender> others = arguments.NodeWs is { } nodeWs ? [new WsContender(nodeWs)] : [];
        List<IContender> toEveryone = arguments.Nchan is { } nchan ? [.. others, new NchanContender(nchan)] : others;
        if (arguments.Asks("ingest"))
        {
            yield return new IngestSection(ticker, arguments);
        }

        if (arguments.Asks("latency"))
        {
            yield return new LatencySection(ticker, arguments);
        }

        foreach (RivalCase rival in RivalCase.All.Where(rival => arguments.Asks(rival.Workload.Name)))
        {
            yield return new RivalSection(rival, ticker, textbook, rival.Workload.SymbolsEach == 0 ? toEveryone : others, arguments);
        }

        foreach (Workload workload in new[] { Workload.W1, Workload.W2 }.Where(workload => arguments.Asks("roads") || arguments.Asks($"roads-{workload.Name}")))
        {
            IEnumerable<RoadCase> roads = TickerRoads.Of(arguments).Concat(arguments.Nchan is { } script ? NchanRoads.Of(script) : []);
            yield return new RoadSection(workload, [.. roads.Where(road => arguments.RoadNames.Any(road.Name.Contains))], arguments);
        }

        if (arguments.Asks("w5"))
        {
            yield return new StalledSection(ticker, arguments);
        }

        if (arguments.Asks("slow"))
        {
            yield return new SlowReaderSection(ticker, arguments);
        }

        if (arguments.Asks("recovery"))
        {
            yield return new RecoverySection(arguments);
        }

        if (arguments.Asks("w6"))
        {
            yield return new IdleSection(ticker, arguments.Rivals);
        }

        if (arguments.Asks("w7"))
        {
            yield return new FirehoseSection(ticker, arguments);
        }

        if (arguments.Asks("hostile"))
        {
            yield return new HostileSection(arguments);
        }

        if (arguments.Asks("churn"))
        {
            yield return new ChurnSection(arguments);
        }
    }
}
