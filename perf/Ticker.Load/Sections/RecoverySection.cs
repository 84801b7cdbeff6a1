using System.Text;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;
using Ticker.Model;

namespace Ticker.Load.Sections;

/// <summary>
/// Whether those who come back harm those who are live: one server with a journal, on which live subscribers are alone and
/// beside recovering ones in turn.
/// </summary>
public sealed class RecoverySection(LoadArguments arguments) : ISection
{
    private const int Recovering = 20;
    private static readonly int[] BytesAtOnce = [2_000, int.MaxValue];

    // More than the ring in memory holds, so that the oldest are read from files.
    private const int Missed = 1_500_000;

    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(1);

    private readonly List<RecoveryPair> _pairs = [];
    private string? _failure;

    public bool Passed => _failure is null;

    public void Measure()
    {
        string directory = arguments.Journal ?? Directory.CreateTempSubdirectory("ticker-load-").FullName;
        try
        {
            MeasureAll(GrpcContender.Ticker(arguments.Server, directory));
        }
        catch (Exception failure) when (Failure.IsExpected(failure))
        {
            _failure = failure.Message.Split('\n')[0];
            Console.WriteLine($"recovery  failed: {_failure}");
        }
        finally
        {
            if (arguments.Journal is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    public void Write(StringBuilder page)
    {
        page.AppendLine($"## Recovery: {Workload.W5.Subscribers} live subscribers of W2 alone and beside {Recovering} that missed {Missed:N0} ticks").AppendLine();
        page.AppendLine("| each reads | live p99 alone | beside recovering | ratio | ticks/s recovered | came to the present | server cores alone | beside | other cores |");
        page.AppendLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (RecoveryPair pair in _pairs.OrderBy(pair => pair.BytesAtOnce))
        {
            page.AppendLine($"| {pair.Line} | {pair.AloneMillis:0.00} ms | {pair.BesideMillis:0.00} ms | {pair.Ratio:0.00} | {pair.RecoveredPerSecond:N0} | {pair.Arrived} | {pair.AloneCores:0.00} | {pair.BesideCores:0.00} | {pair.OtherCores:0.00} |");
        }

        page.AppendLine();
        foreach (IGrouping<int, RecoveryPair> pairs in _pairs.GroupBy(pair => pair.BytesAtOnce))
        {
            page.AppendLine($"{pairs.First().Line}: median ratio **{Median.Of([.. pairs], pair => pair.Ratio):0.00}**, median **{Median.Of([.. pairs], pair => pair.RecoveredPerSecond):N0}** ticks/s recovered.").AppendLine();
        }

        if (_failure is not null)
        {
            page.AppendLine($"Failed: {_failure}").AppendLine();
        }
    }

    private void MeasureAll(GrpcContender ticker)
    {
        Workload workload = Workload.W5;
        using ServerProcess server = ticker.Start();
        using IOffer offer = ticker.Offer(server, workload);
        long begin = UnixNanos.Now(TimeProvider.System).Value;
        while (offer.Counts.Ticks < Missed)
        {
            offer.SendNext();
        }

        using var crowd = new Crowd(server.Web, [.. Enumerable.Range(0, workload.Subscribers).Select(n => ticker.Request(workload, n))]);
        Pace.Publish(offer, arguments.WarmUp, new LatencyHistogram());
        var request = new StreamRequest("/v1/stream", $$$"""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all","times":true,"from":{"time":{{{begin}}}}}""");
        RecoveryPair warmUp = MeasurePair(server, request, offer, crowd, BytesAtOnce[0]);
        Console.WriteLine($"recovery  warm-up  {Say(warmUp)}");
        for (int pair = 1; pair <= arguments.Pairs; pair++)
        {
            foreach (int bytes in BytesAtOnce)
            {
                RecoveryPair result = MeasurePair(server, request, offer, crowd, bytes);
                _pairs.Add(result);
                Console.WriteLine($"recovery  pair {pair}  {Say(result)}");
            }
        }

        crowd.Stop();
    }

    private static string Say(RecoveryPair pair) =>
        $"live p99 {pair.AloneMillis:0.00} ms alone, {pair.BesideMillis:0.00} ms beside {Recovering} that read {pair.Line}, ratio {pair.Ratio:0.00}  "
        + $"{pair.RecoveredPerSecond:N0} ticks/s recovered, {pair.Arrived} came to the present  server {pair.AloneCores:0.00} and {pair.BesideCores:0.00} cores  others {pair.OtherCores:0.00} cores";

    private static RecoveryPair MeasurePair(ServerProcess server, StreamRequest request, IOffer offer, Crowd crowd, int bytesAtOnce)
    {
        Pace.Publish(offer, Settle, new LatencyHistogram());
        (double alone, CoreUse aloneCores) = P99(server, crowd, offer);
        using var recovering = new RecoveringCrowd(server.Web, request, Recovering, bytesAtOnce);
        Pace.Publish(offer, Settle, new LatencyHistogram());
        (long ticks, int arrived) = (recovering.Ticks, recovering.Arrived);
        (double beside, CoreUse cores) = P99(server, crowd, offer);
        (ticks, arrived) = (recovering.Ticks - ticks, recovering.Arrived - arrived);
        recovering.Stop();
        return new RecoveryPair(bytesAtOnce, alone, beside, ticks / cores.Elapsed.TotalSeconds, arrived, aloneCores.ServerCores, cores.ServerCores, cores.OtherCores);
    }

    private static (double Millis, CoreUse Cores) P99(ServerProcess server, Crowd crowd, IOffer offer)
    {
        crowd.ClearAges();
        Func<CoreUse> cores = CoreUse.Measure(server);
        crowd.Count(true);
        Pace.Publish(offer, Measured, new LatencyHistogram());
        crowd.Count(false);
        return (crowd.Ages.NanosAt(0.99) / 1e6, cores());
    }
}
