namespace Ticker.Recording.Tests;

/// <summary>A theory about the real recordings; shown as skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFeedsTheoryAttribute : TheoryAttribute
{
    public SharedFeedsTheoryAttribute() => Skip = SharedFeeds.WhyNot;
}
