using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>What a file says of itself before its records. For one thread, as its symbols are.</summary>
internal sealed record DbnMetadata
{
    /// <summary>Of a fragment: nothing is known.</summary>
    public static DbnMetadata None => new() { Dataset = "", Schema = DbnSchema.Mixed, Symbols = DbnSymbolTable.Empty };

    /// <summary>The version, 1 to 3; 0 of a fragment.</summary>
    public byte Version { get; init; }

    /// <summary>Where the first record begins, in bytes of the unpacked content.</summary>
    public long Bytes { get; init; }

    /// <summary>Where the data comes from: <c>GLBX.MDP3</c>; empty of a fragment.</summary>
    public required string Dataset { get; init; }

    /// <summary>What was asked for.</summary>
    public required DbnSchema Schema { get; init; }

    /// <summary>Whether every record ends with the time of its sending.</summary>
    public bool HasSendTime { get; init; }

    /// <summary>Which names the instrument ids have, and when.</summary>
    public required DbnSymbolTable Symbols { get; init; }
}
