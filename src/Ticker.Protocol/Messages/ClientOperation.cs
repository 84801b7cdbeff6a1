namespace Ticker.Protocol;

/// <summary>An operation that clients may ask for: by these messages are read, and by these they are described. Immutable.</summary>
/// <param name="Op">The value of the key <c>op</c>.</param>
/// <param name="Used">The keys that mean something in it; others are ignored.</param>
/// <param name="Required">Those of them that must stand.</param>
internal sealed record ClientOperation(string Op, ClientKeys Used, ClientKeys Required)
{
    private const ClientKeys Pace = ClientKeys.Mode | ClientKeys.IntervalMs | ClientKeys.ConflateTrades | ClientKeys.Summary | ClientKeys.OnSlow;

    public static readonly ClientOperation Auth = new("auth", ClientKeys.Token, ClientKeys.Token);

    public static readonly ClientOperation Subscribe = new(
        "subscribe",
        ClientKeys.Id | ClientKeys.Symbols | Pace | ClientKeys.Kinds | ClientKeys.Times | ClientKeys.From,
        ClientKeys.Id | ClientKeys.Symbols);

    public static readonly ClientOperation Modify = new("modify", ClientKeys.Id | Pace | ClientKeys.Add | ClientKeys.Remove, ClientKeys.Id);

    public static readonly ClientOperation Unsubscribe = new("unsubscribe", ClientKeys.Id, ClientKeys.Id);

    public static readonly ClientOperation Pause = new("pause", ClientKeys.Id, ClientKeys.None);

    public static readonly ClientOperation Resume = new("resume", ClientKeys.Id, ClientKeys.None);

    public static readonly ClientOperation Statement = new("statement", ClientKeys.Id, ClientKeys.Id);

    public static readonly ClientOperation Ping = new("ping", ClientKeys.T, ClientKeys.T);

    public static readonly ClientOperation Seek = new("seek", ClientKeys.Seq | ClientKeys.Time, ClientKeys.None) { IsOfReplays = true };

    public static readonly ClientOperation Step = new("step", ClientKeys.Ticks, ClientKeys.None) { IsOfReplays = true };

    public static readonly ClientOperation Speed = new("speed", ClientKeys.Speed, ClientKeys.Speed) { IsOfReplays = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ClientOperation> All { get; } = [Auth, Subscribe, Modify, Unsubscribe, Pause, Resume, Statement, Ping, Seek, Step, Speed];

    /// <summary>Whether it is for replays alone.</summary>
    public bool IsOfReplays { get; private init; }
}
