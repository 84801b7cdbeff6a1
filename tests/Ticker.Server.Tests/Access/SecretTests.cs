using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ticker.Server.Access;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Access;

/// <summary>Keys, tokens and tickets, right and wrong, shown in every way: none of them comes back in the log or in an answer.</summary>
public sealed class SecretTests
{
    private static readonly string[] Doors =
    [
        "/v1/instruments", "/v1/snapshot?symbols=*", "/v1/poll?symbols=*&wait_ms=0", "/v1/history?symbol=XNAS:AAPL&limit=1", "/metrics", "/v1/none", "/v1/events?symbols=*", "/v1/ticks?symbols=*",
    ];

    private static readonly string[] InUrls = ["token", "access_token", "key", "api_key", "authorization"];

    [Fact]
    public async Task Secrets_ShownInEveryWay_AreInNoLogAndNoAnswer()
    {
        using var maker = new TokenMaker();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("ticker-secrets-");
        string keySet = Path.Combine(directory.FullName, "jwks.json");
        await File.WriteAllTextAsync(keySet, maker.KeySet);
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(
            AccessServer.Everything,
            $"Access:Jwt:Keys={keySet}",
            $"Access:Jwt:Issuer={TokenMaker.Issuer}",
            $"Access:Jwt:Audience={TokenMaker.Audience}",
            "Logging:LogLevel:Default=Trace",
            "Logging:LogLevel:Microsoft.AspNetCore=Trace",
            "Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace",
            "Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel.BadRequests=Trace");
        var log = new WholeLog();
        server.Server.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        string token = maker.Rs256(TokenMaker.Claims());
        string wrongKey = ApiKey.Create().Reveal();
        string wrongToken = token[..^8] + "AAAAAAAA";
        var answers = new StringBuilder();
        List<string> tickets = [];
        await using (server)
        {
            foreach (string credential in new[] { key.Reveal(), token, wrongKey, wrongToken })
            {
                answers.Append(await ShowAsync(server, credential, tickets));
            }

            answers.Append(await ShowInUrlsAsync(server, tickets));
            foreach (string credential in new[] { key.Reveal(), token, wrongKey, wrongToken })
            {
                answers.Append(await ShowWhereItDoesNotBelongAsync(server, credential));
            }
        }

        directory.Delete(recursive: true);
        Assert.Contains(log.Lines, line => line.StartsWith("Trace", StringComparison.Ordinal) || line.StartsWith("Debug", StringComparison.Ordinal));
        Assert.Equal(4, tickets.Count);
        string said = string.Join('\n', log.Lines) + answers;
        foreach (string secret in new[] { key.Secret, token, token.Split('.')[2], wrongKey[16..], wrongToken.Split('.')[1] }.Concat(tickets))
        {
            int at = said.IndexOf(secret, StringComparison.Ordinal);
            Assert.True(at < 0, at < 0 ? "" : $"it was told: {said[Math.Max(0, at - 200)..Math.Min(said.Length, at + 50)]}");
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Secrets_WhereTheConsoleIsToTellEverything_AreNotTold(string format)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("ticker-secrets-");
        string keys = Path.Combine(directory.FullName, "keys.json");
        await File.WriteAllTextAsync(keys, """{"version":1,"keys":[]}""");
        const string Ticket = "ti_0123456789abcdefTICKET";
        string key = ApiKey.Create().Reveal();
        (int Code, string Output, string Errors) end;
        await using (ServerProcess server = ServerProcess.Start(
            "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", $"--Ticker:Access:Keys={keys}", $"--Ticker:Log:Format={format}",
            "--Logging:Console:LogLevel:Default=Trace", "--Logging:Console:LogLevel:Microsoft=Trace", "--Logging:Console:LogLevel:Microsoft.AspNetCore=Trace",
            "--Logging:Console:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics=Trace", "--Logging:Console:LogLevel:Microsoft.AspNetCore.Server.Kestrel=Trace"))
        {
            (IPEndPoint web, _) = await server.ReadyAsync();
            using var client = new HttpClient { BaseAddress = new Uri($"http://{web}"), Timeout = Patience.Limit };
            foreach (string door in Doors)
            {
                using HttpResponseMessage byTicket = await client.GetAsync(new Uri(With(door, "ticket", Ticket), UriKind.Relative));
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(door, UriKind.Relative)) { Headers = { Authorization = new("Bearer", key) } };
                using HttpResponseMessage byKey = await client.SendAsync(request);
                Assert.DoesNotContain(HttpStatusCode.OK, new[] { byTicket.StatusCode, byKey.StatusCode });
                foreach (string name in InUrls)
                {
                    using HttpResponseMessage inUrl = await client.GetAsync(new Uri(With(door, name, key), UriKind.Relative));
                    Assert.NotEqual(HttpStatusCode.OK, inUrl.StatusCode);
                }
            }

            server.Terminate();
            end = await server.EndAsync();
        }

        directory.Delete(recursive: true);
        Assert.Matches("dbug|trce|\"Debug\"|\"Trace\"", end.Errors);
        foreach (string secret in new[] { Ticket, key, key[16..] })
        {
            Assert.DoesNotContain(secret, end.Output + end.Errors, StringComparison.Ordinal);
        }
    }

