using System.Text.RegularExpressions;

namespace Ticker.Cli.Tests;

/// <summary>Tests against a server that <c>ticker serve</c> runs, on free ports, with default settings but no demo market.</summary>
[Collection("processes")]
public abstract partial class ServedTests : IAsyncLifetime
{
    private readonly string _journal = Directory.CreateTempSubdirectory("ticker-cli-").FullName;
    private TickerProcess? _server;

    /// <summary>The address for <c>--url</c>.</summary>
    private protected string Url { get; private set; } = "";

    /// <summary>The address for <c>--to</c>.</summary>
    private protected string To { get; private set; } = "";

    private protected TickerProcess Server => _server!;

    public async Task InitializeAsync()
    {
        try
        {
            await StartAsync();
        }
        catch
        {
            // Nobody else does: a test that could not begin is not ended.
            await DisposeAsync();
            throw;
        }
    }

    public virtual async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_journal, recursive: true);
    }

    /// <summary>Starts the server again, where it was, after it has ended.</summary>
    private protected async Task StartAgainAsync()
    {
        await _server!.DisposeAsync();
        await StartAsync(Url.Replace("ws://", "http://", StringComparison.Ordinal), To);
    }

    private async Task StartAsync(string web = "http://127.0.0.1:0", string grpc = "http://127.0.0.1:0")
    {
        _server = TickerProcess.Start("serve", "--", $"--Ticker:Listen:Web={web}", $"--Ticker:Listen:Grpc={grpc}", "--Ticker:Demo:Enabled=false", $"--Ticker:Journal:Directory={_journal}");
        string? line = await _server.NextLineAsync();
        Match ready = Ready().Match(line ?? "");
        Assert.True(ready.Success, $"'{line}' is not the line of a ready server");
        (Url, To) = ("ws" + ready.Groups[1].Value["http".Length..], ready.Groups[2].Value);
    }

    /// <summary>Publishes some of a made-up market, so that there is a state to subscribe to.</summary>
    private protected async Task SimulateAsync(params string[] args)
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync(["feed", "simulate", "--to", To, "--for", "2s", "--speed", "max", "--instruments", "20", .. args]);
        Assert.True(code == 0, $"{code}: {output}{errors}");
    }

    /// <summary>Waits until a feed that was started streams.</summary>
    private protected async Task ForTicksAsync()
    {
        (int code, _, string errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--from", "now", "--count", "1", "--format", "csv");
        Assert.True(code == 0, errors);
    }

    /// <summary>
    /// What a run had to complain of: its lines on standard error but for progress, which slow machines get to see, and
    /// the news that a feed of the test is over, or goes on.
    /// </summary>
    private protected static string Complaints(string errors) =>
        string.Concat(errors.Split('\n').Where(line => line.StartsWith("ticker:", StringComparison.Ordinal) && !NewsOfFeeds().IsMatch(line)).Select(line => line + "\n"));

    [GeneratedRegex("^ticker: (every feed has ended|may no longer be true|true again)")]
    private static partial Regex NewsOfFeeds();

    [GeneratedRegex(@"^Ticker is ready: web (http://\S+) grpc (http://\S+)$")]
    private static partial Regex Ready();
}
