using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Ticker.Load.Runs;

/// <summary>A server started for one run, on free ports, with the processes that it starts itself.</summary>
public sealed partial class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri web, Uri feed, Uri? http2) => (_process, Web, Feed, Http2) = (process, web, feed, http2);

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>Where subscribers connect.</summary>
    public Uri Web { get; }

    /// <summary>Where ticks go in.</summary>
    public Uri Feed { get; }

    /// <summary>Where subscribers connect by cleartext HTTP/2; null = nowhere.</summary>
    public Uri? Http2 { get; }

    /// <summary>The processor time that it has used, user and system, all threads and child processes.</summary>
    public TimeSpan ProcessorTime => TimeSpan.FromMilliseconds(10 * Tree(_process.Id).Sum(Jiffies));

    /// <summary>Its resident memory in bytes.</summary>
    public long ResidentBytes => Tree(_process.Id).Sum(process => StatusKiB(process, "VmRSS:")) * 1024;

    /// <summary>Starts one and waits until it says <c>ready: web URL grpc URL</c> (or another word for the feed).</summary>
    /// <param name="command">The program and its arguments.</param>
    public static ServerProcess Start(IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true };
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
                    return new ServerProcess(process, new Uri(ready.Groups[1].Value), new Uri(ready.Groups[2].Value), ready.Groups[3].Success ? new Uri(ready.Groups[3].Value) : null);
                }
            }

            process.WaitForExit();
            throw new InvalidOperationException($"{string.Join(' ', command)} did not start:\n{string.Join('\n', log)}");
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
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        process.Dispose();
    }

    private static IEnumerable<int> Tree(int process)
    {
        string children;
        try
        {
            children = File.ReadAllText($"/proc/{process}/task/{process}/children");
        }
        catch (IOException)
        {
            yield break;
        }

        yield return process;
        foreach (string child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (int inner in Tree(int.Parse(child, CultureInfo.InvariantCulture)))
            {
                yield return inner;
            }
        }
    }

    // Fields 14 and 15 of /proc/PID/stat in ticks of 10 ms; the name before them may hold spaces.
    private static long Jiffies(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private static long StatusKiB(int process, string key) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

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

    [GeneratedRegex(@"ready: web (\S+) \w+ (\S+)(?: http2 (\S+))?")]
    private static partial Regex ReadyLine();
}
