namespace Ticker.Cli.Tests.Commands;

/// <summary>Settings are looked at without a server.</summary>
public class ConfigTests
{
    [Fact]
    public async Task Check_WithWrongSettings_NamesThemAllAndEndsWith1()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("config", "check", "--", "--Ticker:Lanes=many", "--Ticker:Listen:Wbe=x", "--Ticker:Drain:Flush=-00:00:01");

        Assert.Equal((1, ""), (code, output));
        Assert.All(new[] { "Ticker:Lanes is 'many'", "Ticker:Listen:Wbe is not a setting", "Ticker:Drain:Flush" }, told => Assert.Contains(told, errors));
    }

    [Fact]
    public async Task Check_WithFilesThatCannotBeUsed_NamesThemToo()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync(
            "config", "check", "--", "--Ticker:Lanes=x", "--Ticker:Access:Keys=/nowhere/keys.json", "--Ticker:Listen:Tls=https://127.0.0.1:0", $"--Ticker:Listen:Certificate={TickerProcess.Dll}",
            $"--Ticker:Journal:Directory={TickerProcess.Dll}");

        Assert.Equal((1, ""), (code, output));
        Assert.All(
            new[] { "Ticker:Lanes is 'x'", "Ticker:Access:Keys is /nowhere/keys.json", "Ticker:Listen:Certificate", "Ticker:Journal:Directory" },
            told => Assert.Single(errors.Split('\n'), line => line.TrimStart().StartsWith(told, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Check_WithRightSettings_SaysSo()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("config", "check", "--", "--Ticker:Lanes=2");

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("settings are right", output);
    }

    [Fact]
    public async Task Show_SettingsThatAreSetAndNot_AreShownWithTheirValues()
    {
        (int code, string output, _) = await TickerProcess.RunAsync("config", "show", "--", "--Ticker:Lanes=2", "--Ticker:WebSockets:AllowedOrigins:0=https://a.example");

        Assert.Equal(0, code);
        Assert.Contains("* Ticker:Lanes=2\n", output);
        Assert.Contains("* Ticker:WebSockets:AllowedOrigins=https://a.example\n", output);
        Assert.Contains("  Ticker:Drain:Flush=00:00:05\n", output);
    }

    [Fact]
    public async Task Show_OfAFile_TakesItThenTheEnvironmentThenTheCommandLine()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, """
            { "Ticker": { "Lanes": 2, "FeedQueue": 10, "LaneQueue": 11, "WebSockets": { "Deflate": true, "AllowedOrigins": ["https://a.example", "https://b.example"] } } }
            """);
        await using var process = TickerProcess.Start(
            "dotnet", [TickerProcess.Dll, "config", "show", "--file", file, "--", "--Ticker:LaneQueue=31"],
            ("Ticker__FeedQueue", "20"), ("Ticker__LaneQueue", "21"), ("Ticker__WebSockets__AllowedOrigins__1", "https://c.example"));
        (int code, string output, string errors) = await process.EndAsync();
        File.Delete(file);

        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(
            ["* Ticker:FeedQueue=20", "* Ticker:LaneQueue=31", "* Ticker:Lanes=2", "* Ticker:WebSockets:AllowedOrigins=https://a.example, https://c.example", "* Ticker:WebSockets:Deflate=true"],
            output.Split('\n').Where(line => line.StartsWith('*')).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, "was not found")]
    [InlineData("{\n  \"Ticker\": }", "LineNumber: 1")]
    [InlineData("""{ "Ticker": { "Lanes": "many" } }""", "Ticker:Lanes is 'many'")]
    public async Task Check_OfAFileThatIsWrong_SaysWhatIs(string? text, string told)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text);
        if (text is null)
        {
            File.Delete(file);
        }

        (int code, string output, string errors) = await TickerProcess.RunAsync("config", "check", "--file", file);
        File.Delete(file);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(told, errors);
        Assert.DoesNotContain("   at ", errors);
    }
}
