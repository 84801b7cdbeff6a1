namespace Ticker.Server;

/// <summary>
/// What the server says when it is ready: one line on standard output for programs, and on standard error what a
/// person may open and type next.
/// </summary>
internal static class Banner
{
    /// <summary>Says it.</summary>
    /// <param name="addresses">Where the server listens.</param>
    /// <param name="options">What runs.</param>
    public static async Task WriteAsync((Uri Web, Uri Grpc) addresses, ServerOptions options)
    {
        string web = Text(addresses.Web);
        string grpc = Text(addresses.Grpc);
        string socket = "ws" + web["http".Length..];
        var usual = new ListenOptions();
        string watch = web == usual.Web ? "" : $" --url {socket}";
        string publish = grpc == usual.Grpc ? "" : $" --to {grpc}";
        await Console.Error.WriteLineAsync($"""

              Ticker streams {(options.Replay.IsOn ? $"the recording {options.Replay.Path}" : options.Demo.Enabled ? "a simulated market" : "what is fed to it; its own simulated market is off")}.

                open       {web}
                subscribe  {socket}/v1/stream
                watch      dotnet run --project src/Ticker.Cli -- sub '*' --kinds trade{watch}
                publish    dotnet run --project src/Ticker.Cli -- feed simulate{publish}
                stop       Ctrl-C

            """).ConfigureAwait(false);
        Console.WriteLine($"Ticker is ready: web {web} grpc {grpc}");
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
