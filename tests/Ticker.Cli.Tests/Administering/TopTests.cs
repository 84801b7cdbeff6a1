using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ticker.Cli.Tests.Administering;

/// <summary><c>ticker top</c> against a real server.</summary>
public sealed partial class TopTests : ServedTests
{
    [Fact]
    public async Task Once_OfAServerWithASubscriber_ShowsItAndItsFeedAsText()
    {
        await SimulateAsync();
        await using TickerProcess subscriber = TickerProcess.Start("sub", "*", "--format", "jsonl", "--url", Url);
        Assert.NotNull(await subscriber.NextLineAsync());
        (int code, string output, string errors) = await TickerProcess.RunAsync("top", "--server", Url, "--once");
        Assert.True(code == 0, errors);
        string[] lines = output.Split('\n');
        Assert.StartsWith("1 connections, ", lines[0], StringComparison.Ordinal);
        Assert.Matches(@"^ *ID +SINCE +ROAD +ADDRESS +WHO +DELAY +SUBS +PENDING +BYTES +TICKS/S +CONFL/S +CAUSE +CLIENT$", lines[2]);
        Assert.Matches(@"^ *1 +\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\dZ? +ws +127\.0\.0\.1 +anyone +1 +\d+ +\d+ +\d+ +\d+", lines[3]);
        Assert.Matches(@"^FEED +STATE +TICKS/S +REJECTED +GAPS +SKEW MS +PUBLISHER$", lines[5]);
        Assert.Matches(@"^\S+ +ended +\d+ +0 +0 ", lines[6]);
        Assert.Equal("", errors);

        // Where output is no terminal it is shown once without asking.
        (code, string again, _) = await TickerProcess.RunAsync("top", "--server", Url, "--sort", "rate");
        Assert.Equal((0, lines[2]), (code, again.Split('\n')[2]));
    }

    [Fact]
    public async Task Json_OfAServer_IsWhatItTells()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("top", "--server", Url, "--json");
        Assert.True(code == 0, errors);
        using JsonDocument told = JsonDocument.Parse(output);
        Assert.Equal(["totals", "connections", "feeds"], told.RootElement.EnumerateObject().Select(one => one.Name));
        Assert.Equal(0, told.RootElement.GetProperty("connections").GetArrayLength());
    }

    [Fact]
    public async Task Top_WithoutAServer_SaysSoInOneLine()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("top", "--server", "http://127.0.0.1:9", "--once");
        Assert.Equal((3, ""), (code, output));
        Assert.Matches(@"^ticker: .*127\.0\.0\.1:9.*--server\.\n$", errors);
    }

    [Fact]
    public async Task Top_OfAServerWithKeys_NeedsOneThatMayAdminister()
    {
        string folder = Directory.CreateTempSubdirectory("ticker-top-").FullName;
        try
        {
            string file = Path.Combine(folder, "keys.json");
            string reader = (await TickerProcess.RunAsync("keys", "add", "reader", "--symbols", "*", "--file", file)).Output.TrimEnd();
            string admin = (await TickerProcess.RunAsync("keys", "add", "boss", "--admin", "--file", file)).Output.TrimEnd();
            await using TickerProcess server = TickerProcess.Start(
                "serve", "--", "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Listen:Admin=http://127.0.0.1:0",
                "--Ticker:Demo:Enabled=false", "--Ticker:Journal:Enabled=false", $"--Ticker:Access:Keys={file}");
            Match ready = Ready().Match(await server.NextLineAsync() ?? "");
            Assert.True(ready.Success);
            (string web, string own) = (ready.Groups[1].Value, ready.Groups[2].Value);
            await AssertRefusedAsync("asks for a key", own);
            await AssertRefusedAsync("may not administer", own, "--key", reader);
            await AssertRefusedAsync("does not take this key", own, "--key", "tk_wrong");
            await AssertRefusedAsync("shows nothing to operators", web, "--key", admin);
            (int code, string output, string errors) = await TickerProcess.RunAsync("top", "--server", own, "--key", admin, "--json");
            Assert.True(code == 0, errors);
            Assert.StartsWith("{\"totals\":", output, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AssertRefusedAsync(string why, string server, params string[] args)
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync(["top", "--once", "--server", server, .. args]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(why, errors, StringComparison.Ordinal);
        Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(@"web (http://\S+) .* admin (http://\S+)$")]
    private static partial Regex Ready();
}
