using System.CommandLine;
using Ticker.Cli.Manual;

namespace Ticker.Cli.Commands;

/// <summary><c>ticker completion</c>: writes what a shell completes the command by.</summary>
internal static class CompletionCommand
{
    public static Command Create()
    {
        var shell = new Argument<string>("SHELL") { Description = "Which shell: bash.", HelpName = "bash" };
        shell.AcceptOnlyFromAmong("bash");
        var command = new DocumentedCommand("completion", "Write the script by which a shell completes this command.", """
            Commands, options, the words that options take, and files are completed. The script holds all of
            it, so that completing starts nothing. The system's package bash-completion, which is needed,
            reads it from either place below; make the first if it is not there yet:
            mkdir -p ~/.local/share/bash-completion/completions

            Examples:
              ticker completion bash > ~/.local/share/bash-completion/completions/ticker
              ticker completion bash > /etc/bash_completion.d/ticker
            """)
        {
            shell,
        };
        command.SetAction(parsed => Console.Out.Write(BashCompletion.Script((RootCommand)parsed.RootCommandResult.Command)));
        return command;
    }
}
