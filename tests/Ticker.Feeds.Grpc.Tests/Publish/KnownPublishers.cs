using System.Collections.Concurrent;
using Ticker.Engine.Access;

namespace Ticker.Feeds.Grpc.Tests.Publish;

/// <summary>Keys that are known by their own text.</summary>
internal sealed class KnownPublishers : ICredentialVerifier
{
    private readonly ConcurrentDictionary<string, Identity> _known = new();

    public void Add(string key, Entitlements entitlements) => _known[key] = new Identity(key, key, entitlements) { Verifier = this };

    public void Remove(string key) => _known.TryRemove(key, out _);

    public Identity? Verify(string credential) => _known.GetValueOrDefault(credential);

    public Identity? Current(Identity identity) => _known.GetValueOrDefault(identity.Subject);
}
