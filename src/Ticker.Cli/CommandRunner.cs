using System.CommandLine;
using Ticker.Cli.Commands;

namespace Ticker.Cli;

/// <summary>Runs the command line and turns every end into an exit code, every failure into one line on standard error.</summary>
internal static class CommandRunner
{
    /// <summary>Parses and runs.</summary>
    public static async Task<ExitCode> RunAsync(RootCommand command, string[] args)
    {
        ParseResult parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        // Who asks for help has not left anything out.
        if (parsed.Errors.Count > 0 && parsed.Action is not DocumentedHelp)
        {
            foreach (string message in parsed.Errors.Select(error => error.Message).Distinct())
            {
                Complain(message);
            }

            string path = string.Join(' ', Path(parsed).Reverse());
            await Console.Error.WriteLineAsync($"Say '{path} --help' for its options and examples.").ConfigureAwait(false);
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

    private static IEnumerable<string> Path(ParseResult parsed)
    {
        for (System.CommandLine.Parsing.CommandResult? at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
        {
            yield return at.Command is RootCommand ? "ticker" : at.Command.Name;
        }
    }
}
