using System.CommandLine;
using Ticker.Cli.Commands;

namespace Ticker.Cli.Tests.Commands;

public class HelpTests
{
    public static TheoryData<string> Paths => new(["", .. Walk(TickerCommand.Create(), "")]);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Help_EveryCommand_NamesItsOptionsArgumentsAndCommands(string path)
    {
        Command command = Find(path);

        string help = HelpOf(path);

        Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.Contains(option.Name, help));
        Assert.All(command.Options.Where(option => !option.Hidden), option => Assert.False(string.IsNullOrWhiteSpace(option.Description)));
        Assert.All(command.Arguments, argument => Assert.Contains($"<{argument.Name}>", help));
        Assert.All(command.Subcommands, child => Assert.Contains(child.Name, help));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Help_EveryCommandThatDoesSomething_HasExamplesThatParse(string path)
    {
        if (Find(path).Subcommands.Count > 0)
        {
            return;
        }

        string[] examples = [.. HelpOf(path).Split("\nEXAMPLES\n")[1].Split('\n').TakeWhile(line => line.Length > 0).Select(line => line.Trim())];

        Assert.NotEmpty(examples);
        Assert.All(examples, example =>
        {
            // What a shell would do, and the remark behind it, are not the command's.
            string line = example.Split("   ")[0].Split('|')[0].Split('>')[0].Replace("'", "");
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal("ticker", words[0]);
            Assert.Empty(TickerCommand.Create().Parse(words[1..]).Errors);
        });
    }

    [Fact]
    public void Help_OfTheCommandItself_TellsEveryExitCode()
    {
        string help = HelpOf("");

        Assert.All(Enum.GetValues<ExitCode>(), code => Assert.Matches($@"(?m)^    {(int)code} +\w", help));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Help_EveryCommand_HasTheSectionsOfAManualInLinesThatFit(string path)
    {
        string[] lines = HelpOf(path).Split('\n');
        string[] sections = [.. lines.Where(line => line.Length > 0 && line[0] != ' ')];

        Assert.Equal(["NAME", "SYNOPSIS", "DESCRIPTION"], sections[..3]);
        Assert.Contains("OPTIONS", sections);
        Assert.Contains("EXIT STATUS", sections);
        Assert.StartsWith($"    ticker{(path.Length > 0 ? " " : "")}{path} - ", lines[1]);
        // An example is one line, whatever it takes.
        Assert.All(lines.TakeWhile(line => line != "EXAMPLES"), line => Assert.True(line.Length <= 100, line));
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Page_EveryCommand_HasARowForEachOptionAndNoOther(string path)
    {
        string page = File.ReadAllText(Path.Combine(TickerProcess.Repository, "src/docs/command-line.md"));
        string title = $"`ticker{(path.Length > 0 ? " " : "")}{path}`";
        string[] sections = [.. page.Split("\n#").Where(section => section.Split('\n')[0].Contains(title, StringComparison.Ordinal))];
        string[] rows = [.. sections.SelectMany(section => section.Split('\n')).Where(line => line.StartsWith("| `--", StringComparison.Ordinal)).Select(line => line.Split('`')[1].Split(' ')[0])];

        Assert.NotEmpty(sections);
        Assert.Equal(Find(path).Options.Where(option => !option.Hidden).Select(option => option.Name).Order(), rows.Order());
    }

    private static IEnumerable<string> Walk(Command command, string path)
    {
        foreach (Command child in command.Subcommands)
        {
            string childPath = $"{path} {child.Name}".Trim();
            yield return childPath;
            foreach (string below in Walk(child, childPath))
            {
                yield return below;
            }
        }
    }

    private static Command Find(string path) =>
        path.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate((Command)TickerCommand.Create(), (command, name) => command.Subcommands.Single(child => child.Name == name));

    private static string HelpOf(string path)
    {
        using var output = new StringWriter { NewLine = "\n" };
        int code = TickerCommand.Create().Parse([.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Invoke(new InvocationConfiguration { Output = output });
        Assert.Equal(0, code);
        return output.ToString();
    }
}
