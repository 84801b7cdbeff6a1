using System.Diagnostics;
using Ticker.Load.Runs;
using Ticker.Tests.Hostile;

namespace Ticker.Load.Hostile;

/// <summary>The hostile clients, in a process of their own, so that what they take of the machine is known apart.</summary>
internal sealed class HostileProcess : IDisposable
{
    private readonly Process _process;

    private HostileProcess(Process process) => _process = process;

    /// <summary>The processor time that it has used, user and system.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static HostileProcess Start(ServerProcess server, string key, string kinds = "")
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(HostileProcess).Assembly.Location, "hostile-clients", server.Web.Authority, server.Http2!.Authority, server.Feed.Authority, key, kinds])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };

        // Threads that turn in circles before they sleep would take what the server is to have.
        start.Environment["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0";
        return new HostileProcess(Process.Start(start)!);
    }

    /// <summary>Begins to send hostile connections of every kind.</summary>
    /// <returns>What became of them, when the last has ended.</returns>
    public Task<HostileCounts> AttackAsync(int perSecond, int count) => OrderAsync($"attack {perSecond} {count}");

    /// <summary>Has many come and go, some at a time.</summary>
    public Task<HostileCounts> ComeAndGoAsync(int atATime, int count) => OrderAsync($"churn {atATime} {count}");

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<HostileCounts> OrderAsync(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        await _process.StandardInput.FlushAsync();
        var lines = new List<string>();
        while (await _process.StandardOutput.ReadLineAsync() is { Length: > 0 } line)
        {
            lines.Add(line);
        }

        return lines.Count > 0 ? HostileCounts.Parse(lines) : throw new IOException("the hostile clients have ended");
    }
}
