namespace Ticker.Recording.Tests;

/// <summary>
/// Real recordings, which are no part of this repository: in the folder that TICKER_TEST_FEEDS names, or in shared/feeds
/// beside the repository.
/// </summary>
internal static class SharedFeeds
{
    public static string? Folder { get; } = Find();

    public static string? WhyNot => Folder is null ? "real recordings are absent: neither TICKER_TEST_FEEDS nor ../shared/feeds is a folder" : null;

    public static string PathOf(string relative) => Path.Combine(Folder!, relative);

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("TICKER_TEST_FEEDS");
        if (!string.IsNullOrEmpty(named))
        {
            return Directory.Exists(named) ? named : null;
        }

        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ticker.sln")))
            {
                string feeds = Path.GetFullPath(Path.Combine(folder.FullName, "..", "shared", "feeds"));
                return Directory.Exists(feeds) ? feeds : null;
            }
        }

        return null;
    }
}
