using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.BadInput;

/// <summary>Requests that make no sense: each is answered with what is wrong and where, and changes nothing.</summary>
public sealed class WrongRequestTests(CalmServer calm) : IClassFixture<CalmServer>
{
    private readonly ServerUnderTest _server = calm.Server;
    private readonly TestFeed _feed = calm.Feed;

    /// <summary>A request, the code and the subscription of its error, and what its message says.</summary>
    public static TheoryData<WireEncoding, string, string, int, string> Requests
    {
        get
        {
            (string Request, string Code, int Id, string Says)[] all =
            [
                ("""{"op":"subscribe","id":7,"symbols":["*"],"mode":"interval","interval_ms":0}""", "bad_value", 7, "interval_ms must be an integer from 1 to 3600000"),
                ("""{"op":"subscribe","id":7,"symbols":["*"],"mode":"interval","interval_ms":-5}""", "bad_value", 7, "interval_ms must be an integer from 1 to 3600000"),
                ("""{"op":"subscribe","id":7,"symbols":["*"],"mode":"interval","interval_ms":3600001}""", "bad_value", 7, "interval_ms must be an integer from 1 to 3600000"),
                ("""{"op":"subscribe","id":7,"symbols":["*"],"mode":"interval","interval_ms":9223372036854775807}""", "bad_value", 7, "interval_ms must be an integer from 1 to 3600000"),
                ("""{"op":"subscribe","id":7,"symbols":["*"],"mode":"interval","interval_ms":0.5}""", "bad_value", 7, "interval_ms must be an integer"),
                ("""{"op":"subscribe","id":7,"symbols":["*"],"mode":"interval","interval_ms":"250"}""", "bad_value", 7, "interval_ms must be an integer"),
                ("""{"op":"subscribe","id":7,"symbols":["*"],"mode":"interval"}""", "missing_key", 7, "interval_ms"),
                ("""{"op":"modify","id":1,"interval_ms":0}""", "bad_value", 1, "interval_ms must be an integer from 1 to 3600000"),
                ("""{"op":"modify","id":1,"interval_ms":-1}""", "bad_value", 1, "interval_ms must be an integer from 1 to 3600000"),
                ("""{"op":"modify","id":1,"mode":"interval"}""", "bad_value", 1, "interval_ms: needed for mode interval"),
                ("""{"op":"modify","id":1,"mode":"sometimes"}""", "bad_value", 1, "mode must be one of latest, interval, all"),
                ("""{"op":"modify","id":1,"add":["XNAS:B"],"remove":["XNAS:A","XNAS:B"]}""", "bad_value", 1, "add[0]: it stands in remove too"),
                ("""{"op":"modify","id":1,"add":["XNAS:C","X*","XNAS:B"],"remove":["X*"]}""", "bad_value", 1, "add[1]: it stands in remove too"),
                ("""{"op":"modify","id":1,"add":["XNAS:C","NOVENUE"]}""", "bad_value", 1, "add[1]: "),
                ("""{"op":"modify","id":1,"remove":["A:B","","NOVENUE"]}""", "bad_value", 1, "remove[2]: "),
                ("""{"op":"subscribe","id":7,"symbols":["XNAS:A","NOVENUE"]}""", "bad_value", 7, "symbols[1]: "),
                ("""{"op":"subscribe","id":1,"symbols":["XNAS:B"]}""", "duplicate_id", 1, "subscription 1 exists already"),
                ("""{"op":"modify","id":77,"mode":"all"}""", "unknown_id", 77, "there is no subscription 77"),
                ("""{"op":"pause","id":77}""", "unknown_id", 77, "there is no subscription 77"),
                ("""{"op":"resume","id":77}""", "unknown_id", 77, "there is no subscription 77"),
                ("""{"op":"statement","id":77}""", "unknown_id", 77, "there is no subscription 77"),
                ("""{"op":"unsubscribe","id":77}""", "unknown_id", 77, "there is no subscription 77"),
            ];
            var data = new TheoryData<WireEncoding, string, string, int, string>();
            foreach ((string request, string code, int id, string says) in all)
            {
                data.Add(WireEncoding.Json, request, code, id, says);
                data.Add(WireEncoding.MessagePack, request, code, id, says);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_ThatIsWrong_IsAnsweredWithWhatAndWhereAndChangesNothing(WireEncoding encoding, string request, string code, int id, string says)
    {
        using StreamClient client = await StreamClient.ConnectAsync(_server, encoding);
        await SubscribeFromNowAsync(client, "XNAS:A");
        await client.SendAsync(request);
        var error = Assert.IsType<ErrorReply>((await client.NextButHeartbeatsAsync()).Control);
        Assert.Equal((code, id, false), (error.Code, error.Id, error.Fatal));
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        await client.AssertAliveAsync();

        // What it had goes on as it was: its instrument, each trade, and nothing else.
        await _feed.QuoteAsync(2, 5);
        await _feed.QuoteAsync(3, 5);
        await _feed.TradeAsync(1, 6);
        await _feed.FlushAsync();
        Tick tick = await client.NextTickAsync();
        Assert.Equal((TickKind.Trade, 6), (tick.Kind, tick.Price));
        await client.SendAsync(new StatementRequest { Id = 1 });
        Statement statement = await client.NextAsync<Statement>();
        Assert.Equal((1, 1), (statement.Matched, statement.Delivered));
        await client.CloseAsync();
    }

    [Theory]
    [InlineData("""{"op":"modify","id":1,"interval_ms":0}""", 3, 4400)]
    [InlineData("""{"op":"modify","id":77,"mode":"all"}""", 200, 0)]
    [InlineData("""{"op":"subscribe","id":1,"symbols":["XNAS:B"]}""", 200, 0)]
    [InlineData("""{"op":"modify","id":1,"add":["XNAS:B"],"remove":["XNAS:B"]}""", 200, 0)]
    public async Task Request_ThatIsWrongAgainAndAgain_IsAnsweredEachTimeUnlessItIsMalformed(string request, int answers, int close)
    {
        using StreamClient client = await StreamClient.ConnectAsync(_server);
        await SubscribeFromNowAsync(client, "XNAS:A");
        for (int n = 0; n < answers + (close == 0 ? 0 : 1); n++)
        {
            await client.SendAsync(request);
        }

        for (int n = 0; n < answers; n++)
        {
            Assert.IsType<ErrorReply>((await client.NextButHeartbeatsAsync()).Control);
        }

        if (close == 0)
        {
            await client.AssertAliveAsync();
            await client.CloseAsync();
        }
        else
        {
            Assert.Equal((close, "malformed"), await client.ReadToCloseAsync());
        }
    }

    [Fact]
    public async Task Id_UsedAgainAfterItsEnd_IsANewSubscription()
    {
        using StreamClient client = await StreamClient.ConnectAsync(_server);
        await SubscribeFromNowAsync(client, "XNAS:A");
        await client.SubscribeAsync(1, "XNAS:B");
        Assert.Equal("duplicate_id", (await client.NextAsync<ErrorReply>()).Code);
        await client.SendAsync(new UnsubscribeMessage { Id = 1 });
        await client.NextAsync<Unsubscribed>();
        await SubscribeFromNowAsync(client, "XNAS:B");
        await _feed.QuoteAsync(1, 5);
        await _feed.QuoteAsync(2, 6);
        await _feed.FlushAsync();
        Assert.Equal(6, (await client.NextTickAsync()).BidPrice);
        await client.CloseAsync();
    }

    private static async Task SubscribeFromNowAsync(StreamClient client, string symbol)
    {
        await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = [symbol], From = StartFrom.Now });
        await client.NextAsync<Seam>();
    }
}
