using System.CommandLine;

namespace Ticker.Cli.Manual;

/// <summary>With which codes a command may end, and what they mean there. Stateless.</summary>
internal static class ExitStatus
{
    private static readonly string[] ServerOptions = ["--url", "--to", "--server"];

    private static readonly Dictionary<ExitCode, string> Meanings = new()
    {
        [ExitCode.Done] = "done as asked; also when the reader of a pipe had enough",
        [ExitCode.Failed] = "failed while it ran",
        [ExitCode.Usage] = "the command line was wrong; nothing was done",
        [ExitCode.NoServer] = "no server answered at the address",
        [ExitCode.BadInput] = "an input file is missing, malformed or cannot be read",
        [ExitCode.UnknownSymbol] = "a symbol is not known, with --strict",
        [ExitCode.Interrupted] = "ended by Ctrl-C or a termination signal",
    };

    /// <summary>The codes, ascending.</summary>
    public static IEnumerable<(int Code, string Meaning)> Of(Command command)
    {
        bool isRoot = command is RootCommand;
        bool asksServer = command.Options.Any(option => ServerOptions.Contains(option.Name) && option.ValueType == typeof(Uri));
        bool readsFiles = command.Arguments.Any(argument => argument.Name == "FILE");
        bool needsFile = readsFiles || command.Options.Any(option => option.Name == "--file");
        bool isStrict = command.Options.Any(option => option.Name == "--strict");
        return Meanings.Where(one => one.Key switch
        {
            ExitCode.NoServer => isRoot || asksServer,
            ExitCode.BadInput => isRoot || needsFile,
            ExitCode.UnknownSymbol => isRoot || isStrict,
            ExitCode.Interrupted => isRoot || asksServer || readsFiles,
            _ => true,
        }).Select(one => ((int)one.Key, one.Value));
    }
}
