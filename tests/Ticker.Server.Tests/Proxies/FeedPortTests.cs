using System.Net;
using System.Net.Sockets;
using System.Text;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Proxies;

/// <summary>The PROXY protocol before a feed's HTTP/2.</summary>
public sealed class FeedPortTests
{
    private const string Header = "PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n";
    private const int Refused = 2401;
    private const int Opened = 5002;

    // A message that is not compressed, of 9 bytes: hello { feed: "P", protocol: 1, run_id: 1 }.
    private static readonly byte[] Hello = [0, 0, 0, 0, 9, 0x0A, 7, 0x0A, 1, (byte)'P', 0x10, 1, 0x18, 1];

    private static readonly string[] Trusting = ["Proxies:Trusted:0=127.0.0.1", "Proxies:Protocol=proxy"];

    [Fact]
    public async Task Header_OfATrustedProxy_IsThePublishersAddress()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync([.. Trusting, "Proxies:Feeds=true"]);
        Assert.Equal("0", await PublishNothingAsync(server, Header));
        Assert.Equal("203.0.113.7:56324", Assert.Single(server.Log.Of(Opened)).Values["Peer"]);
    }

    [Fact]
    public async Task Publisher_WithoutTheHeader_IsServedUnlessItsPortAsksForOne()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(Trusting);
        Assert.Equal("0", await PublishNothingAsync(server, header: ""));
        Assert.StartsWith("127.0.0.1:", Assert.Single(server.Log.Of(Opened)).Values["Peer"], StringComparison.Ordinal);

        await using ServerUnderTest strict = await ServerUnderTest.StartAsync([.. Trusting, "Proxies:Feeds=true"]);
        await Assert.ThrowsAsync<HttpRequestException>(() => PublishNothingAsync(strict, header: ""));
        Assert.Single(strict.Log.Of(Refused));
    }

    [Fact]
    public async Task Header_OfAnybodyElse_IsBadHttp()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Proxies:Trusted:0=192.0.2.1", "Proxies:Protocol=proxy", "Proxies:Feeds=true");
        await Assert.ThrowsAsync<HttpRequestException>(() => PublishNothingAsync(server, Header));
        Assert.Equal("0", await PublishNothingAsync(server, header: ""));
    }

    // A feed that opens and is over; gives the status of the call.
    private static async Task<string> PublishNothingAsync(ServerUnderTest server, string header)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false };
        handler.ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            await socket.SendAsync(Encoding.ASCII.GetBytes(header), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        };
        using var http = new HttpClient(handler) { Timeout = Patience.Limit };
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Addresses.Grpc, "/ticker.feed.v1.FeedService/Publish"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ByteArrayContent(Hello),
        };
        call.Headers.TE.Add(new("trailers"));
        call.Content.Headers.ContentType = new("application/grpc");
        using HttpResponseMessage answer = await http.SendAsync(call);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.TrailingHeaders.GetValues("grpc-status").Single();
    }
}
