using System.CommandLine;

namespace Ticker.Cli.Commands;

/// <summary>A command with more to say than its options do: what to know, and examples.</summary>
internal sealed class DocumentedCommand : Command
{
    private const string Heading = "Examples:";

    /// <param name="name">Its word on the command line.</param>
    /// <param name="description">What it does, in one line.</param>
    /// <param name="more">What to know, in paragraphs, then the line <c>Examples:</c>, then an example a line.</param>
    public DocumentedCommand(string name, string description, string more)
        : base(name, description)
    {
        int at = more.IndexOf(Heading, StringComparison.Ordinal);
        (Details, Examples) = (more[..at].Trim().ReplaceLineEndings("\n"), more[(at + Heading.Length)..].ReplaceLineEndings("\n"));
    }

    /// <summary>What to know, in paragraphs.</summary>
    public string Details { get; }

    /// <summary>Examples, one a line.</summary>
    public string Examples { get; }

    /// <summary>Whether words that begin with dashes are for somebody else.</summary>
    public bool TakesForeignOptions { get; init; }
}
