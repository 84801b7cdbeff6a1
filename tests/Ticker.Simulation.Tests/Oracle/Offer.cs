using Ticker.Engine.Deliver;
using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What this server may refuse because it does not do it.</summary>
internal static class Offer
{
    public static bool MayBeUnsupported(ClientMessage message) => message switch
    {
        SubscribeMessage asked => asked.Mode == DeliveryMode.Interval || asked.ConflateTrades || asked.Summary
            || asked.OnSlow == OnSlow.Conflate || asked.From.Kind is StartKind.Position or StartKind.Time,
        ModifyMessage or PauseMessage or ResumeMessage => true,
        _ => false,
    };
}
