using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Ticker.Engine.Access;
using Ticker.Server.Access;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Access;

/// <summary>A server that asks who comes, with a file of keys that a test may change, and one feed of three instruments.</summary>
internal sealed class AccessServer : IAsyncDisposable
{
    private readonly DirectoryInfo _directory;

    private AccessServer(DirectoryInfo directory, ServerUnderTest server, TestFeed feed) => (_directory, Server, Feed) = (directory, server, feed);

    public static Entitlements Everything { get; } = new() { Symbols = SymbolScope.All };

    public ServerUnderTest Server { get; }

    public TestFeed Feed { get; }

    public string Keys => KeysIn(_directory);

    public AccessGate Gate => (AccessGate)Server.App.Services.GetService(typeof(AccessGate))!;

    /// <summary>A server with one key, which allows what is given.</summary>
    public static async Task<(AccessServer Server, ApiKey Key)> StartAsync(Entitlements entitlements, params string[] settings)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("ticker-access-");
        ApiKey key = AddTo(KeysIn(directory), entitlements);
        ServerUnderTest server = await ServerUnderTest.StartAsync([$"Access:Keys={KeysIn(directory)}", .. settings]);
        TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT", "XNYS:IBM");
        return (new AccessServer(directory, server, feed), key);
    }

    /// <summary>Adds a key while the server runs, and waits until it is taken.</summary>
    public async Task<ApiKey> AddAsync(Entitlements entitlements)
    {
        ApiKey key = AddTo(Keys, entitlements);
        await Patience.UntilAsync(() => Gate.Verify(key.Reveal()) is not null, () => "the new key was never read");
        return key;
    }

    /// <summary>Changes a key as it is kept.</summary>
    public void Change(ApiKey key, Func<KeyRecord, KeyRecord> change) =>
        KeyFile.Change(Keys, before => before.Select(record => record.Id == key.Id ? change(record) : record));

    public void Revoke(ApiKey key) => Change(key, record => record with { Revoked = DateTimeOffset.UnixEpoch });

    /// <summary>A client of plain HTTP.</summary>
    public HttpClient Http(string? credential = null)
    {
        var client = new HttpClient { BaseAddress = new Uri($"http://{Server.Web}"), Timeout = Patience.Limit };
        client.DefaultRequestHeaders.Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private static string KeysIn(DirectoryInfo directory) => Path.Combine(directory.FullName, "keys.json");

    /// <summary>Adds a key to a file, which need not be there yet.</summary>
    public static ApiKey AddTo(string file, Entitlements entitlements)
    {
        var key = ApiKey.Create();
        byte[] salt = RandomNumberGenerator.GetBytes(16);
        KeyFile.Change(file, before => before.Append(new KeyRecord(
            key.Id, "test", Base64Url.EncodeToString(salt), Base64Url.EncodeToString(key.HashWith(salt)), DateTimeOffset.UnixEpoch, entitlements)));
        return key;
    }
}
