using Ticker.Recording.Replay;

namespace Ticker.Server.Replay;

/// <summary>Has a server run on a recording.</summary>
internal static class ReplayHosting
{
    /// <summary>The recordings that may be named.</summary>
    public static RecordingShelf Shelf(ServerOptions options)
    {
        string directory = options.Recordings.Directory;
        return new RecordingShelf(Directory.Exists(directory) ? directory : Path.Combine(AppContext.BaseDirectory, directory), options.KeepsJournal ? options.Journal.Directory : null);
    }

    /// <summary>Opens the recording, if the server is to run on one: what cannot be played is an error of the settings.</summary>
    public static ITape? Open(ServerOptions options, Problems problems)
    {
        string path = options.Replay.Path;
        return options.Replay.IsOn
            ? problems.Read(() => (Path.Exists(path) ? null : Shelf(options).Open(path)) ?? RecordingShelf.OpenPath(path), why => $"Ticker:Replay:Path: {why}")
            : null;
    }

    /// <summary>Plays it.</summary>
    public static void Add(IServiceCollection services, ServerOptions options, ITape tape)
    {
        services.AddSingleton(tape);
        services.AddSingleton(options.Replay);
        services.AddSingleton<ReplayAlarm>();
        services.AddHostedService<ReplayFeed>();
    }
}
