using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using Road = Ticker.Server.Tests.Peers.Road;

namespace Ticker.Server.Tests.Roads;

/// <summary>A server with one feed of two instruments, and a client that asks by plain HTTP.</summary>
internal sealed class RoadServer : IAsyncDisposable
{
    private RoadServer(ServerUnderTest server, TestFeed feed)
    {
        (Server, Feed) = (server, feed);
        string scheme = server.Road is Road.Plain or Road.Http2 ? "http" : "https";
        Http = new HttpClient(NewHandler())
        {
            BaseAddress = new Uri($"{scheme}://{server.EndPointOf(server.Road)}"),
            Timeout = Patience.Limit,
            DefaultRequestVersion = server.Road is Road.Plain or Road.Tls ? HttpVersion.Version11 : HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public ServerUnderTest Server { get; }

    public TestFeed Feed { get; }

    public HttpClient Http { get; }

    public string Cursor => Server.Pipeline.Position.ToString();

    /// <summary>How many connections the client has made.</summary>
    public int Connections { get; private set; }

    public static Task<RoadServer> StartAsync(params string[] settings) => StartAsync(Road.Plain, settings);

    /// <summary>One whose client comes by a road.</summary>
    public static async Task<RoadServer> StartAsync(Road road, params string[] settings)
    {
        ServerUnderTest server = await ServerUnderTest.StartAsync(road, settings);
        TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        return new RoadServer(server, feed);
    }

    public Task<EventReader> EventsAsync(string query, string? lastEventId = null) => EventReader.OpenAsync(Http, query, lastEventId);

    public Task TradeAsync(uint instrument, long price) => SendAsync(() => Feed.TradeAsync(instrument, price));

    public Task QuoteAsync(uint instrument, long bid) => SendAsync(() => Feed.QuoteAsync(instrument, bid));

    // Until it has its number, and the lanes have applied it.
    private async Task SendAsync(Func<Task> tick)
    {
        ulong before = Server.Pipeline.Position.Sequence;
        await tick();
        await Feed.FlushAsync();
        await Patience.UntilAsync(() => Server.Pipeline.Position.Sequence > before, () => "the tick got no number");
        await Server.UntilAppliedAsync(Server.Pipeline.Position.Sequence);
    }

    /// <summary>Asks for something, by the client's version of HTTP.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Version = Http.DefaultRequestVersion, VersionPolicy = Http.DefaultVersionPolicy };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        HttpResponseMessage answer = await Http.SendAsync(request);
        Assert.Equal(Http.DefaultRequestVersion, answer.Version);
        return answer;
    }

    public async Task<JsonElement> PollAsync(string query)
    {
        using HttpResponseMessage answer = await Http.GetAsync(new Uri($"/v1/poll?{query}", UriKind.Relative));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        JsonElement json = JsonDocument.Parse(text).RootElement;
        Assert.Equal(json.GetProperty("cursor").GetString(), answer.Headers.GetValues("Ticker-Position").Single());
        return json;
    }

    // Whoever has enough of an answer without end leaves at once, and does not read on for its connection's sake.
    private SocketsHttpHandler NewHandler()
    {
        SocketsHttpHandler handler = RoadStream.NewHandler(async cancellation =>
        {
            Connections++;
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(Server.EndPointOf(Server.Road), cancellation);
            return socket;
        });
        (handler.MaxConnectionsPerServer, handler.ResponseDrainTimeout) = (2_000, TimeSpan.Zero);
        return handler;
    }

    public static IEnumerable<ulong> SequencesOf(JsonElement poll) =>
        poll.GetProperty("messages").EnumerateArray().SelectMany(RoadEvent.SequencesOf);

    public Task UntilNobodyIsLeftAsync() => Patience.UntilAsync(
        () => Server.Subscribers == 0 && Server.Subscriptions == 0, () => $"{Server.Subscribers} subscribers, {Server.Subscriptions} subscriptions are left");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Feed.DisposeAsync();
        await UntilNobodyIsLeftAsync();
        await Server.DisposeAsync();
    }
}
