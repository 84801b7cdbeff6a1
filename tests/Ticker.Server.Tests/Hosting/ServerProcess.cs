using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Ticker.Server.Tests.Hosting;

/// <summary>The server as a process of its own, as it is run.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private const int SignalInterrupt = 2;
    private const int SignalTerminate = 15;

    private readonly Process _process;
    private readonly JournalDirectory _journal;
    private readonly Task<string> _errors;

    private ServerProcess(Process process, JournalDirectory journal)
    {
        (_process, _journal) = (process, journal);
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static ServerProcess Start(params string[] args) => Start([], args);

    /// <summary>The same, with settings in its environment.</summary>
    public static ServerProcess Start(IEnumerable<(string Name, string Value)> environment, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Ticker.Server.dll"));
        var journal = new JournalDirectory();
        foreach (string argument in args.Prepend(journal.Setting))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new ServerProcess(Process.Start(start)!, journal);
    }

    /// <summary>Waits for the line that says that it is ready; gives where it listens.</summary>
    public async Task<(IPEndPoint Web, IPEndPoint Grpc)> ReadyAsync()
    {
        string? line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit);
        Match ready = ReadyLine().Match(line ?? "");
        Assert.True(ready.Success, $"it said '{line}'");
        return (IPEndPoint.Parse(ready.Groups[1].Value), IPEndPoint.Parse(ready.Groups[2].Value));
    }

    /// <summary>Asks it to end, as an operator or a container's runtime does.</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, SignalTerminate));

    /// <summary>Asks it to end, as Ctrl-C does.</summary>
    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, SignalInterrupt));

    /// <summary>Ends it as the system does that has no memory left: it gets no word in.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        string output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return (_process.ExitCode, output, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _journal.Dispose();
    }

    [GeneratedRegex("^Ticker is ready: web http://([^ ]+) grpc http://([^ ]+)$")]
    private static partial Regex ReadyLine();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
