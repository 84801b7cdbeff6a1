using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

/// <summary>A server with one feed of two instruments, and a client that asks by plain HTTP.</summary>
internal sealed class RoadServer : IAsyncDisposable
{
    private RoadServer(ServerUnderTest server, TestFeed feed)
    {
        (Server, Feed) = (server, feed);
        Http = new HttpClient(NewHandler()) { BaseAddress = new Uri($"http://{server.Web}"), Timeout = Patience.Limit };
    }

    public ServerUnderTest Server { get; }

    public TestFeed Feed { get; }

    public HttpClient Http { get; }

    public string Cursor => Server.Pipeline.Position.ToString();

    public static async Task<RoadServer> StartAsync(params string[] settings)
    {
        ServerUnderTest server = await ServerUnderTest.StartAsync(settings);
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
    private static SocketsHttpHandler NewHandler() => new() { MaxConnectionsPerServer = 2_000, ResponseDrainTimeout = TimeSpan.Zero };

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
