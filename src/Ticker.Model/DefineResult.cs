namespace Ticker.Model;

/// <summary>What became of a definition.</summary>
public enum DefineResult
{
    /// <summary>A new instrument, with a number of its own.</summary>
    Added,

    /// <summary>It was known already, with the same meaning.</summary>
    Known,

    /// <summary>Refused: another feed defined this name with other scales.</summary>
    DefinedDifferently,

    /// <summary>Refused: there are as many instruments as there may be.</summary>
    Full,
}
