using Ticker.Protocol;

namespace Ticker.Cli.Output;

/// <summary>The words for why ticks were collapsed, in every form of output; empty for "none".</summary>
internal static class CauseWords
{
    public static ReadOnlySpan<byte> Of(CollapseCause cause) => cause switch
    {
        CollapseCause.Rate => "rate"u8,
        CollapseCause.Socket => "socket"u8,
        CollapseCause.Budget => "budget"u8,
        CollapseCause.Server => "server"u8,
        _ => default,
    };
}
