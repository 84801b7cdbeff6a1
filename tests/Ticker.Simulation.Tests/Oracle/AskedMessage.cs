using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>A message that a client sent, and what became of it. A ping with its number follows it, whose pong says that it was run.</summary>
internal sealed class AskedMessage(long number, ClientMessage message)
{
    public long Number => number;

    public ClientMessage Message => message;

    /// <summary>The code of its refusal; null = none has come.</summary>
    public string? Refusal { get; set; }

    /// <summary>What it began, if it is a subscribe.</summary>
    public SubscriptionBook? Book { get; init; }

    /// <summary>Whether a reply of its own has come.</summary>
    public bool IsAnswered { get; set; }

    /// <summary>Whether what it names was refused after all, and nobody knows whether before it was run or after.</summary>
    public bool IsOvertaken { get; set; }

    public int? Id => message switch
    {
        SubscribeMessage one => one.Id,
        ModifyMessage one => one.Id,
        UnsubscribeMessage one => one.Id,
        PauseMessage one => one.Id,
        ResumeMessage one => one.Id,
        StatementRequest one => one.Id,
        _ => null,
    };
}
