using System.Diagnostics;
using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;
using Ticker.Load.Hostile;
using Ticker.Load.Runs;
using Ticker.Tests.Hostile;

namespace Ticker.Load.Sections;

/// <summary>What a server still holds when very many have connected, asked for everything, and left in every way; ticks come in all the while.</summary>
internal sealed class ChurnSection(LoadArguments arguments) : ISection
{
    private const int Steps = 5;
    private const int AtATime = 32;
    private const int WarmUp = 2_000;

    // Of 40,000 that came and went after the first step: less than 27 bytes for each.
    private const long MostHeapGrowth = 1024 * 1024;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(8);

    private readonly List<(int Comings, double PerSecond, ServerFigures Figures)> _steps = [];
    private readonly HostileCounts _counts = new();
    private readonly List<string> _failures = [];

    public bool Passed => _failures.Count == 0;

    public void Measure() => GuardedRun.Measure("churn", MeasureAll, _failures);

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## Churn: {arguments.Comings:N0} that connect, ask for everything of W2 and leave, {AtATime} at a time").AppendLine();
        page.AppendLine("| came and went | a second | heap in use | anonymous memory | budget taken | descriptors | threads | queued for a thread | subscribers | subscriptions | interests |");
        page.AppendLine("|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((int comings, double perSecond, ServerFigures held) in _steps)
        {
            page.AppendLine(
                $"| {comings:N0} | {(perSecond > 0 ? $"{perSecond:N0}" : "")} | {held.Heap / 1048576.0:0.00} MiB | {held.Anonymous / 1048576.0:0.0} MiB | {held.Budget:N0} | {held.Descriptors} | {held.Threads} | {held.Queued} | {held.Subscribers} | {held.Subscriptions} | {held.Interests} |");
        }

        page.AppendLine().AppendLine("What became of them: " + string.Join(" · ", Quitters.Coming.Select(kind => $"{kind.Name}: {string.Join(", ", _counts.OutcomesOf(kind.Name).Select(outcome => $"{outcome.Key} {outcome.Value:N0}"))}"))).AppendLine();
        foreach (string failure in _failures)
        {
            page.AppendLine($"- failed: {failure}").AppendLine();
        }
    }

    private void MeasureAll(HostileKeys keys)
    {
        Workload workload = Workload.W2;
        GrpcContender ticker = GrpcContender.Guarded(arguments.Server, arguments.Journal, keys, "--Ticker:Listen:Http2=http://127.0.0.1:0");
        using ServerProcess server = ticker.Start();
        using IOffer offer = ticker.Offer(server, workload);
        using HostileProcess clients = HostileProcess.Start(server, keys.Guest);
        HostileSection.FillRing(offer);
        Come(server, offer, clients, keys, WarmUp, 0);
        for (int step = 1; step <= Steps; step++)
        {
            Come(server, offer, clients, keys, arguments.Comings / Steps, step * (arguments.Comings / Steps));
        }

        _failures.AddRange(_counts.Wrong(Quitters.Coming));

        // What is not nothing has grown into its size by the end of the first step.
        ServerFigures before = _steps[1].Figures with { Subscribers = 0, Subscriptions = 0, Interests = 0, Queued = 0 };
        _failures.AddRange(Leftovers.Of(before, _steps[^1].Figures, MostHeapGrowth, LookAgain));
        ServerFigures LookAgain()
        {
            Pace.Publish(offer, Settle, new());
            return ServerFigures.Of(server, keys.Market);
        }
    }

    private void Come(ServerProcess server, IOffer offer, HostileProcess clients, HostileKeys keys, int count, int all)
    {
        long begin = Stopwatch.GetTimestamp();
        Task<HostileCounts> coming = clients.ComeAndGoAsync(AtATime, count);
        while (!coming.IsCompleted)
        {
            Pace.Publish(offer, Slice, new());
        }

        double perSecond = count / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        _counts.Add(coming.GetAwaiter().GetResult());

        // Longer than a poll's client is waited for after its answer.
        Pace.Publish(offer, Settle, new());
        ServerFigures figures = ServerFigures.Of(server, keys.Market);
        _steps.Add((all, all > 0 ? perSecond : 0, figures));
        Console.WriteLine($"churn  {all,6:N0} came and went, {perSecond:N0} a second  {figures}");
    }
}
