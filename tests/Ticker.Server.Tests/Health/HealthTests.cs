using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Ticker.Recording.Journal;
using Ticker.Server.Health;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Health;

/// <summary>What a load balancer is told of a server.</summary>
public sealed class HealthTests
{
    [Theory]
    [InlineData("live")]
    [InlineData("startup")]
    [InlineData("ready")]
    public async Task Health_OfAServerThatServes_IsOk(string kind)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        (HttpStatusCode status, JsonNode body) = await AskAsync(server, kind);
        Assert.Equal((HttpStatusCode.OK, "ok"), (status, (string?)body["status"]));
        Assert.Empty(body["reasons"]!.AsArray());
        Assert.Empty(body["warnings"]!.AsArray());
    }

    [Fact]
    public async Task Ready_OfAServerThatDrains_SaysSoWhileItLives()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        server.App.Services.GetRequiredService<Readiness>().Drain();
        (HttpStatusCode status, JsonNode body) = await AskAsync(server, "ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (status, (string?)body["status"]));
        Assert.Equal(["draining"], body["reasons"]!.AsArray().Select(reason => (string)reason!));
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "live")).Status);
    }

    [Fact]
    public async Task Reasons_BeforeTheStart_IsStarting()
    {
        await using ServerUnderTest server = ServerUnderTest.Build();
        Assert.Equal(["starting"], server.App.Services.GetRequiredService<Readiness>().Reasons());
    }

    [Fact]
    public async Task Ready_OfAServerWhoseJournalStopped_WarnsOfItUntilItIsWrittenAgain()
    {
        ServerUnderTest server = await ServerUnderTest.StartAsync("Journal:SegmentBytes=1048576", "Journal:RetryInterval=00:00:00.1");
        JournalCounts journal = server.App.Services.GetRequiredService<LiveJournal>().Counts;
        long price = 0;
        await using (TestFeed feed = await server.OpenFeedAsync())
        {
            await feed.DefineAsync(server, "XNAS:AAPL");

            // The file that it writes stays open; once that is full, there is no place for the next.
            Directory.Delete(server.Journal.Path, recursive: true);
            await Patience.UntilAsync(() => journal.IsStopped, () => $"{journal.Records} records are written", PublishAsync);
            (HttpStatusCode status, JsonNode body) = await AskAsync(server, "ready");
            Assert.Equal((HttpStatusCode.OK, "ok"), (status, (string?)body["status"]));
            Assert.Empty(body["reasons"]!.AsArray());
            Assert.Equal(["journal_stopped"], body["warnings"]!.AsArray().Select(warning => (string)warning!));

            Directory.CreateDirectory(server.Journal.Path);
            await Patience.UntilAsync(() => !journal.IsStopped, () => $"{journal.Records} records are written", PublishAsync);
            Assert.Empty((await AskAsync(server, "ready")).Body["warnings"]!.AsArray());

            async Task PublishAsync()
            {
                for (int n = 0; n < 1000; n++)
                {
                    await feed.QuoteAsync(1, ++price);
                }

                await feed.FlushAsync();
            }
        }

        // Not as its others end: it has logged an error, that one.
        await server.App.StopAsync();
        await server.App.DisposeAsync();
        server.Journal.Dispose();
        Assert.Single(server.Log.Of(4004));
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(ServerUnderTest server, string kind)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Web}") };
        using HttpResponseMessage answer = await http.GetAsync(new Uri($"/healthz/{kind}", UriKind.Relative)).WaitAsync(Patience.Limit);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
