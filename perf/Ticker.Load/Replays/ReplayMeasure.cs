using System.Diagnostics;
using System.Globalization;
using Ticker.Load.Runs;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Load.Replays;

/// <summary>What <c>perf/replay</c> measures: how fast a recording is played to one subscriber, and how exactly at speed 1.</summary>
public static class ReplayMeasure
{
    public const string Usage = "Usage: Ticker.Load replay --server DLL --recordings DIRECTORY --fast NAME --paced NAME [--to INSTANT] [--runs N]";

    /// <summary>Measures; the exit code.</summary>
    public static int Run(string[] args)
    {
        var options = new Dictionary<string, string>();
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            options[args[i]] = args[i + 1];
        }

        if (!options.TryGetValue("--server", out string? server) || !options.TryGetValue("--recordings", out string? recordings))
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        int runs = int.Parse(options.GetValueOrDefault("--runs", "3"), CultureInfo.InvariantCulture);
        using ServerProcess process = ServerProcess.Start(
        [
            "dotnet", server, "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false",
            "--Ticker:Journal:Enabled=false", $"--Ticker:Recordings:Directory={Path.GetFullPath(recordings)}",
        ]);
        bool same = true;
        if (options.TryGetValue("--fast", out string? fast))
        {
            string? digest = null;
            for (int run = 1; run <= runs; run++)
            {
                string? now = Fast(process, fast, run);
                same &= digest is null || digest == now;
                digest = now;
            }
        }

        if (options.TryGetValue("--paced", out string? paced))
        {
            // The first brings code into memory.
            string to = options.GetValueOrDefault("--to", "");
            for (int run = 0; run <= runs; run++)
            {
                Paced(process, paced, to, run);
            }
        }

        return same ? 0 : 1;
    }

    private static string? Fast(ServerProcess server, string recording, int run)
    {
        using var counter = new FrameCounter();
        TimeSpan before = server.ProcessorTime;
        counter.Connect(server.Web, $"recording={recording}&speed=max", times: false);
        counter.Run(null, null);
        double seconds = Stopwatch.GetElapsedTime(counter.First, counter.Last).TotalSeconds;
        long ticks = counter.Final?.Delivered ?? 0;
        double cpu = (server.ProcessorTime - before).TotalSeconds;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"max   run {run}  {ticks / seconds:N0} ticks/s  ({ticks:N0} ticks, {counter.Messages:N0} messages, {counter.Bytes / seconds / 1e6:N0} MB/s, server {cpu * 1e9 / ticks:0} ns/tick)  sha256 {counter.Final?.Sha256?[..16]}.."));
        return counter.Final?.Sha256;
    }

    private static void Paced(ServerProcess server, string recording, string to, int run)
    {
        using var counter = new FrameCounter();
        var errors = new List<double>();
        long began = 0;
        long tape = 0;
        counter.Connect(server.Web, $"recording={recording}&speed=1&to={to}", times: true);
        counter.Run(
            (message, now) =>
            {
                var reader = new DataMessageReader(message.Span);
                while (reader.TryRead(out Tick tick, out _))
                {
                    double ideal = (tick.ReceiveTime.Value - tape) / 1e6;
                    errors.Add(Stopwatch.GetElapsedTime(began, now).TotalMilliseconds - ideal);
                }
            },
            (message, now) =>
            {
                if (message is TapeNews { State: TapeState.Playing } news)
                {
                    (began, tape) = (now, news.Time.Value);
                }
            });
        double[] sizes = [.. errors.Select(Math.Abs).Order()];
        double At(double share) => sizes[(int)Math.Min(sizes.Length - 1, share * sizes.Length)];
        Console.WriteLine(run == 0 ? "1x    warm" : string.Create(
            CultureInfo.InvariantCulture,
            $"1x    run {run}  off by p50 {At(0.5):0.000} p90 {At(0.9):0.000} p99 {At(0.99):0.000} max {At(1):0.0} ms  ({sizes.Length:N0} ticks)"));
    }
}
