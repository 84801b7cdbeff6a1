using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>How a subscription asked to be served.</summary>
internal readonly record struct PaceChoice(DeliveryMode Mode, int IntervalMs, bool ConflateTrades, bool Summary, OnSlow OnSlow)
{
    /// <summary>Whether its trades go one by one while it is within its budget and not paused.</summary>
    public bool CollapsesTrades => ConflateTrades && Mode != DeliveryMode.All;

    public bool ConflatesWhenSlow => OnSlow == OnSlow.Conflate || (OnSlow == OnSlow.Default && Mode != DeliveryMode.All);

    public static PaceChoice Of(SubscribeMessage asked) =>
        new(asked.Mode, asked.IntervalMs ?? 0, asked.ConflateTrades, asked.Summary, asked.OnSlow);

    public PaceChoice With(ModifyMessage change) => new(
        change.Mode ?? Mode,
        change.IntervalMs ?? IntervalMs,
        change.ConflateTrades ?? ConflateTrades,
        change.Summary ?? Summary,
        change.OnSlow == OnSlow.Default ? OnSlow : change.OnSlow);
}
