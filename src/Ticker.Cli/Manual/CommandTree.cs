using System.CommandLine;

namespace Ticker.Cli.Manual;

/// <summary>What the descriptions of commands say: the one place from which help, completion and complaints take it. Stateless.</summary>
internal static class CommandTree
{
    /// <summary>A command as it is typed: <c>ticker feed play</c>.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "ticker";

    /// <summary>A command and all below it, in their order.</summary>
    public static IEnumerable<Command> Walk(Command command) => command.Subcommands.SelectMany(Walk).Prepend(command);

    /// <summary>The options of a command, with those of its parents that hold for it too.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => OptionsOf(parent).Where(option => option.Recursive))).Where(option => !option.Hidden);

    /// <summary>Whether an option is followed by a value.</summary>
    public static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.ValueType != typeof(void) && option.Arity.MaximumNumberOfValues > 0;

    /// <summary>The words that an option may be given; none where it takes others too, or nothing.</summary>
    public static string[] WordsOf(Symbol symbol) =>
        symbol is Option option && !TakesValue(option) ? [] : [.. symbol.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => item.Label)];
}
