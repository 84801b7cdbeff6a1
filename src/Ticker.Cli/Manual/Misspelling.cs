using System.CommandLine;
using System.CommandLine.Parsing;

namespace Ticker.Cli.Manual;

/// <summary>Words of a command line that name no option or command, and what may have been meant. Stateless.</summary>
internal static class Misspelling
{
    /// <summary>A complaint about each; none where all is spelt right.</summary>
    public static IReadOnlyList<string> In(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command is Commands.DocumentedCommand { TakesForeignOptions: true })
        {
            return [];
        }

        string path = CommandTree.PathOf(command);
        string[] options = [.. CommandTree.OptionsOf(command).SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal))];
        string[] wrongOptions =
        [
            .. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
                .Where(token => token.Type == TokenType.Argument && token.Value.Length > 2 && token.Value.StartsWith("--", StringComparison.Ordinal))
                .Select(token => token.Value.Split('=')[0]),
        ];
        IEnumerable<string> wrongCommands = command.Subcommands.Count == 0 ? [] : parsed.UnmatchedTokens.Where(word => !word.StartsWith('-'));
        return
        [
            .. wrongOptions.Select(word => $"'{word}' is not an option of '{path}'{Hint(word, options)}"),
            .. wrongCommands.Take(1).Select(word => $"'{word}' is not a command of '{path}'{Hint(word, command.Subcommands.Select(one => one.Name))}"),
        ];
    }

    private static string Hint(string word, IEnumerable<string> known)
    {
        string[] names = [.. known.Distinct()];
        string? nearest = names.FirstOrDefault(name => name.StartsWith(word, StringComparison.OrdinalIgnoreCase)) ?? Spelling.Nearest(word, names);
        return nearest is null ? "" : $"; did you mean {nearest}?";
    }
}
