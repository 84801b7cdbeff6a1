using Ticker.Server.Access.Tokens;

namespace Ticker.Server.Access;

/// <summary>Who may come in. Bound from <c>Ticker:Access</c>. Authentication is on where there are keys of either kind.</summary>
public sealed record AccessOptions
{
    /// <summary>The file of API keys, as <c>ticker keys</c> writes it; read again when it changes. Default empty = there are none.</summary>
    public string Keys { get; init; } = "";

    /// <summary>Signed tokens of others.</summary>
    public TokenOptions Jwt { get; init; } = new();

    /// <summary>Whether the server may listen beyond this machine with authentication off, for everybody to read and publish. Default false.</summary>
    public bool OpenToTheNetwork { get; init; }

    /// <summary>Whether those who come have to say who they are.</summary>
    public bool IsOn => Keys.Length > 0 || Jwt.Keys.Length > 0;

    /// <summary>Every thing that is wrong with these options, where the server listens.</summary>
    public IEnumerable<string> Check(ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        foreach ((string key, string url) in listen.Beyond)
        {
            if (!IsOn && !OpenToTheNetwork)
            {
                yield return $"Ticker:Listen:{key} is {url}, which others can reach, and authentication is off; set Ticker:Access:Keys to a file of keys (ticker keys add makes one), or say that everybody may read and publish with Ticker:Access:OpenToTheNetwork=true";
            }
        }

        if (IsOn && OpenToTheNetwork)
        {
            yield return "Ticker:Access:OpenToTheNetwork is true, and there are keys: one of them is not meant";
        }

        foreach (string wrong in Jwt.Check())
        {
            yield return wrong;
        }
    }
}
