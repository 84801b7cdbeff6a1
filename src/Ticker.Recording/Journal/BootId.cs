namespace Ticker.Recording.Journal;

/// <summary>What tells one run of the machine from another: Linux gives a new id at each boot.</summary>
internal static class BootId
{
    private const string Source = "/proc/sys/kernel/random/boot_id";

    /// <summary>The present id; zero where the system gives none, which then equals no other.</summary>
    public static Guid Present { get; } = Read();

    private static Guid Read()
    {
        try
        {
            return Guid.TryParse(File.ReadAllText(Source), out Guid id) ? id : Guid.Empty;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return Guid.Empty;
        }
    }
}
