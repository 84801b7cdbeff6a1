namespace Ticker.Benchmarks.Stages;

/// <summary>Directories whose files are in memory, where the system has such a place.</summary>
internal static class MemoryDirectory
{
    private const string SharedMemory = "/dev/shm";

    /// <summary>A new, empty one.</summary>
    public static string Create()
    {
        string within = Directory.Exists(SharedMemory) ? SharedMemory : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(within, $"ticker-{Guid.NewGuid():N}")).FullName;
    }
}
