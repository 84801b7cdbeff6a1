using System.Net;
using Microsoft.AspNetCore.Http;

namespace Ticker.Transports.Listening;

/// <summary>
/// Which names the server answers to. A page can have the name it came from lead to another machine, such as the one it
/// is shown on, and its browser takes what it reads there for the page's own (DNS rebinding): neither origins nor a port
/// that only this machine can reach hold it back. The name that it asks for does, which is not the page's to choose:
/// addresses and <c>localhost</c> (RFC 6761, 6.3) lead nowhere else, others have to be named. Immutable; thread-safe.
/// </summary>
/// <param name="names">Names, beside addresses and <c>localhost</c>; <c>*</c> = any.</param>
/// <param name="strict">Whether no names means none, and not any.</param>
public sealed class HostPolicy(IEnumerable<string> names, bool strict)
{
    private const string ThisMachine = "localhost";

    private readonly HashSet<string> _names = new(names, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether any name will do.</summary>
    public bool AllowsAny => _names.Contains("*") || (!strict && _names.Count == 0);

    /// <summary>Whether a request for this host may go on. One without a host, as HTTP/1.0 has it, comes from no browser.</summary>
    public bool Allows(HostString host)
    {
        string name = host.Host.TrimEnd('.');
        return AllowsAny || _names.Contains(name) || LeadsNowhereElse(name);
    }

    /// <summary>Whether a host is none, an address, or a name that means this machine wherever it is asked for: <c>localhost</c>, and what is below it.</summary>
    public static bool LeadsNowhereElse(string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        string name = host.TrimEnd('.');
        return name.Length == 0
            || name.Equals(ThisMachine, StringComparison.OrdinalIgnoreCase) || name.EndsWith("." + ThisMachine, StringComparison.OrdinalIgnoreCase)
            || IPAddress.TryParse(name, out _);
    }
}
