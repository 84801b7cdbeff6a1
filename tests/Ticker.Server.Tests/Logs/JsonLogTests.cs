using System.Net;
using System.Text.Json;
using Ticker.Client.Feeds;
using Ticker.Client.Subscriptions;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Logs;

/// <summary>The log as programs read it: each line of standard error is an object, whatever happens and whatever strangers call themselves.</summary>
public sealed class JsonLogTests
{
    [Fact]
    public async Task Log_AsJson_EveryLineIsAnObjectWithItsNumber()
    {
        const string Name = "a \"strange\" \\ name, ☃ {0} </script>";
        await using ServerProcess server = ServerProcess.Start(
            "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", "--Ticker:Log:Format=json",
            "--Logging:LogLevel:Default=Debug", "--Logging:LogLevel:Microsoft.AspNetCore=Debug", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");
        (IPEndPoint web, IPEndPoint grpc) = await server.ReadyAsync();
        await using (FeedPublisher publisher = await FeedPublisher.ConnectAsync(new Uri($"http://{grpc}"), new FeedPublisherOptions { Feed = Name, Software = "line\\nbreak" }))
        await using (TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(new Uri($"ws://{web}")))
        {
            await publisher.CompleteAsync("done");
        }

        using var http = new HttpClient { BaseAddress = new Uri($"http://{web}"), Timeout = Patience.Limit };
        using HttpResponseMessage none = await http.GetAsync(new Uri("/no%0Asuch?x=%22%0A", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        server.Terminate();
        (int code, _, string errors) = await server.EndAsync();
        Assert.Equal(0, code);
        string[] lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        JsonElement[] events = [.. lines.Select(Parse)];
        int[] numbers = [.. events.Select(one => one.GetProperty("EventId").GetInt32())];
        Assert.All([1002, 1003, 2001, 2002, 5002, 5003], number => Assert.Contains(number, numbers));
        JsonElement opened = events.Single(one => one.GetProperty("EventId").GetInt32() == 5002);
        Assert.Equal(Name, opened.GetProperty("State").GetProperty("Feed").GetString());
        Assert.All(events, one =>
        {
            Assert.False(string.IsNullOrEmpty(one.GetProperty("LogLevel").GetString()));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", one.GetProperty("Timestamp").GetString());
            Assert.NotNull(one.GetProperty("Message").GetString());
        });
    }

    private static JsonElement Parse(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            throw new InvalidOperationException($"not an object: {line}");
        }
    }
}
