using System.Net;
using System.Text.Json.Nodes;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Drain;

/// <summary>The server as a process that is told to stop.</summary>
public sealed class DrainTests
{
    private static readonly string[] FreePorts = ["--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0"];

    [Fact]
    public async Task Terminate_WithADelay_IsNotReadyWhileItGoesOnAndASecondSignalEndsItAtOnce()
    {
        await using ServerProcess server = ServerProcess.Start([.. FreePorts, "--Ticker:Drain:Delay=00:30:00"]);
        (IPEndPoint web, _) = await server.ReadyAsync();
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(new Uri($"ws://{web}"));
        await subscriber.SubscribeAsync(new SubscribeMessage { Id = 1, Symbols = ["*"] });
        using var http = new HttpClient { BaseAddress = new Uri($"http://{web}") };
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(http)).Status);

        server.Terminate();
        Notice notice = await NoticeAsync(subscriber);
        Assert.Equal(NoticeCode.Draining, notice.Code);
        Assert.InRange(notice.RetryMs!.Value, 1_000, 6_000);
        (HttpStatusCode status, JsonNode body) = await AskAsync(http);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining"), (status, (string?)body["reasons"]!.AsArray().Single()));

        // Whoever does not ask whether it is ready is served as before, and told.
        await using TickerSubscriber late = await TickerSubscriber.ConnectAsync(new Uri($"ws://{web}"));
        Assert.Equal(NoticeCode.Draining, (await NoticeAsync(late)).Code);
        await subscriber.StatementAsync(1);
        await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
        {
            if (message.Control is Statement)
            {
                break;
            }
        }

        server.Terminate();
        Assert.Equal(143, (await server.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Terminate_WithSubscribersUnderLoad_ClosesEachWithItsPositionAndEndsWith0()
    {
        // Whoever reads is not cut off, however slowly its machine lets it.
        await using ServerProcess server = ServerProcess.Start([.. FreePorts, "--Ticker:Demo:TicksPerSecond=5000", "--Ticker:Subscribers:CloseGrace=00:00:30"]);
        (IPEndPoint web, _) = await server.ReadyAsync();
        TickerSubscriber[] subscribers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TickerSubscriber.ConnectAsync(new Uri($"ws://{web}"))));
        Task<SubscriberException>[] ends = [.. subscribers.Select(EndOfAsync)];
        await Task.WhenAll(subscribers.Select(subscriber => subscriber.SubscribeAsync(new SubscribeMessage { Id = 1, Symbols = ["*"] }).AsTask()));
        await Patience.UntilAsync(() => subscribers.All(one => one.Accounts.ContainsKey(1)), () => "not all are served");
        server.Terminate();
        foreach (Task<SubscriberException> end in ends)
        {
            SubscriberException closed = await end.WaitAsync(Patience.Limit);
            Assert.Equal(1012, closed.CloseCode);
            Assert.Matches("^restart:[0-9]+:[1-9][0-9]*$", closed.CloseReason);
        }

        (int exitCode, string output, string errors) = await server.EndAsync();
        Assert.Equal((0, ""), (exitCode, output));
        Assert.Contains("is drained; 0 connections", errors, StringComparison.Ordinal);
        Array.ForEach(subscribers, subscriber => subscriber.DisposeAsync().AsTask().GetAwaiter().GetResult());
    }

    private static async Task<SubscriberException> EndOfAsync(TickerSubscriber subscriber) => await Assert.ThrowsAsync<SubscriberException>(async () =>
    {
        await foreach (SubscriberMessage _ in subscriber.ReadAllAsync())
        {
        }
    });

    private static async Task<Notice> NoticeAsync(TickerSubscriber subscriber)
    {
        await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
        {
            if (message.Control is Notice notice)
            {
                return notice;
            }
        }

        throw new InvalidOperationException("the server closed before it said anything");
    }

    private static async Task<(HttpStatusCode Status, JsonNode Body)> AskAsync(HttpClient http)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative)).WaitAsync(Patience.Limit);
        return (answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }
}
