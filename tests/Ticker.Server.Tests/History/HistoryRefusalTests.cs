using System.Net;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.History;

/// <summary>What cannot be answered is refused with what is wrong and where.</summary>
public sealed class HistoryRefusalTests(SharedServer shared) : IClassFixture<SharedServer>
{
    [Theory]
    [InlineData("", "symbol: it is missing")]
    [InlineData("symbols=,,", "symbol: it is missing")]
    [InlineData("symbol=", "symbol: ''")]
    [InlineData("symbol=AAPL", "symbol: 'AAPL'")]
    [InlineData("symbols=XNAS:AAPL,%07", "symbols: '\u0007'")]
    [InlineData("symbol=*&simbol=*", "simbol: there is no such parameter; there are symbol, symbols, from, to, kinds, limit, format")]
    [InlineData("symbol=*&from=yesterday", "from: 'yesterday' is neither")]
    [InlineData("symbol=*&from=1:2:3", "from: '1:2:3' is neither")]
    [InlineData("symbol=*&from=1:-2", "from: '1:-2' is neither")]
    [InlineData("symbol=*&from=99999999999999999999:1", "from: '99999999999999999999:1' is no position")]
    [InlineData("symbol=*&to=1:99999999999999999999", "to: '1:99999999999999999999' is no position")]
    [InlineData("symbol=*&from=1723161253", "from: 1723161253 nanoseconds since 1970 are 1970-01-01")]
    [InlineData("symbol=*&from=1723161253937", "from: 1723161253937 nanoseconds since 1970 are 1970-01-01")]
    [InlineData("symbol=*&from=2024-08-08T10:00:00.1234567890Z", "from: '2024-08-08T10:00:00.1234567890Z' is neither")]
    [InlineData("symbol=*&from=2024-02-30", "from: '2024-02-30' is neither")]
    [InlineData("symbol=*&from=2024-08-09&to=2024-08-08", "from: from is after to")]
    [InlineData("symbol=*&from=5:2&to=5:1", "from: from is after to")]
    [InlineData("symbol=*&from=2024-08-08&from=2024-08-09", "from: it is given more than once")]
    [InlineData("symbol=*&from=4102444800000:7", "from: 4102444800000:7 has not been reached: the journal ends at ")]
    [InlineData("symbol=*&kinds=bar", "kinds: 'bar' is not one of quote, trade, status")]
    [InlineData("symbol=*&limit=0", "limit: '0' is not a whole number above 0")]
    [InlineData("symbol=*&limit=-1", "limit: '-1'")]
    [InlineData("symbol=*&limit=1e3", "limit: '1e3'")]
    [InlineData("symbol=*&limit=99999999999999999999", "limit: '99999999999999999999'")]
    [InlineData("symbol=*&format=xml", "format: 'xml' is not one of ndjson, json, csv")]
    public async Task Get_WithAWrongParameter_SaysWhichAndWhy(string query, string says)
    {
        using var client = new HistoryClient(shared.Server);
        (HttpStatusCode status, JsonElement problem) = await client.ProblemAsync(query);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(says, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        JsonElement error = problem.GetProperty("errors")[0];
        Assert.StartsWith($"{error.GetProperty("parameter")}: ", says, StringComparison.Ordinal);
        Assert.Contains($"{error.GetProperty("parameter")}: {error.GetProperty("detail")}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WithSeveralWrongParameters_NamesThemAll()
    {
        using var client = new HistoryClient(shared.Server);
        (_, JsonElement problem) = await client.ProblemAsync("symbol=AAPL&from=x&to=y&kinds=z&limit=w&format=v");
        Assert.Equal(["symbol", "from", "to", "kinds", "limit", "format"], problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("parameter").GetString()));
    }

    [Fact]
    public async Task Get_SymbolThatTheJournalDoesNotKnow_IsNotFoundAndNamed()
    {
        using var client = new HistoryClient(shared.Server);
        (HttpStatusCode status, JsonElement problem) = await client.ProblemAsync("symbols=XNAS:NOBODY,XNAS:NOONE,XNAS:*");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal(["XNAS:NOBODY", "XNAS:NOONE"], problem.GetProperty("unknown").EnumerateArray().Select(name => name.GetString()));
    }

    [Theory]
    [InlineData("text/html", HttpStatusCode.NotAcceptable, "application/problem+json")]
    [InlineData("application/json;q=0", HttpStatusCode.NotAcceptable, "application/problem+json")]
    [InlineData("text/html, */*;q=0.1", HttpStatusCode.OK, "application/x-ndjson")]
    [InlineData("application/json;q=0.5, text/csv", HttpStatusCode.OK, "text/csv")]
    [InlineData("application/*", HttpStatusCode.OK, "application/x-ndjson")]
    [InlineData("???", HttpStatusCode.OK, "application/x-ndjson")]
    public async Task Get_ByWhatIsAccepted_IsOfThatTypeOrRefused(string accept, HttpStatusCode status, string type)
    {
        using var client = new HistoryClient(shared.Server);
        using HttpResponseMessage answer = await client.GetAsync("symbol=*", ("Accept", accept));
        Assert.Equal((status, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("/v1/history?symbol=*")]
    [InlineData("/v1/instruments")]
    public async Task Post_IsNotAllowed(string path)
    {
        using var client = new HistoryClient(shared.Server);
        using HttpResponseMessage answer = await client.SendAsync(HttpMethod.Post, path);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Get_WithAnythingAtAll_IsAnsweredAndNeverAnErrorOfTheServer()
    {
        string[] names = ["symbol", "symbols", "from", "to", "kinds", "limit", "format", "x"];
        string[] values = ["*", "A:B", "**:*", "", "0", "1", "-1", "1:1", "9223372036854775807", "9223372036854775807:18446744073709551615", "2024-08-08", "json", "csv", "quote", "%00", "%FF", "%", "+", "\"", "a,b,,c", "1677-01-01", "9999-12-31T23:59:59.999999999Z"];
        var random = new Random(5);
        using var client = new HistoryClient(shared.Server);
        for (int round = 0; round < 300; round++)
        {
            string query = string.Join('&', Enumerable.Range(0, random.Next(1, 5)).Select(n => $"{(n == 0 ? "symbol" : names[random.Next(names.Length)])}={(n == 0 ? "*" : values[random.Next(values.Length)])}"));
            using HttpResponseMessage answer = await client.GetAsync(query);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{(int)answer.StatusCode} for {query}");
        }
    }

    [Fact]
    public async Task Get_FromAServerWithoutAJournal_IsNotFoundAndSaysWhy()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Journal:Enabled=false");
        using var client = new HistoryClient(server);
        (HttpStatusCode status, JsonElement problem) = await client.ProblemAsync("symbol=*");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("keeps no journal", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }
}
