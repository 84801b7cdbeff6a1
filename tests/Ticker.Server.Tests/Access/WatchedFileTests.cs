using Ticker.Server.Access;

namespace Ticker.Server.Tests.Access;

public sealed class WatchedFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ticker-watched-");

    [Fact]
    public void HasChanged_WrittenOver_IsTrueOnce()
    {
        File.WriteAllText(At("keys"), "one");
        var file = new WatchedFile(At("keys"));
        Assert.True(file.HasChanged());
        Assert.False(file.HasChanged());
        File.WriteAllText(At("keys"), "another");
        Assert.True(file.HasChanged());
        Assert.False(file.HasChanged());
    }

    [Fact]
    public void HasChanged_ALinkOnItsWayLeadsElsewhere_IsTrueOnce()
    {
        foreach (string version in new[] { "v1", "v2" })
        {
            Directory.CreateDirectory(At(version));
            File.WriteAllText(Path.Combine(At(version), "keys"), version == "v1" ? "one" : "another");
        }

        File.CreateSymbolicLink(At("now"), "v1");
        File.CreateSymbolicLink(At("keys"), Path.Combine("now", "keys"));
        var file = new WatchedFile(At("keys"));
        Assert.True(file.HasChanged());
        Assert.False(file.HasChanged());
        File.Delete(At("now"));
        Assert.False(file.HasChanged());
        File.CreateSymbolicLink(At("now"), "v2");
        Assert.True(file.HasChanged());
        Assert.False(file.HasChanged());
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private string At(string file) => Path.Combine(_directory.FullName, file);
}
