using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Ticker.Cli.Tests;

/// <summary>The built command, run as its users run it.</summary>
internal sealed class TickerProcess : IAsyncDisposable
{
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(1_000_000);
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private TickerProcess(Process process)
    {
        _process = process;
        _output = CollectAsync(process.StandardOutput, _lines.Writer);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The repository that this test was built in.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>The command that this build made, as an argument of <c>dotnet</c>.</summary>
    public static string Dll { get; } = FindDll();

    public static TickerProcess Start(params string[] args) => Start("dotnet", [Dll, .. args]);

    public static TickerProcess Start(string program, IEnumerable<string> args, params IEnumerable<(string Name, string Value)> environment)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new TickerProcess(Process.Start(start)!);
        process._process.StandardInput.Close();
        return process;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        await using TickerProcess process = Start(args);
        return await process.EndAsync();
    }

    /// <summary>Waits for its next line on standard output; null at the end.</summary>
    public async Task<string?> NextLineAsync()
    {
        using var limit = new CancellationTokenSource(Generous);
        return await _lines.Reader.WaitToReadAsync(limit.Token) && _lines.Reader.TryRead(out string? line) ? line : null;
    }

    /// <summary>What Ctrl-C sends.</summary>
    public void Interrupt() => Assert.Equal(0, Signals.Send(_process.Id, Signals.Interrupt));

    /// <summary>Waits for its end.</summary>
    public async Task<(int Code, string Output, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Generous);
        return (_process.ExitCode, await _output, await _errors);
    }

    /// <summary>Ends it without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<string> CollectAsync(StreamReader reader, ChannelWriter<string> lines)
    {
        var all = new System.Text.StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            all.Append(line).Append('\n');
            await lines.WriteAsync(line);
        }

        lines.Complete();
        return all.ToString();
    }

    // tests/Ticker.Cli.Tests/bin/CONFIGURATION/net10.0/ of the repository.
    private static string FindRepository() => string.Join(Path.DirectorySeparatorChar, OwnPath()[..^5]);

    private static string FindDll() => Path.Combine(Repository, "src", "Ticker.Cli", "bin", OwnPath()[^2], OwnPath()[^1], "ticker.dll");

    private static string[] OwnPath() => AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar);

    private static class Signals
    {
        public const int Interrupt = 2;

        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Send(int process, int signal);
    }
}
