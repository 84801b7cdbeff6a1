using System.CommandLine;

namespace Ticker.Cli.Commands;

/// <summary>A command whose help goes on after its options: what to know, and examples.</summary>
/// <param name="name">Its word on the command line.</param>
/// <param name="description">What it does, in one line.</param>
/// <param name="more">What its help ends with.</param>
internal sealed class DocumentedCommand(string name, string description, string more) : Command(name, description)
{
    /// <summary>What its help ends with.</summary>
    public string More { get; } = more;
}
