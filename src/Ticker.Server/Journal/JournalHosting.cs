using Ticker.Recording;
using Ticker.Recording.Journal;

namespace Ticker.Server.Journal;

/// <summary>Opens the server's journal, before a port is opened, and hands it to whoever needs it.</summary>
internal static class JournalHosting
{
    /// <summary>Opens the journal, if there is to be one.</summary>
    /// <param name="services">Get it as <see cref="LiveJournal"/>, and dispose of it.</param>
    /// <param name="options">The server's settings.</param>
    /// <exception cref="InvalidConfigurationException">It cannot be used.</exception>
    public static void Add(IServiceCollection services, ServerOptions options)
    {
        if (!options.KeepsJournal)
        {
            return;
        }

        var notices = new JournalNotices();
        LiveJournal journal;
        try
        {
            journal = LiveJournal.Open(options.Journal, TimeProvider.System, notices.Tell);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or RecordingFormatException)
        {
            throw new InvalidConfigurationException(
                [$"Ticker:Journal:Directory: {wrong.Message}; choose another, or turn the journal off with --Ticker:Journal:Enabled=false"]);
        }

        // By a factory, so that the container disposes of it, after the pipeline that it was made for.
        services.AddSingleton(provider =>
        {
            notices.LogTo(provider.GetRequiredService<ILogger<LiveJournal>>());
            return journal;
        });
        services.AddSingleton(provider => new JournalPast(provider.GetRequiredService<LiveJournal>()));
    }
}
