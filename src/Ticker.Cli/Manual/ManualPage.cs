using System.CommandLine;
using System.Globalization;
using Ticker.Cli.Commands;

namespace Ticker.Cli.Manual;

/// <summary>All that is to know of a command, in the sections of a manual, out of its description.</summary>
/// <param name="command">The command.</param>
/// <param name="width">The most characters a line.</param>
internal sealed class ManualPage(Command command, int width)
{
    private const string Margin = "    ";

    private string Path => CommandTree.PathOf(command);

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output)
    {
        Section(output, "NAME", [.. Wrapped($"{Path} - {Lowered(command.Description ?? "")}", Margin)]);
        Section(output, "SYNOPSIS", [.. Synopsis()]);
        Section(output, "DESCRIPTION", [.. Description()]);
        Section(output, "COMMANDS", [.. command.Subcommands.SelectMany(one => Entry(CommandTree.PathOf(one), one.Description))]);
        Section(output, "ARGUMENTS", [.. command.Arguments.SelectMany(one => Entry($"<{one.Name}>{(one.Arity.MaximumNumberOfValues > 1 ? ".." : "")}", one.Description))]);
        Section(output, "OPTIONS", [.. CommandTree.OptionsOf(command).SelectMany(one => Entry(Title(one), one.Description))]);
        Section(output, "EXIT STATUS", [.. ExitStatus.Of(command).Select(one => $"{Margin}{one.Code,-3} {one.Meaning}")]);
        Section(output, "EXAMPLES", [.. ((command as DocumentedCommand)?.Examples ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Margin + line.TrimStart())]);
    }

    private static void Section(TextWriter output, string title, string[] lines)
    {
        if (lines.Length == 0)
        {
            return;
        }

        output.WriteLine(title);
        foreach (string line in lines)
        {
            output.WriteLine(line);
        }

        output.WriteLine();
    }

    private static string Lowered(string sentence) =>
        sentence.Length > 1 && char.IsUpper(sentence[0]) && char.IsLower(sentence[1]) ? char.ToLowerInvariant(sentence[0]) + sentence[1..].TrimEnd('.') : sentence.TrimEnd('.');

    private static string Title(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(name => name.StartsWith('-')).Prepend(option.Name).Distinct());
        return CommandTree.TakesValue(option) ? $"{names} {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}{Default(option)}" : names;
    }

    // Those that are no plain word or number are told in the description.
    private static string Default(Option option) =>
        option.HasDefaultValue && option.GetDefaultValue() is string or Uri or int or long or double or Pace
            && Convert.ToString(option.GetDefaultValue(), CultureInfo.InvariantCulture) is { Length: > 0 } text ? $" (default: {text.TrimEnd('/')})" : "";

    private IEnumerable<string> Synopsis()
    {
        string required = string.Concat(command.Options.Where(one => one.Required).Select(one => $" {one.Name} {one.HelpName}"));
        string arguments = string.Concat(command.Arguments.Select(one =>
        {
            string name = $"<{one.Name}>{(one.Arity.MaximumNumberOfValues > 1 ? ".." : "")}";
            return one.Arity.MinimumNumberOfValues == 0 ? $" [{name}]" : $" {name}";
        }));
        yield return $"{Margin}{Path}{(command.Subcommands.Count > 0 ? " <COMMAND>" : "")}{arguments}{required} [OPTIONS]";
    }

    private IEnumerable<string> Description()
    {
        string[] paragraphs = [command.Description ?? "", .. ((command as DocumentedCommand)?.Details ?? "").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];
        return paragraphs.SelectMany((paragraph, n) => Wrapped(paragraph, Margin).Prepend("").Skip(n == 0 ? 1 : 0));
    }

    private IEnumerable<string> Entry(string title, string? description) => Wrapped(description ?? "", Margin + Margin).Prepend(Margin + title);

    private IEnumerable<string> Wrapped(string text, string margin)
    {
        string line = margin;
        foreach (string word in text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > margin.Length && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = margin;
            }

            line += line.Length > margin.Length ? $" {word}" : word;
        }

        yield return line;
    }
}
