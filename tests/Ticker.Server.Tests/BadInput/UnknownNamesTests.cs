using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.BadInput;

/// <summary>Names that nobody has: each is told, the known ones beside them are served, and none is kept.</summary>
public sealed class UnknownNamesTests(CalmServer calm) : IClassFixture<CalmServer>
{
    private readonly ServerUnderTest _server = calm.Server;

    [Fact]
    public async Task Names_ByTheThousandThatNobodyHas_LeaveNothingOfThem()
    {
        const int Rounds = 100;
        const int Names = 200;
        int known = _server.Pipeline.Instruments.Count;
        long taken = _server.Pipeline.Memory.Taken;
        ServedCounts before = ServedCounts.Of(_server);
        using (StreamClient client = await StreamClient.ConnectAsync(_server))
        {
            for (int round = 0; round < Rounds; round++)
            {
                string[] names = [.. Enumerable.Range(0, Names).Select(n => $"XNAS:NOBODY{round}.{n}")];
                await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = [.. names, "XNAS:A"], From = StartFrom.Now });
                Subscribed told = await client.NextAsync<Subscribed>();
                Assert.Equal("XNAS:A", told.Instruments.Single().FullName);
                Assert.Equal(names.Order(StringComparer.Ordinal), told.Unknown.Order(StringComparer.Ordinal));
                await client.SendAsync(new UnsubscribeMessage { Id = 1 });
                await client.NextAsync<Unsubscribed>();
            }

            Assert.Equal(known, _server.Pipeline.Instruments.Count);
            await client.CloseAsync();
        }

        await Patience.UntilAsync(() => ServedCounts.Of(_server) with { Pending = before.Pending } == before, () => $"{before} before, {ServedCounts.Of(_server)} now");
        await Patience.UntilAsync(() => _server.Pipeline.Memory.Taken <= taken, () => $"{taken} bytes before, {_server.Pipeline.Memory.Taken} now");
    }

    [Theory]
    [InlineData("/v1/snapshot?symbols=")]
    [InlineData("/v1/poll?wait_ms=0&symbols=")]
    [InlineData("/v1/history?symbol=")]
    public async Task Names_AskedForByPlainHttp_LeaveNothingOfThem(string path)
    {
        int known = _server.Pipeline.Instruments.Count;
        using var http = new HttpClient { BaseAddress = new Uri($"http://{_server.Web}"), Timeout = Patience.Limit };
        for (int n = 0; n < 200; n++)
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri($"{path}XNAS:NOBODY{n}", UriKind.Relative));
            Assert.True((int)answer.StatusCode is 200 or 404, $"{answer.StatusCode}");
        }

        Assert.Equal(known, _server.Pipeline.Instruments.Count);
    }
}
