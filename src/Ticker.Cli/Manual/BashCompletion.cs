using System.CommandLine;
using System.Text;

namespace Ticker.Cli.Manual;

/// <summary>Writes the script by which bash completes the command: commands, options, the words that options take, files. Stateless.</summary>
internal static class BashCompletion
{
    /// <summary>The script.</summary>
    /// <param name="root">The command itself.</param>
    public static string Script(RootCommand root)
    {
        Command[] commands = [.. CommandTree.Walk(root)];
        var script = new StringBuilder();
        script.Append(
            """
            # Completes 'ticker' in bash, as 'ticker completion bash' wrote it.
            _ticker() {
                local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} path=ticker word
                COMPREPLY=()
                # --option=value comes as three words.
                if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
                for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
                    if [[ $word == -- ]]; then return; fi
                    case "$path $word" in

            """);
        script.Append($"            {string.Join('|', commands.Skip(1).Select(command => $"'{CommandTree.PathOf(command)}'"))}) path+=\" $word\" ;;\n");
        script.Append(
            """
                    esac
                done
                case "$path $prev" in

            """);
        foreach (Command command in commands)
        {
            foreach (Option option in CommandTree.OptionsOf(command).Where(CommandTree.TakesValue))
            {
                script.Append($"        '{CommandTree.PathOf(command)} {option.Name}') {Values(option.HelpName, CommandTree.WordsOf(option))} return ;;\n");
            }
        }

        script.Append(
            """
                esac
                case $path in

            """);
        foreach (Command command in commands)
        {
            script.Append($"        '{CommandTree.PathOf(command)}')\n");
            script.Append($"            if [[ $cur == -* ]]; then {Words(CommandTree.OptionsOf(command).Select(option => option.Name))}\n");
            script.Append($"            else {OfArguments(command)} fi ;;\n");
        }

        script.Append(
            """
                esac
            }
            complete -F _ticker ticker

            """);
        return script.ToString().ReplaceLineEndings("\n");
    }

    private static string OfArguments(Command command)
    {
        IEnumerable<string> words = command.Subcommands.Select(child => child.Name).Concat(command.Arguments.SelectMany(CommandTree.WordsOf));
        return command.Arguments.FirstOrDefault() is { Name: "FILE" } ? Files("-f") : Words(words);
    }

    private static string Values(string? kind, string[] words) => (kind, words) switch
    {
        ("FILE", _) => Files("-f"),
        ("DIRECTORY", _) => Files("-d"),
        (_, []) => "",
        // Several, divided by commas.
        ({ } several, _) when several.Contains(',', StringComparison.Ordinal) => $"mapfile -t COMPREPLY < <(compgen -P \"${{cur%\"${{cur##*,}}\"}}\" -W '{string.Join(' ', words)}' -- \"${{cur##*,}}\");",
        _ => Words(words),
    };

    private static string Words(IEnumerable<string> words) => $"mapfile -t COMPREPLY < <(compgen -W '{string.Join(' ', words)}' -- \"$cur\");";

    private static string Files(string which) => $"mapfile -t COMPREPLY < <(compgen {which} -- \"$cur\"); compopt -o filenames 2>/dev/null;";
}
