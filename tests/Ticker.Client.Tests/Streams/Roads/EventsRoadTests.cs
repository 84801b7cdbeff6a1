using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Client.Tests.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Streams.Roads;

/// <summary>A client whose road is that of server-sent events, against a server that begins every stream and notes who asks.</summary>
public class EventsRoadTests
{
    private readonly ConcurrentQueue<string> _shown = new();
    private readonly TaskCompletionSource<string> _renewed = new();
    private readonly TaskCompletionSource _told = new();

    [Fact]
    public async Task Renew_ARequestRuns_IsAskedForAnewWithTheNewKey()
    {
        await using StandInStreamServer server = await StartAsync();
        int asked = 0;
        await using TickerClient client = Open(server, new TickerClientOptions { KeySource = _ => ValueTask.FromResult<string?>($"key{++asked}") });
        client.Subscribe("*");

        string renewed = await _renewed.Task.Soon();

        Assert.Equal($"Bearer key{asked}", renewed);
        Assert.Equal(ClientState.Open, client.State);
    }

    [Fact]
    public async Task RequestStatement_NoneWillCome_SaysSoAtOnce()
    {
        await using StandInStreamServer server = await StartAsync();
        await using TickerClient client = Open(server, new TickerClientOptions());
        MarketSubscription subscription = client.Subscribe("*");
        await _told.Task.Soon();

        Assert.Contains("no statement comes", Assert.Throws<InvalidOperationException>(subscription.RequestStatement).Message);
    }

    private TickerClient Open(StandInStreamServer server, TickerClientOptions options) => TickerClient.Open(server.Address, options with
    {
        Roads = [Road.Events],
        StatementInterval = TimeSpan.Zero,
        OnEvent = what =>
        {
            if (what is Told)
            {
                _told.TrySetResult();
            }

            return default;
        },
    });

    private Task<StandInStreamServer> StartAsync() => StandInStreamServer.StartRawAsync(async context =>
    {
        if (context.Request.Path != "/v1/events")
        {
            return;
        }

        string key = context.Request.Headers.Authorization.ToString();
        _shown.Enqueue(key);
        context.Response.ContentType = "text/event-stream";
        await TellAsync(context.Response, "welcome", """{"ev":"welcome","version":1,"server":"stand-in","epoch":7,"time":"1","heartbeat_ms":60000,"auth":"off","limits":{}}""");
        await TellAsync(context.Response, "subscribed", """{"ev":"subscribed","id":1,"epoch":7,"seq":"0","instruments":[],"unknown":[],"more":false}""");
        if (_shown.TryPeek(out string? first) && key == first)
        {
            await TellAsync(context.Response, "notice", """{"ev":"notice","code":"token_expiring"}""");
        }
        else
        {
            _renewed.TrySetResult(key);
        }

        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    });

    private static async Task TellAsync(HttpResponse stream, string name, string data)
    {
        await stream.WriteAsync($"event: {name}\ndata: {data}\n\n");
        await stream.Body.FlushAsync();
    }
}
