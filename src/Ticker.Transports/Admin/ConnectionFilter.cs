using System.Net;
using Microsoft.AspNetCore.Http;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Protocol.Describing;
using Ticker.Transports.Answers;
using Ticker.Transports.Describing;
using Ticker.Transports.Proxies;

namespace Ticker.Transports.Admin;

/// <summary>Which connections are asked for. Immutable.</summary>
internal sealed class ConnectionFilter
{
    private const string AddressName = "address";
    private const string KeyName = "key";
    private const string SlowName = "slow";

    private readonly TrustedAddresses? _addresses;
    private readonly string? _key;
    private readonly bool? _isSlow;

    private ConnectionFilter(TrustedAddresses? addresses, string? key, bool? isSlow) => (_addresses, _key, _isSlow) = (addresses, key, isSlow);

    /// <summary>The parameters by which it is asked for.</summary>
    public static IReadOnlyList<DescribedParameter> Parameters { get; } =
    [
        new(AddressName, "Those that come from an address, or a range of them, as 10.0.0.0/8.", () => Schema.Text()),
        new(KeyName, "Those of an identity: the id of its key, its subject, or its name.", () => Schema.Text()),
        new(SlowName, "Those that are slow, or those that are not.", () => Schema.Boolean()),
    ];

    /// <summary>Reads what a URL asks for.</summary>
    public static ConnectionFilter Read(IQueryCollection query, List<WrongParameter> wrong)
    {
        string? address = QueryCheck.Single(query, AddressName, wrong);
        if (address is not null && !TrustedAddresses.TryRead(address, out IPNetwork _))
        {
            wrong.Add(new(AddressName, "it must be an IP address, or a range as 10.0.0.0/8"));
            address = null;
        }

        bool isSlow = false;
        string? slow = QueryCheck.Single(query, SlowName, wrong);
        if (slow is not null && !bool.TryParse(slow, out isSlow))
        {
            wrong.Add(new(SlowName, "it must be true or false"));
        }

        return new ConnectionFilter(address is null ? null : new TrustedAddresses([address]), QueryCheck.Single(query, KeyName, wrong), slow is null ? null : isSlow);
    }

    /// <summary>Whether a connection is asked for, as far as that can be told without its lane.</summary>
    public bool Allows(ConnectedPeer peer) => _addresses?.Contains(peer.Address) != false && (_key is null || IsOf(peer.Identity, _key));

    /// <summary>The same, with its lane's word.</summary>
    public bool Allows(SubscriberReport? report) => _isSlow is null || report?.IsSlow == _isSlow;

    // Subjects say of what kind they are, as key:0a1b2c.
    private static bool IsOf(Identity? identity, string key) =>
        identity is not null && (identity.Subject == key || identity.Name == key || identity.Subject == $"key:{key}");
}
