namespace Ticker.Protocol;

/// <summary><c>error</c>: a message was refused.</summary>
public sealed record ErrorReply : ServerMessage
{
    /// <summary>One word for programs, as in <see cref="FaultCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>For a person to read.</summary>
    public required string Message { get; init; }

    /// <summary>The subscription, where it is about one.</summary>
    public int? Id { get; init; }

    /// <summary>Whether the connection is closed after it.</summary>
    public bool Fatal { get; init; }

    /// <inheritdoc/>
    public override string Event => "error";

    /// <summary>The reply to a fault.</summary>
    public static ErrorReply For(MessageFault fault, bool fatal = false)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return new() { Code = fault.Code, Message = fault.Message, Id = fault.Id, Fatal = fatal };
    }

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(4 + Count(Id is not null));
        writer.Pair("ev"u8, Event);
        writer.Pair("code"u8, Code);
        writer.Pair("message"u8, Message);
        writer.PairIfGiven("id"u8, Id);
        writer.Pair("fatal"u8, Fatal);
        writer.EndMap();
    }
}
