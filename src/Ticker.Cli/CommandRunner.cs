using System.CommandLine;
using Ticker.Cli.Manual;

namespace Ticker.Cli;

/// <summary>Runs the command line and turns every end into an exit code, every failure into one line on standard error.</summary>
internal static class CommandRunner
{
    /// <summary>Parses and runs.</summary>
    public static async Task<ExitCode> RunAsync(RootCommand command, string[] args)
    {
        ParseResult parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // What is misspelt explains what follows from it; and who asks for help has not left anything out.
        IReadOnlyList<string> misspelt = Misspelling.In(parsed);
        IReadOnlyList<string> complaints = misspelt.Count > 0 ? misspelt : [.. parsed.Errors.Select(error => error.Message).Distinct()];
        if (complaints.Count > 0 && parsed.Action is not ManualHelp)
        {
            foreach (string message in complaints)
            {
                Complain(message);
            }

            await Console.Error.WriteLineAsync($"Say '{CommandTree.PathOf(parsed.CommandResult.Command)} --help' for its options and examples.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            // Signals are ours (see Interruption), and so are exceptions.
            var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
            return (ExitCode)await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (CommandException known)
        {
            Complain(known.Message);
            return known.Code;
        }
        catch (Exception unforeseen)
        {
            await Console.Error.WriteLineAsync($"ticker: a mistake of this program: {unforeseen}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    /// <summary>One line on standard error.</summary>
    public static void Complain(string message) => Console.Error.WriteLine($"ticker: {message.ReplaceLineEndings(" ")}");
}
