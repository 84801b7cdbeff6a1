namespace Ticker.Server.Tests.Hosting;

/// <summary>A directory for a server's journal, gone after the test.</summary>
internal sealed class JournalDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("ticker-server-").FullName;

    /// <summary>The argument that has a server use it.</summary>
    public string Setting => $"--Ticker:Journal:Directory={Path}";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
