using Ticker.Engine.Access;
using Ticker.Server.Access;

namespace Ticker.Cli.Tests.Commands;

[Collection("processes")]
public sealed class KeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticker-keys").FullName;

    private string Keys => Path.Combine(_folder, "keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Key_IsShownOnceListedWithoutItsSecretAndRevoked()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("keys", "add", "board", "--symbols", "XNAS:*", "EBS:*", "--min-interval", "250ms", "--kinds", "quote", "--file", Keys);
        Assert.True(code == 0, errors);
        Assert.True(ApiKey.TryParse(output.TrimEnd(), out ApiKey key), output);
        Assert.DoesNotContain(key.Secret, errors + await File.ReadAllTextAsync(Keys), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Keys));
        }

        var ring = new KeyRing(Keys, TimeProvider.System);
        Identity identity = ring.Verify(key.Reveal())!;
        Assert.Equal(("board", "EBS:*\nXNAS:*", 250), (identity.Name, identity.Entitlements.Symbols.Text, identity.Entitlements.MinInterval.TotalMilliseconds));
        Assert.True(identity.Entitlements.Has(Right.Read) && !identity.Entitlements.Has(Right.Publish) && !identity.Entitlements.Has(Right.Administer));

        (code, output, _) = await TickerProcess.RunAsync("keys", "list", "--file", Keys);
        Assert.Equal((0, $"{key}  board  valid  {{\"symbols\":[\"EBS:*\",\"XNAS:*\"],\"kinds\":[\"quote\"],\"min_interval_ms\":250}}\n"), (code, output));

        Assert.Equal(0, (await TickerProcess.RunAsync("keys", "revoke", key.ToString(), "--file", Keys)).Code);
        Assert.StartsWith($"{key}  board  revoked ", (await TickerProcess.RunAsync("keys", "list", "--file", Keys)).Output, StringComparison.Ordinal);
        Assert.Null(new KeyRing(Keys, TimeProvider.System).Verify(key.Reveal()));
        Assert.Equal(["keys.json"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Key_ThatWouldAllowNothing_IsNotMade()
    {
        Assert.Equal(2, (await TickerProcess.RunAsync("keys", "add", "nobody", "--file", Keys)).Code);
        Assert.Equal(2, (await TickerProcess.RunAsync("keys", "add", "half", "--feeds", "a", "--file", Keys)).Code);
        Assert.Equal(2, (await TickerProcess.RunAsync("keys", "add", "wrong", "--symbols", "no symbol", "--file", Keys)).Code);
        Assert.False(File.Exists(Keys));
        Assert.Equal(4, (await TickerProcess.RunAsync("keys", "list", "--file", Keys)).Code);
    }

    [Fact]
    public async Task File_ThatIsNotOfKeys_IsLeftAsItIs()
    {
        await File.WriteAllTextAsync(Keys, "{}");
        Assert.Equal(4, (await TickerProcess.RunAsync("keys", "add", "a", "--symbols", "*", "--file", Keys)).Code);
        Assert.Equal(4, (await TickerProcess.RunAsync("keys", "revoke", "tk_000000000000", "--file", Keys)).Code);
        Assert.Equal("{}", await File.ReadAllTextAsync(Keys));
    }
}
