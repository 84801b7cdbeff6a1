using Ticker.Server.Access;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Access;

/// <summary>The same key, shown in forms that are right and wrong.</summary>
public sealed class CredentialFormTests
{
    [Fact]
    public async Task Authorization_InEveryForm_LetsInOrIsRefusedBeforeTheUpgrade()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything, "Subscribers:CloseGrace=00:00:00.1");
        await using AccessServer _ = server;
        string right = key.Reveal();
        (string What, string[] Headers, int Status)[] forms =
        [
            ("as it should be", [$"Authorization: Bearer {right}"], 101),
            ("the scheme in another case", [$"authorization: bEARER {right}"], 101),
            ("with spaces around", [$"Authorization:  Bearer  {right}  "], 101),
            ("none, to say it later", [], 101),
            ("empty", ["Authorization:"], 401),
            ("the scheme alone", ["Authorization: Bearer"], 401),
            ("without a scheme", [$"Authorization: {right}"], 401),
            ("another scheme", [$"Authorization: Basic {right}"], 401),
            ("a scheme that only begins so", [$"Authorization: BearerX {right}"], 401),
            ("twice", [$"Authorization: Bearer {right}", $"Authorization: Bearer {right}"], 401),
            ("two in one", [$"Authorization: Bearer {right}, Bearer {right}"], 401),
            ("one letter more", [$"Authorization: Bearer {right}A"], 401),
            ("one letter less", [$"Authorization: Bearer {right[..^1]}"], 401),
            ("in another case", [$"Authorization: Bearer {right.ToUpperInvariant()}"], 401),
            ("in quotes", [$"Authorization: Bearer \"{right}\""], 401),
            ("of 16 KiB", [$"Authorization: Bearer {new string('a', 16 * 1024)}"], 401),
            ("a token of 16 KiB", [$"Authorization: Bearer {new string('a', 8_000)}.{new string('b', 8_000)}.c"], 401),
            ("of 40 KiB", [$"Authorization: Bearer {new string('a', 40 * 1024)}"], 431),
            ("in a cookie", [$"Cookie: Authorization={right}; token={right}", "Origin: http://evil.example"], 403),
        ];
        foreach ((string what, string[] headers, int status) in forms)
        {
            using RawPeer peer = await RawPeer.ConnectAsync(server.Server.Web);
            await peer.TrySendAsync(System.Text.Encoding.Latin1.GetBytes(Handshakes.With([Handshakes.Json, .. headers])));
            Assert.Equal((what, status), (what, (await peer.ReadHeadAsync()).Status));
            if (status == 101)
            {
                string auth = headers.Length == 0 ? "required" : "ok";
                Assert.Contains($"\"auth\":\"{auth}\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
            }
        }

        await server.Server.UntilEmptyAsync();
        await Patience.UntilAsync(() => server.Gate.Admissions == 0, () => $"{server.Gate.Admissions} admissions are left");
    }
}
