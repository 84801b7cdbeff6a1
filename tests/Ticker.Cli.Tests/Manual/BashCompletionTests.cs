namespace Ticker.Cli.Tests.Manual;

/// <summary>The script of <c>ticker completion bash</c>, in bash.</summary>
[Collection("processes")]
public sealed class BashCompletionTests : IClassFixture<BashCompletionTests.Scripted>
{
    private readonly Scripted _scripted;

    public BashCompletionTests(Scripted scripted) => _scripted = scripted;

    [Theory]
    [InlineData("ticker s", "serve sub")]
    [InlineData("ticker feed ", "simulate play")]
    [InlineData("ticker completion ", "bash")]
    [InlineData("ticker sub --mo", "--mode")]
    [InlineData("ticker sub --mode ", "latest interval all")]
    [InlineData("ticker sub --mode = i", "interval")]
    [InlineData("ticker sub --mode =", "latest interval all")]
    [InlineData("ticker replay x --mode ", "all latest interval")]
    [InlineData("ticker sub X:Y --mode all --format ", "table csv jsonl")]
    [InlineData("ticker sub --from ", "snapshot now")]
    [InlineData("ticker sub --kinds t", "trade")]
    [InlineData("ticker sub --kinds quote,t", "quote,trade")]
    [InlineData("ticker sub --interval ", "")]
    [InlineData("ticker sub X", "")]
    [InlineData("ticker top --so", "--sort")]
    [InlineData("ticker serve -- --Ti", "")]
    [InlineData("ticker keys add --min", "--min-interval")]
    [InlineData("ticker feed play --spe", "--speed")]
    [InlineData("ticker inspect first", "first.gz")]
    [InlineData("ticker import first.gz --to fol", "folder")]
    [InlineData("ticker import first.gz --to fir", "")]
    public async Task Complete_Words_AreThoseOfTheDescriptions(string line, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), (await _scripted.CompleteAsync(line)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Complete_NothingYet_IsEveryCommandAndHelp()
    {
        System.CommandLine.RootCommand root = Cli.Commands.TickerCommand.Create();

        Assert.Equal(root.Subcommands.Select(command => command.Name), await _scripted.CompleteAsync("ticker "));
        Assert.Contains("--help", await _scripted.CompleteAsync("ticker sub --h"));
    }

    [Fact]
    public async Task Script_Sourced_IsWhatBashCompletesTickerBy()
    {
        await using TickerProcess bash = TickerProcess.Start("bash", ["--noprofile", "--norc", "-uec", ". \"$1\"; complete -p ticker", "bash", _scripted.Path]);

        (int code, string output, string errors) = await bash.EndAsync();

        Assert.Equal((0, "complete -F _ticker ticker\n", ""), (code, output, errors));
    }

    /// <summary>The script, and a folder with files to complete.</summary>
    public sealed class Scripted : IAsyncLifetime
    {
        // What the line editor does: words to COMP_WORDS, an empty last one where a blank stands before the cursor.
        private const string Program = """
            . "$1"; cd "$2"; IFS=' ' read -ra COMP_WORDS <<<"$3"; [[ $3 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _ticker; printf '%s\n' "${COMPREPLY[@]}"
            """;

        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ticker-completion-");

        public string Path => System.IO.Path.Combine(_folder.FullName, "ticker.bash");

        public async Task InitializeAsync()
        {
            (int code, string output, string errors) = await TickerProcess.RunAsync("completion", "bash");
            Assert.Equal((0, ""), (code, errors));
            await File.WriteAllTextAsync(Path, output);
            await File.WriteAllTextAsync(System.IO.Path.Combine(_folder.FullName, "first.gz"), "");
            _folder.CreateSubdirectory("folder");
        }

        public Task DisposeAsync()
        {
            _folder.Delete(recursive: true);
            return Task.CompletedTask;
        }

        public async Task<string[]> CompleteAsync(string line)
        {
            await using TickerProcess bash = TickerProcess.Start("bash", ["--noprofile", "--norc", "-c", Program, "bash", Path, _folder.FullName, line]);
            (int code, string output, string errors) = await bash.EndAsync();
            Assert.Equal((0, ""), (code, errors));
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
