using System.Diagnostics;

namespace Ticker.Cli.Tests.Commands;

/// <summary>The commands of the page on importing, as somebody pastes them.</summary>
[Collection("processes")]
public sealed class ImportPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticker-page").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Commands_Pasted_MakeARecordingOfBothFiles()
    {
        string page = await File.ReadAllTextAsync(Path.Combine(Repository(), "src", "docs", "importing.md"));
        string script = $"set -e\nticker() {{ dotnet '{TickerProcess.Dll}' \"$@\"; }}\n{Block(page, "import-files")}\n{Block(page, "import")}";

        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync();
        string errors = await shell.StandardError.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(TickerProcess.Generous);

        Assert.Equal((0, ""), (shell.ExitCode, errors));
        Assert.StartsWith("wrote vod.rec: 4 ticks (2 quotes, 2 trades, 0 states) of 1 instruments, 2024-08-08T13:30:00.000000000Z to 2024-08-08T13:30:00.500000000Z, ", await output);
        string[] rows = await File.ReadAllLinesAsync(Path.Combine(_folder, "vod.csv"));
        string[] prices = [.. rows[1..].Select(row => row.Split(',')).Select(row => string.Join(' ', row[10..16]).Trim())];
        Assert.Equal(["70.1 900 70.15 1100", "70.12 500", "70.125 120", "70.1 400 70.15 1100"], prices);
    }

    private static string Block(string page, string name)
    {
        string[] lines = page.Split('\n');
        int mark = Array.IndexOf(lines, $"<!-- tested: {name} -->");
        Assert.True(mark >= 0, $"the page has no block that is marked as tested: {name}");
        return string.Join('\n', lines[(mark + 2)..].TakeWhile(line => line != "```"));
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Ticker.sln")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }
}
