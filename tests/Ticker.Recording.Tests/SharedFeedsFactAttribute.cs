namespace Ticker.Recording.Tests;

/// <summary>A fact about the real recordings; shown as skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFeedsFactAttribute : FactAttribute
{
    public SharedFeedsFactAttribute() => Skip = SharedFeeds.WhyNot;
}
