using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Runs;

namespace Ticker.Load.Sections;

/// <summary>
/// The same load on Ticker and on others. Ticker and the textbook design take turns, so that whatever else the machine
/// does hits both; a ratio is of the two runs that stand next to each other. The others run once.
/// </summary>
public sealed class RivalSection(RivalCase rivalCase, IContender ticker, IContender textbook, IReadOnlyList<IContender> others, LoadArguments arguments) : ISection
{
    private readonly List<(LoadResult Ticker, LoadResult Textbook)> _pairs = [];
    private readonly List<(string Name, LoadResult Result)> _others = [];
    private readonly List<string> _failures = [];

    // That one of the others gives up under a load is a result, not a failure.
    public bool Passed => _pairs.Count == arguments.Pairs && _pairs.TrueForAll(pair => pair.Ticker.Complete == true);

    public void Measure()
    {
        for (int pair = 1; pair <= arguments.Pairs; pair++)
        {
            bool tickerFirst = pair % 2 == 1;
            LoadResult? first = Run(tickerFirst ? ticker : textbook);
            LoadResult? second = Run(tickerFirst ? textbook : ticker);
            if (first is not null && second is not null)
            {
                _pairs.Add(tickerFirst ? (first, second) : (second, first));
            }
        }

        foreach (IContender other in others)
        {
            if (Run(other) is { } result)
            {
                _others.Add((other.Name, result));
            }
        }
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## {rivalCase.Workload}").AppendLine();
        page.AppendLine("| server | cores | ticks/s in | ticks/s out | of all due | messages/s each | age p50 | age p99 | resident | generator cores | generator late p99 | other cores |");
        page.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        if (_pairs.Count > 0)
        {
            Line(page, ticker.Name, [.. _pairs.Select(pair => pair.Ticker)]);
            Line(page, textbook.Name, [.. _pairs.Select(pair => pair.Textbook)]);
        }

        foreach ((string name, LoadResult result) in _others)
        {
            Line(page, name, [result]);
        }

        page.AppendLine();
        if (_pairs.Count > 0)
        {
            page.AppendLine($"{ticker.Name} by {textbook.Name}, median of {_pairs.Count} pairs (least to greatest):").AppendLine();
            page.AppendLine($"- server CPU {Ratio(run => run.Cores.ServerCores)}, wanted {rivalCase.MostCpu:0.00} or less");
            page.AppendLine($"- age p99 {Ratio(run => run.AgeMillis(0.99))}{(rivalCase.MostP99 is { } most ? $", wanted {most:0.00} or less" : "")}");
            page.AppendLine($"- age p50 {Ratio(run => run.AgeMillis(0.5))}, wanted 1.00 or less");
            page.AppendLine($"- what did not come as itself is accounted for in {_pairs.Count(pair => pair.Ticker.Complete == true)} of {_pairs.Count} runs of {ticker.Name}");
            page.AppendLine();
        }

        foreach (string failure in _failures)
        {
            page.AppendLine($"- {failure}").AppendLine();
        }
    }

    private LoadResult? Run(IContender contender)
    {
        try
        {
            LoadResult result = LoadRun.Measure(contender, rivalCase.Workload, arguments.WarmUp, arguments.Duration);
            Console.WriteLine(
                $"{rivalCase.Workload.Name}  {contender.Name,-10} {result.Cores.ServerCores:0.00} cores  {result.PublishedPerSecond,7:N0} in/s {result.DeliveredPerSecond,10:N0} out/s ({result.DeliveredShare,6:P1})  "
                + $"{result.MessagesPerSecondEach,7:N0} messages/s each  age p50 {result.AgeMillis(0.5),7:0.00} p99 {result.AgeMillis(0.99),7:0.00} ms  {result.ResidentBytes >> 20} MiB  "
                + $"generator {result.Cores.LoadCores:0.00} cores, late p99 {result.LateMillis(0.99):0.00} ms  others {result.Cores.OtherCores:0.00} cores{(result.Complete == false ? "  NOT all accounted for" : "")}");
            return result;
        }
        catch (Exception failure) when (Failure.IsExpected(failure))
        {
            string line = $"{contender.Name} failed: {failure.Message.Split('\n')[0]}";
            Console.WriteLine($"{rivalCase.Workload.Name}  {line}");
            _failures.Add(line);
            return null;
        }
    }

    private static void Line(StringBuilder page, string name, LoadResult[] runs) => page.AppendLine(
        $"| {name} | {Median.Of(runs, run => run.Cores.ServerCores):0.00} | {Median.Of(runs, run => run.PublishedPerSecond):N0} | {Median.Of(runs, run => run.DeliveredPerSecond):N0} | {Median.Of(runs, run => run.DeliveredShare):P1} "
        + $"| {Median.Of(runs, run => run.MessagesPerSecondEach):N0} | {Median.Of(runs, run => run.AgeMillis(0.5)):0.00} ms | {Median.Of(runs, run => run.AgeMillis(0.99)):0.00} ms | {Median.Of(runs, run => run.ResidentBytes) / (1 << 20):0} MiB "
        + $"| {Median.Of(runs, run => run.Cores.LoadCores):0.00} | {Median.Of(runs, run => run.LateMillis(0.99)):0.00} ms | {Median.Of(runs, run => run.Cores.OtherCores):0.00} |");

    private string Ratio(Func<LoadResult, double> of)
    {
        double[] ratios = [.. _pairs.Select(pair => of(pair.Ticker) / of(pair.Textbook))];
        return $"**{Median.Of(ratios, ratio => ratio):0.00}** ({ratios.Min():0.00} to {ratios.Max():0.00})";
    }
}
