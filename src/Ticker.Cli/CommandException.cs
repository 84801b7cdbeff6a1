namespace Ticker.Cli;

/// <summary>Ends a command with one clear line for its user; not a mistake of the program.</summary>
internal sealed class CommandException(ExitCode code, string message) : Exception(message)
{
    /// <summary>What the process ends with.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>No server is where one was looked for.</summary>
    /// <param name="failure">How that was found.</param>
    /// <param name="option">The option that names another.</param>
    public static CommandException NoServer(string failure, string option) =>
        new(ExitCode.NoServer, $"{failure}. Start one with 'ticker serve', or name another with {option}.");
}
