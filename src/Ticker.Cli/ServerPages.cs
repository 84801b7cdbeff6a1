using System.Net.Http.Headers;
using System.Net.Sockets;
using Ticker.Client.Subscriptions;

namespace Ticker.Cli;

/// <summary>The pages that a server has beside its streams. Stateless.</summary>
internal static class ServerPages
{
    /// <summary>A client of one server's pages; their addresses are relative, without a slash before them.</summary>
    /// <param name="server">Its address, as for a stream: by ws, wss, http or https, with a path before the pages' own where there is one.</param>
    /// <param name="key">What proves who asks; null = nothing.</param>
    /// <param name="patience">How long an answer may take.</param>
    public static HttpClient Open(Uri server, string? key, TimeSpan patience)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = ServerAddress.WebOf(server), Timeout = patience };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Whether it is how a client tells that nobody is there, or that the line broke.</summary>
    public static bool IsOfLine(Exception failure) => failure is HttpRequestException or IOException or SocketException;
}
