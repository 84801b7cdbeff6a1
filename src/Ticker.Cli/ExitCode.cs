namespace Ticker.Cli;

/// <summary>How the command ended, for scripts. The numbers are documented and do not change.</summary>
internal enum ExitCode
{
    /// <summary>Done as asked.</summary>
    Done = 0,

    /// <summary>It failed while it ran: the server ended the connection, refused, or went away.</summary>
    Failed = 1,

    /// <summary>The command line was wrong; nothing was done.</summary>
    Usage = 2,

    /// <summary>No server answered at the address.</summary>
    NoServer = 3,

    /// <summary>An input file is missing, cannot be read or is malformed.</summary>
    BadInput = 4,

    /// <summary>A symbol is not known, and <c>--strict</c> was given.</summary>
    UnknownSymbol = 5,

    /// <summary>Ended by Ctrl-C or a termination signal.</summary>
    Interrupted = 130,
}
