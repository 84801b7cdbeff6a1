namespace Ticker.Protocol;

/// <summary>What is wrong with a client's message; becomes an <c>error</c> reply.</summary>
/// <param name="Code">One of <see cref="FaultCodes"/>.</param>
/// <param name="Message">For a person to read.</param>
/// <param name="Id">The subscription that the message named, where that could be read.</param>
public sealed record MessageFault(string Code, string Message, int? Id = null)
{
    /// <summary>
    /// True for a broken message, which counts towards the close code 4400; false for one that is well made and
    /// merely refused, as an operation that this server does not know.
    /// </summary>
    public bool Malformed { get; init; }
}
