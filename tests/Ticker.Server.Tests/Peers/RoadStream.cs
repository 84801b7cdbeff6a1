using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Peers;

/// <summary>The roads that are not a bare socket, up to where frames may be written.</summary>
internal static class RoadStream
{
    /// <summary>A client's HTTP, which trusts the tests' certificate and has the smallest window that there is.</summary>
    public static SocketsHttpHandler NewHandler(Func<CancellationToken, Task<Socket>>? connect = null)
    {
        var handler = new SocketsHttpHandler { InitialHttp2StreamWindowSize = 65_535, UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == TestCertificate.Thumbprint;
        if (connect is not null)
        {
            handler.ConnectCallback = async (_, cancellation) => new NetworkStream(await connect(cancellation), ownsSocket: true);
        }

        return handler;
    }

    /// <summary>TLS over a socket, for HTTP/1.1.</summary>
    public static async Task<Stream> SecureAsync(Socket socket)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = SslProtocols.None,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == TestCertificate.Thumbprint,
        }).WaitAsync(Patience.Limit);
        return stream;
    }

    /// <summary>A CONNECT for a WebSocket, as HTTP/2 wants it.</summary>
    public static HttpRequestMessage NewConnect(Uri address, string? protocol = "ticker.v1.json")
    {
        var request = new HttpRequestMessage(HttpMethod.Connect, address) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Protocol = "websocket";
        request.Headers.Add("Sec-WebSocket-Version", "13");
        if (protocol is not null)
        {
            request.Headers.Add("Sec-WebSocket-Protocol", protocol);
        }

        return request;
    }

    /// <summary>A stream of an HTTP/2 connection of its own, over a socket.</summary>
    public static async Task<Stream> ConnectAsync(ServerUnderTest server, Socket socket, string protocol)
    {
        // The connection lives as long as its one stream does, or its socket.
        var invoker = new HttpMessageInvoker(NewHandler(_ => Task.FromResult(socket)));
        string scheme = server.Road == Road.Http2 ? "http" : "https";
        HttpRequestMessage request = NewConnect(new Uri($"{scheme}://{server.EndPointOf(server.Road)}/v1/stream"), protocol);
        HttpResponseMessage answer = await invoker.SendAsync(request, default).WaitAsync(Patience.Limit);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStreamAsync();
    }
}
