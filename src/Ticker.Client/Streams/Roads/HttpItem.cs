using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>What a request of a subscription, or its owner, has to say to the one who reads the connection.</summary>
/// <param name="Id">The subscription.</param>
/// <param name="Request">Which of its requests, counted from 1; 0 = said by its owner.</param>
internal readonly record struct HttpItem(int Id, int Request)
{
    /// <summary>A message of the server in JSON.</summary>
    public byte[]? Message { get; init; }

    /// <summary>How far the subscription is behind all that was said before.</summary>
    public ulong? Position { get; init; }

    /// <summary>Where what follows is counted anew: false = it is told of again, true = it goes on as it was; null = it is not.</summary>
    public bool? GoesOn { get; init; }

    /// <summary>Whether what was asked for is given.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Why it is not.</summary>
    public ErrorReply? Refusal { get; init; }

    /// <summary>What ended it.</summary>
    public Exception? Failure { get; init; }

    /// <summary>What the owner wants.</summary>
    public ClientMessage? Asked { get; init; }
}
