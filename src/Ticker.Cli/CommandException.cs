namespace Ticker.Cli;

/// <summary>Ends a command with one clear line for its user; not a mistake of the program.</summary>
internal sealed class CommandException(ExitCode code, string message) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public ExitCode Code { get; } = code;
}
