using Ticker.Recording.Journal;

namespace Ticker.Server.Journal;

/// <summary>Opens the server's journal, before a port is opened, and hands it to whoever needs it.</summary>
internal static class JournalHosting
{
    /// <summary>Looks whether the journal can be opened, if there is to be one, and leaves it as it is.</summary>
    public static void Check(ServerOptions options, Problems problems)
    {
        string directory = options.Journal.Directory;
        if (options.KeepsJournal && !string.IsNullOrWhiteSpace(directory))
        {
            problems.Try(() => JournalCheck.Run(directory), Tell);
        }
    }

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

        // Last of all, when nothing else is wrong: to open it is to repair it.
        var problems = new Problems();
        var notices = new JournalNotices();
        LiveJournal? journal = problems.Read(() => LiveJournal.Open(options.Journal, TimeProvider.System, notices.Tell), Tell);
        problems.ThrowIfAny();

        // By a factory, so that the container disposes of it, after the pipeline that it was made for.
        services.AddSingleton(provider =>
        {
            notices.LogTo(provider.GetRequiredService<ILogger<LiveJournal>>());
            return journal!;
        });
        services.AddSingleton(provider => new JournalPast(provider.GetRequiredService<LiveJournal>()));
    }

    private static string Tell(string why) => $"Ticker:Journal:Directory: {why}; choose another, or turn the journal off with --Ticker:Journal:Enabled=false";
}
