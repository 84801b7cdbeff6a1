using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ticker.Cli.Commands;

/// <summary>The usual help, and after it what a <see cref="DocumentedCommand"/> adds.</summary>
internal sealed class DocumentedHelp(HelpAction usual, string moreOfRoot) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int result = usual.Invoke(parseResult);
        string? more = parseResult.CommandResult.Command switch
        {
            DocumentedCommand documented => documented.More,
            RootCommand => moreOfRoot,
            _ => null,
        };
        if (more is not null)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(more);
        }

        return result;
    }
}
