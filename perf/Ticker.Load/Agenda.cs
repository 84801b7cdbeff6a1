using Ticker.Load.Contenders;
using Ticker.Load.Sections;

namespace Ticker.Load;

/// <summary>What is measured, in order.</summary>
internal static class Agenda
{
    public static IEnumerable<ISection> Sections(LoadArguments arguments)
    {
        IContender ticker = GrpcContender.Ticker(arguments.Server);
        IContender textbook = GrpcContender.Textbook(arguments.Rivals);
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
            yield return new RivalSection(rival, ticker, textbook, [], arguments);
        }
    }
}
