using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Ticker.Server.Otlp;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Otlp;

/// <summary>A collector gets the figures that the page shows; one that is not there harms nothing.</summary>
public sealed class OtlpTests
{
    private const int Fails = 6101;
    private const int Works = 6102;

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Export_OfAServerAtRest_IsWhatThePageShows(string protocol)
    {
        await using Collector collector = await Collector.StartAsync(protocol == "grpc");
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "Lanes=2", "Subscribers:HeartbeatInterval=01:00:00", "Otlp:Endpoint=" + collector.Address, "Otlp:Protocol=" + protocol, "Otlp:Interval=00:00:00.2",
            "Otlp:Headers=authorization=Bearer hush,x-tenant=a", "Otlp:InstanceId=one", "Otlp:ServiceName=prices");
        await using TestFeed feed = await server.OpenFeedAsync("quotes");
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "*");
        for (int n = 1; n <= 20; n++)
        {
            await feed.QuoteAsync((uint)(n % 2) + 1, n);
            await feed.FlushAsync();
            await client.NextTickAsync();
        }

        // Both tell of one moment as soon as nothing happens any more.
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Web}") };
        string[] page = [];
        string[] sent = [];
        await Patience.UntilAsync(
            () => sent.Any(line => line.StartsWith("ticker_delivery_delivered_total 20", StringComparison.Ordinal)) && sent.SequenceEqual(page),
            () => $"sent and not shown: {string.Join('\n', sent.Except(page))}\nshown and not sent: {string.Join('\n', page.Except(sent))}",
            async () =>
            {
                page = [.. (await http.GetStringAsync("/metrics").WaitAsync(Patience.Limit)).Split('\n').Where(line => line.StartsWith("ticker_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
                sent = [.. (collector.Last?.Points ?? []).Where(point => point.Scope == "Ticker").Select(point => point.PageLine).Order(StringComparer.Ordinal)];
            });
        Assert.True(page.Length > 30, $"there are {page.Length} figures");
        OtlpExport last = collector.Last!;
        Assert.Equal(("prices", "one", TickerServer.Version), (last.Resource["service.name"], last.Resource["service.instance.id"], last.Resource["service.version"]));
        Assert.Equal(("Bearer hush", "a"), (last.Headers["authorization"], last.Headers["x-tenant"]));
        Assert.Contains(last.Points, point => point is { Scope: "System.Runtime", Name: "dotnet.process.memory.working_set", Unit: "By" });
        Assert.DoesNotContain(last.Points, point => point.Name == "dotnet.gc.heap.committed_size" || point.Scope is not ("Ticker" or "System.Runtime"));
        Assert.Empty(server.Log.Of(Fails));
    }

    [Fact]
    public async Task Export_ManyMoreFeedsThanIsUsual_NoneIsLeftOut()
    {
        await using Collector collector = await Collector.StartAsync(grpc: true);
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Otlp:Endpoint=" + collector.Address, "Otlp:Interval=00:00:00.2");
        for (int n = 0; n < 600; n++)
        {
            await using TestFeed feed = await server.OpenFeedAsync($"feed {n}");
        }

        await Patience.UntilAsync(
            () => collector.Last?.Points.Count(point => point.Name == "ticker.feed.state") == 2_400 && collector.Last.Points.Count(point => point.Name == "ticker.feed.ticks") == 600,
            () => $"{collector.Last?.Points.Count} points");
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Export_ACollectorThatComesAndGoes_IsOneLineAnEpisode(string protocol)
    {
        await using Collector collector = await Collector.StartAsync(protocol == "grpc");
        collector.IsDown = true;
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "Otlp:Endpoint=" + collector.Address, "Otlp:Protocol=" + protocol, "Otlp:Interval=00:00:00.1", "Otlp:Headers=authorization=hush");
        for (int episode = 1; episode <= 2; episode++)
        {
            collector.IsDown = true;
            int before = collector.Requests;
            await Patience.UntilAsync(() => collector.Requests > before + 5, () => $"{collector.Requests} requests");
            Assert.Equal((episode, episode - 1), (server.Log.Of(Fails).Count, server.Log.Of(Works).Count));
            collector.IsDown = false;
            await Patience.UntilAsync(() => server.Log.Of(Works).Count == episode, () => "it never worked again");
        }

        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.AssertAliveAsync();
        Assert.All(server.Log.Of(Fails), line =>
        {
            Assert.NotEmpty(line.Values["Reason"]);
            Assert.DoesNotContain(line.Values.Values, value => value.Contains("hush", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Stop_WithACollectorThatNeverAnswers_IsNotHeldUp()
    {
        await using Collector collector = await Collector.StartAsync(grpc: true);
        collector.IsMute = true;
        ServerUnderTest server = await ServerUnderTest.StartAsync("Otlp:Endpoint=" + collector.Address, "Otlp:Interval=00:00:00.1", "Otlp:Timeout=00:05:00");
        await Patience.UntilAsync(() => collector.Requests > 0, () => "it was never asked");
        await server.DisposeAsync().AsTask().WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task Build_WithoutAnEndpoint_HasNothingOfIt()
    {
        await using ServerUnderTest server = ServerUnderTest.Build();
        Assert.DoesNotContain(server.App.Services.GetServices<IHostedService>(), service => service is OtlpPump);
    }

    [Theory]
    [InlineData("Endpoint=127.0.0.1:4317", "Ticker:Otlp:Endpoint is '127.0.0.1:4317'")]
    [InlineData("Protocol=http/json", "Ticker:Otlp:Protocol is 'http/json'")]
    [InlineData("Headers=hush", "Ticker:Otlp:Headers must be name=value,name=value")]
    [InlineData("Interval=00:00:00", "Ticker:Otlp:Interval")]
    [InlineData("ServiceName=", "Ticker:Otlp:ServiceName")]
    public void Build_WithWhatCannotBe_SaysSo(string setting, string told)
    {
        InvalidConfigurationException wrong = Assert.Throws<InvalidConfigurationException>(() => TickerServer.Build(["--Ticker:Otlp:" + setting]));
        Assert.StartsWith(told, Assert.Single(wrong.Wrong), StringComparison.Ordinal);
        Assert.DoesNotContain("hush", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_Headers_AreHidden() => Assert.Equal(
        "(hidden)", TickerServer.Settings(["--Ticker:Otlp:Headers=authorization=hush"]).Single(setting => setting.Key == "Ticker:Otlp:Headers").Value);
}
