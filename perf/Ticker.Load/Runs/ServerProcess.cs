using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ticker.Load.Runs;

/// <summary>A server started for one run, on free ports, without the demo feed.</summary>
public sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri web, Uri grpc) => (_process, Web, Grpc) = (process, web, grpc);

    public Uri Web { get; }

    public Uri Grpc { get; }

    /// <summary>The processor time that it has used, user and system, all threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            // Fields 14 and 15 of /proc/PID/stat in ticks of 10 ms; the name before them may hold spaces.
            string stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return TimeSpan.FromMilliseconds(10 * (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>Its resident memory in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts one and waits until it is ready.</summary>
    /// <param name="dll">The path of Ticker.Server.dll.</param>
    public static ServerProcess Start(string dll)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { dll, "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false" },
        };
        Process process = Process.Start(start)!;
        try
        {
            var log = new Queue<string>();
            process.ErrorDataReceived += (_, line) => Keep(log, line.Data);
            process.BeginErrorReadLine();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (ReadyLine().Match(line) is { Success: true } ready)
                {
                    return new ServerProcess(process, new Uri(ready.Groups[1].Value), new Uri(ready.Groups[2].Value));
                }
            }

            process.WaitForExit();
            throw new InvalidOperationException($"the server did not start:\n{string.Join('\n', log)}");
        }
        catch
        {
            Stop(process);
            throw;
        }
    }

    public void Dispose() => Stop(_process);

    private static void Stop(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.WaitForExit();
        process.Dispose();
    }

    private static void Keep(Queue<string> log, string? line)
    {
        lock (log)
        {
            if (line is { Length: > 0 })
            {
                log.Enqueue(line);
            }

            if (log.Count > 20)
            {
                log.Dequeue();
            }
        }
    }

    [GeneratedRegex(@"^Ticker is ready: web (\S+) grpc (\S+)")]
    private static partial Regex ReadyLine();
}
