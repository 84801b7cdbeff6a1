namespace Ticker.Tests.Hostile;

/// <summary>Every way to be hostile that is known here.</summary>
internal static class HostileKinds
{
    public static IReadOnlyList<HostileKind> All { get; } =
        [.. BadHandshakes.All, .. BadFrames.All, .. BadMessages.All, .. Floods.All, .. Loiterers.All, .. Quitters.All, .. WrongTongues.All];
}
