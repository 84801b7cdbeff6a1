using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Sections;

/// <summary>
/// What an idle connection holds of a server's memory, on Ticker and on bare Kestrel. The first few hundred, which bring
/// code and pools into memory, do not count.
/// </summary>
public sealed class IdleSection(IContender ticker, string rivals) : ISection
{
    private const int First = 500;
    private const double MostRatio = 1.15;

    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, double> _kibEach = [];
    private readonly List<string> _failures = [];

    public bool Passed => _failures.Count == 0;

    public void Measure()
    {
        Workload workload = Workload.W6;
        Run(ticker.Name, ticker.Start, server =>
        {
            GrpcPublisher publisher = GrpcPublisher.Connect(server.Feed, "load", workload.Instruments);
            return (publisher, publisher.SendHeartbeat);
        }, ticker.Request(workload, 0));
        Run("bare Kestrel", () => ServerProcess.Start(["dotnet", rivals, "bare"]), _ => (null, () => { }), new StreamRequest("/v1/stream", Message: null));
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## W6: {Workload.W6.Subscribers:N0} idle connections").AppendLine();
        page.AppendLine("| server | resident memory of the server for a connection |");
        page.AppendLine("|---|---:|");
        foreach ((string name, double kib) in _kibEach)
        {
            page.AppendLine($"| {name} | {kib:0.0} KiB |");
        }

        page.AppendLine();
        if (_kibEach.Count == 2)
        {
            page.AppendLine($"Ratio **{_kibEach.Values.First() / _kibEach.Values.Last():0.00}**, wanted {MostRatio:0.00} or less.").AppendLine();
        }

        foreach (string failure in _failures)
        {
            page.AppendLine($"- {failure}").AppendLine();
        }
    }

    private void Run(string name, Func<ServerProcess> start, Func<ServerProcess, (IDisposable? Feed, Action Beat)> feed, StreamRequest request)
    {
        try
        {
            using ServerProcess server = start();
            (IDisposable? publisher, Action beat) = feed(server);
            using IDisposable? ends = publisher;
            using var first = new Crowd(server.Web, [.. Enumerable.Repeat(request, First)]);
            Idle(beat);
            long before = server.ResidentBytes;
            using var crowd = new Crowd(server.Web, [.. Enumerable.Repeat(request, Workload.W6.Subscribers)]);
            Idle(beat);
            long after = server.ResidentBytes;
            crowd.Stop();
            _kibEach[name] = (after - before) / 1024.0 / Workload.W6.Subscribers;
            Console.WriteLine($"w6  {name,-12} {_kibEach[name]:0.0} KiB a connection ({before >> 20} to {after >> 20} MiB)");
        }
        catch (Exception failure) when (Failure.IsExpected(failure))
        {
            _failures.Add($"{name} failed: {failure.Message.Split('\n')[0]}");
            Console.WriteLine($"w6  {_failures[^1]}");
        }
    }

    private static void Idle(Action beat)
    {
        for (TimeSpan waited = TimeSpan.Zero; waited < Settle; waited += Second)
        {
            beat();
            SocketEvents.Nap(Second - TimeSpan.FromTicks(1));
        }
    }
}
