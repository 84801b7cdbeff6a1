namespace Ticker.Client.Subscriptions;

/// <summary>The addresses of one server's roads and pages, from what a person writes. Stateless: any thread may call at any time.</summary>
public static class ServerAddress
{
    private const string Stream = "/v1/stream";
    private const string Replay = "/v1/replay";

    /// <summary>The WebSocket's address: the stream's on this server, unless a replay is named.</summary>
    /// <param name="server">By ws, wss, http or https; with a path before <c>/v1</c> where there is one, such as a proxy's.</param>
    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static Uri SocketOf(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        string? scheme = !server.IsAbsoluteUri ? null : server.Scheme switch
        {
            "ws" or "http" => "ws",
            "wss" or "https" => "wss",
            _ => null,
        };
        if (scheme is null)
        {
            throw new ArgumentException($"'{server}' is not a ws://, wss://, http:// or https:// address", nameof(server));
        }

        if (server.UserInfo.Length > 0)
        {
            throw new ArgumentException("a key does not belong into the address: give it as an option", nameof(server));
        }

        return new UriBuilder(server) { Scheme = scheme, Port = server.Port, Path = BaseOf(server) + (IsReplay(server) ? Replay : Stream) }.Uri;
    }

    /// <summary>The address that those of plain HTTP are relative to; it ends with a slash.</summary>
    /// <param name="server">As for <see cref="SocketOf"/>.</param>
    /// <exception cref="InvalidOperationException">It is not absolute.</exception>
    public static Uri WebOf(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        string scheme = server.Scheme is "wss" or "https" ? "https" : "http";
        return new UriBuilder(server) { Scheme = scheme, Port = server.Port, Path = BaseOf(server) + "/", Query = "" }.Uri;
    }

    /// <summary>Whether an address is that of a replay.</summary>
    /// <param name="server">As for <see cref="SocketOf"/>.</param>
    /// <exception cref="InvalidOperationException">It is not absolute.</exception>
    public static bool IsReplay(Uri server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return Trimmed(server).EndsWith(Replay, StringComparison.Ordinal);
    }

    private static string BaseOf(Uri server)
    {
        string path = Trimmed(server);
        return path.EndsWith(Stream, StringComparison.Ordinal) || path.EndsWith(Replay, StringComparison.Ordinal) ? path[..^Stream.Length] : path;
    }

    private static string Trimmed(Uri server) => server.AbsolutePath.TrimEnd('/');
}
