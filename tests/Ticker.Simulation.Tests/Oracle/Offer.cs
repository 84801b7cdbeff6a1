using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What this server may refuse because it does not do it.</summary>
internal static class Offer
{
    public static bool MayBeUnsupported(ClientMessage message) =>
        message is SubscribeMessage { From.Kind: StartKind.Position or StartKind.Time };
}
