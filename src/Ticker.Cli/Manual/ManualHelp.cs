using System.CommandLine;
using System.CommandLine.Invocation;

namespace Ticker.Cli.Manual;

/// <summary>What <c>--help</c> does: writes the <see cref="ManualPage"/> of the command that it follows.</summary>
internal sealed class ManualHelp : SynchronousCommandLineAction
{
    private const int Widest = 100;
    private const int Narrowest = 60;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int width = Console.IsOutputRedirected ? Widest : Math.Clamp(Console.WindowWidth, Narrowest, Widest);
        new ManualPage(parseResult.CommandResult.Command, width).Write(parseResult.InvocationConfiguration.Output);
        return (int)ExitCode.Done;
    }
}
