using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.BadInput;

/// <summary>Requests that each make sense and together do not: what they cost is bounded, and nobody else pays.</summary>
public sealed class ExcessTests
{
    private const int Instruments = 500;

    // Otherwise the door's rate limit would answer first.
    private static readonly string[] NoRateLimit = ["WebSockets:MessagesPerSecond=1000000", "WebSockets:MessageBurst=1000000", "Subscribers:HeartbeatInterval=01:00:00"];

    [Fact]
    public async Task TenThousandSubscriptions_OnOneConnection_StopAtTheLimitAndCloseWith4413()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(NoRateLimit);
        await using TestFeed feed = await DefineAsync(server);
        await using Bystander bystander = await Bystander.StartAsync(server);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 1);
        using (StreamClient client = await StreamClient.ConnectAsync(server))
        {
            Task<int> most = MostSubscriptionsAsync(server, client);
            var told = new HashSet<int>();
            int refused = 0;
            Task reading = Task.Run(async () =>
            {
                while (await client.TryNextAsync() is { } arrival)
                {
                    switch (arrival.Control)
                    {
                        case Subscribed page:
                            Assert.True(told.Add(page.Id));
                            break;
                        case ErrorReply error:
                            Assert.Equal(("too_many_subscriptions", "a connection may have 1024 subscriptions"), (error.Code, error.Message));
                            Assert.Equal(1_024 + ++refused, error.Id);
                            break;
                    }
                }
            });
            await SendUntilClosedAsync(client, Enumerable.Range(1, 10_000).Select(id => new SubscribeMessage { Id = id, Symbols = ["X:1"], From = StartFrom.Now }));
            await reading.WaitAsync(Patience.Limit);
            Assert.Equal((4413, "too_many_subscriptions"), ((int)client.Socket.CloseStatus!, client.Socket.CloseStatusDescription));
            Assert.Equal(17, refused);
            Assert.InRange(told.Count, 1, 1_024);
            Assert.InRange(await most, 1, 1_025);
        }

        await bystander.AssertUnharmedAsync();
        await before.UntilAgainAsync(server);
    }

    [Fact]
    public async Task TenThousandSubscriptions_WithTheDoorsOwnLimits_AreTooFastBeforeTheyAreTooMany()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await DefineAsync(server);
        await using Bystander bystander = await Bystander.StartAsync(server);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 1);
        using (StreamClient client = await StreamClient.ConnectAsync(server))
        {
            Task<(int Code, string Reason)> end = client.ReadToCloseAsync();
            await SendUntilClosedAsync(client, Enumerable.Range(1, 10_000).Select(id => new SubscribeMessage { Id = id, Symbols = ["*"], From = StartFrom.Now }));
            Assert.Equal((4429, "too_fast"), await end);
        }

        await bystander.AssertUnharmedAsync();
        await before.UntilAgainAsync(server);
    }

    [Fact]
    public async Task Patterns_AThousandThatMatchEverything_AreOneInterestAnInstrument()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00");
        await using TestFeed feed = await DefineAsync(server);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 0);
        using (StreamClient client = await StreamClient.ConnectAsync(server))
        {
            // All different, all matching every name.
            string[] patterns = [.. Enumerable.Range(1, 1_000).Select(n => new string('*', 1 + (n % 40)) + (n < 500 ? ":" : "") + new string('*', 1 + (n / 40)))];
            await client.SubscribeAsync(1, [.. patterns, "X:1", "*", "X:*"]);
            Assert.Equal(Instruments, (await ReadNamesAsync(client)).Count);
            await ServedCounts.AtRestAsync(server, Instruments);

            // A tick of one of them comes once.
            await feed.TradeAsync(7, 100);
            await feed.TradeAsync(8, 101);
            await feed.FlushAsync();
            Assert.Equal(100, (await client.NextTickAsync()).Price);
            Assert.Equal(101, (await client.NextTickAsync()).Price);
            await client.CloseAsync();
        }

        await before.UntilAgainAsync(server);
    }

    [Fact]
    public async Task Patterns_AThousandThatMatchNothing_GetASeamAndNothingElse()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00");
        await using TestFeed feed = await DefineAsync(server);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 0);
        using (StreamClient client = await StreamClient.ConnectAsync(server))
        {
            await client.SubscribeAsync(1, [.. Enumerable.Range(1, 1_000).Select(n => $"*{n}*NEVER*")]);
            await client.SubscribeAsync(2);
            await client.SubscribeAsync(3, "", "", "");
            for (int id = 1; id <= 3; id++)
            {
                Subscribed page = await client.NextAsync<Subscribed>();
                Assert.Empty(page.Instruments);
                Assert.Empty(page.Unknown);
                await client.NextAsync<Seam>();
            }

            await feed.TradeAsync(7, 100);
            await feed.FlushAsync();
            await server.UntilAppliedAsync(Instruments + 2);
            await client.SendAsync(new StatementRequest { Id = 1 });
            Statement statement = await client.NextAsync<Statement>();
            Assert.Equal((0, 0, 0), (statement.Matched, statement.Delivered, statement.Snapshot));
            Assert.Equal(0, ServedCounts.Of(server).Interests);
            await client.AssertAliveAsync();
            await client.CloseAsync();
        }

        await before.UntilAgainAsync(server);
    }

    [Theory]
    [InlineData("X:1", WireEncoding.Json)]
    [InlineData("*", WireEncoding.MessagePack)]
    public async Task Flapping_AThousandTimesAndMore_IsAnsweredInOrderAndLeavesNothing(string symbol, WireEncoding encoding)
    {
        const int Flaps = 3_000;
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(NoRateLimit);
        await using TestFeed feed = await DefineAsync(server);
        await using Bystander bystander = await Bystander.StartAsync(server);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 1);
        using (StreamClient client = await StreamClient.ConnectAsync(server, encoding))
        {
            await using (TickFlow.Paced(2_000, n => feed.QuoteAsync((uint)(n % Instruments) + 1, n + 1), feed.FlushAsync))
            {
                Task sending = Task.Run(async () =>
                {
                    for (int flap = 0; flap < Flaps; flap++)
                    {
                        await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = [symbol], From = StartFrom.Now });
                        await client.SendAsync(new UnsubscribeMessage { Id = 1 });
                    }
                });
                for (int flap = 0; flap < Flaps; flap++)
                {
                    // One that was gone before it began is told of its end alone.
                    Statement final = (await client.NextAsync<Unsubscribed>()).Final!;
                    Assert.Equal(0, final.Pending);
                    Assert.Equal(final.Matched, final.Delivered + final.ConflatedByRate + final.ConflatedBySocket + final.ConflatedByBudget + final.ConflatedByServer + final.Discarded);
                    Assert.InRange(ServedCounts.Of(server).Subscriptions, 1, 2);
                }

                await sending;
            }

            await client.AssertAliveAsync();
            await client.CloseAsync();
        }

        await bystander.AssertUnharmedAsync();
        await before.UntilAgainAsync(server);
    }

    private static async Task<TestFeed> DefineAsync(ServerUnderTest server)
    {
        TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, Instruments).Select(n => $"X:{n}")]);
        return feed;
    }

    private static async Task<HashSet<string>> ReadNamesAsync(StreamClient client)
    {
        var names = new HashSet<string>();
        Subscribed page;
        do
        {
            page = await client.NextAsync<Subscribed>();
            Assert.All(page.Instruments, instrument => Assert.True(names.Add(instrument.FullName)));
        }
        while (page.More);
        await client.NextAsync<Seam>();
        return names;
    }

    private static async Task SendUntilClosedAsync(StreamClient client, IEnumerable<SubscribeMessage> messages)
    {
        try
        {
            foreach (SubscribeMessage message in messages)
            {
                await client.SendAsync(message);
            }
        }
        catch (Exception closed) when (closed is System.Net.WebSockets.WebSocketException or InvalidOperationException or ObjectDisposedException)
        {
            // What the server said is what the reader has read.
        }
    }

    private static async Task<int> MostSubscriptionsAsync(ServerUnderTest server, StreamClient client)
    {
        int most = 0;
        await Patience.UntilAsync(() => client.Socket.State != System.Net.WebSockets.WebSocketState.Open, () => "not closed", () =>
        {
            most = Math.Max(most, server.Subscriptions);
            return Task.CompletedTask;
        });
        return most;
    }
}
