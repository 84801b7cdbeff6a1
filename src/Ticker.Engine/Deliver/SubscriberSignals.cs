namespace Ticker.Engine.Deliver;

/// <summary>What happened to a connection since its lane last looked. Flags, so that they need no queue.</summary>
[Flags]
internal enum SubscriberSignals
{
    None = 0,
    Joined = 1,
    Writable = 2,
    Pinged = 4,
    Alive = 8,
    PeerClosed = 16,
    PeerGone = 32,
    Close = 64,
    Fail = 128,
    Recovered = 256,
    ProofExpiring = 512,
    EntitlementsChanged = 1024,
    Asked = 2048,
}
