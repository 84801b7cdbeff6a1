using Ticker.Fuzz.Tests.Targets;

namespace Ticker.Fuzz.Tests.Fuzzing;

/// <summary>All that is fuzzed.</summary>
internal static class FuzzTargets
{
    /// <summary>A new one of each: they keep things between inputs, and one thread uses them.</summary>
    public static IReadOnlyList<IFuzzTarget> Make() =>
    [
        new ClientMessages(), new ServerMessages(), new SocketFrames(), new Conversations(), new PublishStreams(), new Journals(), new Recordings(), new ProxyHeaders(), new Queries(),
    ];

    /// <summary>One of them.</summary>
    public static IFuzzTarget? Make(string name) => Make().FirstOrDefault(target => target.Name == name);
}
