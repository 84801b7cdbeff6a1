using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Transports.Replay;

namespace Ticker.Server.Tests.Replay;

public class ReplaySessionTests
{
    [Theory]
    [InlineData("all", "")]
    [InlineData("latest", "")]
    [InlineData("interval", ",\"interval_ms\":250")]
    public async Task Replay_FastAndSlowReader_SameBytesAndTheirDigest(string mode, string more)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        ReplayClient[] clients = [await OpenAsync(server, "recording=stormy&speed=max"), await OpenAsync(server, "recording=stormy&speed=max")];
        foreach (ReplayClient client in clients)
        {
            await client.SubscribeAsync(mode, more);
        }

        await Task.WhenAll(clients[0].ReadAsync(), clients[1].ReadAsync(pause: () => Task.Delay(5)));

        Assert.True(clients[0].Ticks.Count > 500);
        Assert.Equal(clients[0].Data, clients[1].Data);
        Assert.All(clients, client => Assert.Equal(client.Sha256, client.Final.Sha256));
        Assert.All(clients, client => Assert.Equal(0, client.Final.Unaccounted));
        Assert.All(clients, client => Assert.Equal((WebSocketCloseStatus)1000, client.Socket.CloseStatus));
        await UntilNothingIsLeftAsync(server, clients);
    }

    [Fact]
    public async Task Replay_Compressed_IsTheSameMessagesAndTheirDigest()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("WebSockets:Deflate=true");
        using ReplayClient plain = await OpenAsync(server, "recording=stormy&speed=max");
        using ReplayClient deflated = await ReplayClient.ConnectAsync(server, "recording=stormy&speed=max", deflated: true);
        Assert.Contains("Sec-WebSocket-Extensions", deflated.Socket.HttpResponseHeaders!.Keys);
        foreach (ReplayClient client in new[] { plain, deflated })
        {
            await client.SubscribeAsync();
            await client.ReadAsync();
        }

        Assert.True(plain.Ticks.Count > 500);
        Assert.Equal(plain.Data, deflated.Data);
        Assert.Equal((plain.Sha256, plain.Final.Sha256), (deflated.Final.Sha256, deflated.Sha256));
    }

    [Fact]
    public async Task Replay_ReaderWithLittleRoomWhoStops_LosesNothing()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using ReplayClient client = await OpenAsync(server, "recording=calm&speed=max&loop=true");
        await client.SubscribeAsync();
        int laps = 0;

        // Far more than what kernels and buffers hold: the tape has to wait for this reader.
        await client.ReadAsync(() => (laps = client.Controls.OfType<Statement>().Count()) >= 150, () => laps % 10 == 9 ? Task.Delay(2) : Task.CompletedTask);
        Assert.All(client.Controls.OfType<Statement>(), lap => Assert.Equal(4_846, lap.Delivered));
        Assert.Single(client.Controls.OfType<Statement>().Select(lap => lap.Sha256).Distinct());
    }

    [Theory]
    [InlineData("", 400, "recording is missing")]
    [InlineData("recording=calm&speed=0", 400, "speed is a number")]
    [InlineData("recording=calm&speed=NaN", 400, "speed is a number")]
    [InlineData("recording=calm&speed=-1&loop=2", 400, "loop is true or false")]
    [InlineData("recording=calm&from=2025-03-04&to=2025-03-03", 400, "from is not before to")]
    [InlineData("recording=calm&max_gap=-1s", 400, "max_gap")]
    [InlineData("recording=calm&maxgap=1s", 400, "maxgap: there is no such parameter; there are encoding, recording, speed, max_gap")]
    [InlineData("recording=calm&encoding=xml", 400, "encoding")]
    [InlineData("recording=none", 404, "there are calm, journal, stormy")]
    [InlineData("recording=..%2Ffeeds%2Fcalm", 404, "no recording of that name")]
    [InlineData("recording=%2Fetc%2Fpasswd", 404, "no recording of that name")]
    [InlineData("recording=README.md", 422, "cannot be played")]
    public async Task Handshake_WrongParameters_SaysWhatIsWrong(string query, int status, string detail)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{server.Web}/v1/replay?{query}");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        using HttpResponseMessage answer = await http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(detail, await answer.Content.ReadAsStringAsync());
        Assert.Equal(0, Endpoint(server).Sessions);
        Assert.Equal(0, server.Pipeline.Memory.Taken);
    }

    [Fact]
    public async Task Handshake_MoreThanTheServerTakes_503()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Recordings:MaxSessions=1");
        using ReplayClient first = await OpenAsync(server, "recording=calm");
        using var second = new ReplayClient();
        await Assert.ThrowsAsync<WebSocketException>(() => ReplayClient.ConnectAsync(server, "recording=calm"));
        await UntilNothingIsLeftAsync(server, first);

        using ReplayClient third = await OpenAsync(server, "recording=calm");
        Assert.Equal(1, Endpoint(server).Sessions);
    }

    [Fact]
    public async Task Close_AtAnyMoment_NothingIsLeft()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        var chance = new Random(5);
        for (int n = 0; n < 40; n++)
        {
            string speed = (n % 4) switch { 0 => "max", 1 => "1", 2 => "1000", _ => "50" };
            ReplayClient client = await OpenAsync(server, $"recording=stormy&speed={speed}&loop=true");
            if (n % 5 > 0)
            {
                await client.SubscribeAsync(n % 2 == 0 ? "all" : "latest");
            }

            int messages = chance.Next(0, 30);
            if (n % 5 > 0)
            {
                await client.ReadAsync(() => client.Controls.Count + client.Ticks.Count > messages);
            }

            if (n % 3 == 0)
            {
                await client.SayAsync("""{"op":"seek","seq":3000}""");
            }

            if (n % 7 == 0)
            {
                await client.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, default);
            }

            client.Dispose();
        }

        await UntilNothingIsLeftAsync(server);
    }

    [Fact]
    public async Task Stop_WhileReplaying_SessionsAreTold()
    {
        ServerUnderTest server = await ServerUnderTest.StartAsync();
        using ReplayClient client = await OpenAsync(server, "recording=calm&speed=1");
        await client.SubscribeAsync();
        await client.ReadAsync(() => client.Ticks.Count > 0);
        Task stopping = server.DisposeAsync().AsTask();
        await client.ReadAsync();
        await stopping;

        Assert.Equal((WebSocketCloseStatus)1001, client.Socket.CloseStatus);
        Assert.Equal(client.Sha256, client.Final.Sha256);
    }

    [Fact]
    public async Task Journal_OfTheServerItself_ReplaysWhatWasLive()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        using ReplayClient live = await ReplayClient.ConnectAsync(server, "", "/v1/stream");
        await live.SubscribeAsync(more: ",\"times\":true,\"from\":\"now\"");
        await live.ReadAsync(() => live.Controls.OfType<Seam>().Any());
        for (int n = 1; n <= 3_000; n++)
        {
            await (n % 5 == 0 ? feed.TradeAsync((uint)(n % 2) + 1, n) : feed.QuoteAsync((uint)(n % 2) + 1, n));
        }

        await feed.FlushAsync();
        await live.ReadAsync(() => live.Ticks.Count == 3_000);

        using ReplayClient replay = await OpenAsync(server, "recording=journal&speed=max");
        await replay.SubscribeAsync(more: ",\"times\":true");
        await replay.ReadAsync();

        Assert.Equal(
            live.Ticks.Select(tick => tick with { Flags = tick.Flags | TickFlags.Replayed }),
            replay.Ticks);
    }

    [Fact]
    public async Task Tape_OverARealSocket_StepsSeeksAndEnds()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using ReplayClient client = await OpenAsync(server, "recording=calm&paused=true&speed=max");
        await client.SubscribeAsync();
        await client.SayAsync("""{"op":"step","ticks":3}""");
        await client.ReadAsync(() => client.Controls.OfType<TapeNews>().LastOrDefault() is { Sequence: 28 });
        Assert.Equal([26ul, 27, 28], client.Ticks.Select(tick => tick.Sequence));

        await client.SayAsync("""{"op":"seek","seq":"4000"}""");
        await client.ReadAsync(() => client.Controls.OfType<TapeNews>().Last().Lap == 1);
        await client.SayAsync("""{"op":"resume"}""");
        await client.ReadAsync();
        Assert.Equal(4_000ul, client.Final.FirstSequence);
        Assert.Equal(client.Final.Delivered, client.Ticks.Count(tick => tick.Sequence >= 4_000));
    }

    [Fact]
    public async Task Pause_WithoutIdOnTheLiveStream_IsAMissingKey()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using ReplayClient client = await ReplayClient.ConnectAsync(server, "", "/v1/stream");
        await client.SayAsync("""{"op":"pause"}""");
        await client.SayAsync("""{"op":"seek","seq":1}""");
        await client.ReadAsync(() => client.Controls.OfType<ErrorReply>().Count() == 2);

        Assert.Equal(["missing_key", "unsupported"], client.Controls.OfType<ErrorReply>().Select(error => error.Code));
    }

    private static ReplayEndpoint Endpoint(ServerUnderTest server) => server.App.Services.GetRequiredService<ReplayEndpoint>();

    private static Task<ReplayClient> OpenAsync(ServerUnderTest server, string query) => ReplayClient.ConnectAsync(server, query);

    private static async Task UntilNothingIsLeftAsync(ServerUnderTest server, params ReplayClient[] clients)
    {
        foreach (ReplayClient client in clients)
        {
            client.Dispose();
        }

        await Patience.UntilAsync(
            () => Endpoint(server).Sessions == 0 && server.Endpoint.Connections == 0 && server.Pipeline.Memory.Taken == 0,
            () => $"{Endpoint(server).Sessions} sessions, {server.Endpoint.Connections} connections, {server.Pipeline.Memory.Taken} bytes are left");
    }
}