    // By header on every door, in the first message of a socket, as a publisher, and in headers that are wrong.
    private static async Task<string> ShowAsync(AccessServer server, string credential, List<string> tickets)
    {
        var answers = new StringBuilder();
        using HttpClient client = server.Http(credential);
        foreach (string door in Doors)
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(door, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            answers.Append(answer.Headers);
            if (!answer.IsSuccessStatusCode)
            {
                answers.Append(await answer.Content.ReadAsStringAsync());
            }
        }

        for (int n = 0; n < 2; n++)
        {
            using HttpResponseMessage issued = await client.PostAsync(new Uri("/v1/tickets", UriKind.Relative), null);
            if (issued.StatusCode == HttpStatusCode.Created)
            {
                tickets.Add(System.Text.Json.JsonDocument.Parse(await issued.Content.ReadAsStringAsync()).RootElement.GetProperty("ticket").GetString()!);
            }
        }

        foreach (string header in new[] { $"Bearer {credential}", $"Basic {credential}", credential, $"Bearer {credential}, Bearer {credential}", $"Bearer {credential}\u0001" })
        {
            using RawPeer peer = await RawPeer.ConnectAsync(server.Server, Handshakes.With(Handshakes.Json, $"Authorization: {header}"));
            answers.Append(await peer.ReadHeadAsync());
        }

        using AccessPeer first = await AccessPeer.ConnectAsync(server);
        await first.AuthAsync(credential);
        await first.SendAsync($$"""{"op":"{{credential}}"}""");
        await first.SendAsync("{\"op\":\"auth\",\"token\":" + credential);
        answers.Append(await PublishAsync(server, credential));
        return answers.ToString();
    }

    private static async Task<string> ShowInUrlsAsync(AccessServer server, List<string> tickets)
    {
        var answers = new StringBuilder();
        using HttpClient client = server.Http();
        foreach (string ticket in tickets)
        {
            foreach (string path in new[] { $"/v1/snapshot?symbols=*&ticket={ticket}", $"/v1/events?symbols=*&ticket={ticket}", $"/v1/none?ticket={ticket}", $"/v1/poll?symbols=AAPL&ticket={ticket}" })
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
                answers.Append(answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync());
            }
        }

        return answers.ToString();
    }

    // A key or token in a URL proves nothing, whatever the parameter is called.
    private static async Task<string> ShowWhereItDoesNotBelongAsync(AccessServer server, string credential)
    {
        var answers = new StringBuilder();
        using HttpClient client = server.Http();
        foreach (string name in InUrls)
        {
            foreach (string door in Doors)
            {
                using HttpResponseMessage answer = await client.GetAsync(new Uri(With(door, name, credential), UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
                Assert.Equal((door, name, door == "/v1/none" ? HttpStatusCode.NotFound : HttpStatusCode.Unauthorized), (door, name, answer.StatusCode));
                answers.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync());
            }

            Assert.Equal(401, await AccessPeer.RefusedAsync(server, path: With("/v1/replay?recording=none", name, credential)));
            using AccessPeer peer = await AccessPeer.ConnectAsync(server, query: $"?{name}={credential}");
            Assert.Equal("required", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
        }

        return answers.ToString();
    }

    private static string With(string door, string name, string credential) => $"{door}{(door.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={credential}";

    private static async Task<string> PublishAsync(AccessServer server, string credential)
    {
        using var client = new HttpClient { Timeout = Patience.Limit };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Server.Addresses.Grpc, "/ticker.feed.v1.FeedService/Publish"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        using HttpResponseMessage answer = await client.SendAsync(request);
        return $"{answer.Headers} {await answer.Content.ReadAsStringAsync()} {answer.TrailingHeaders}";
    }
}
