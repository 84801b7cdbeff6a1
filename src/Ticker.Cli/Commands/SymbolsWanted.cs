namespace Ticker.Cli.Commands;

/// <summary>What a command that subscribes does where no symbol is named.</summary>
internal enum SymbolsWanted
{
    /// <summary>It asks for one.</summary>
    Named,

    /// <summary>It takes everything.</summary>
    Any,

    /// <summary>It takes everything, and every tick: of a recording.</summary>
    OfRecording,

    /// <summary>It has something of its own.</summary>
    Own,
}
