namespace Ticker.Server;

/// <summary>
/// What the server says when it is ready: one line on standard output for programs, and on standard error what a
/// person may open and type next, unless programs read that.
/// </summary>
internal static class Banner
{
    /// <summary>Says it.</summary>
    /// <param name="addresses">Where the server listens.</param>
    /// <param name="options">What runs.</param>
    public static async Task WriteAsync(ServerAddresses addresses, ServerOptions options)
    {
        string web = Text(addresses.Web);
        string grpc = Text(addresses.Grpc);
        string socket = "ws" + web["http".Length..];
        var usual = new ListenOptions();
        string watch = web == usual.Web ? "" : $" --url {socket}";
        string publish = grpc == usual.Grpc ? "" : $" --to {grpc}";
        if (!options.Log.IsJson)
        {
            await Console.Error.WriteLineAsync($"""

                  Ticker streams {(options.Replay.IsOn ? $"the recording {options.Replay.Path}" : options.Demo.Enabled ? "a simulated market" : "what is fed to it; its own simulated market is off")}.

                    open       {web}
                    subscribe  {socket}/v1/stream{Other(addresses.Http2)}{Other(addresses.Tls)}
                    watch      dotnet run --project src/Ticker.Cli -- sub '*' --kinds trade{watch}
                    publish    dotnet run --project src/Ticker.Cli -- feed simulate{publish}
                    stop       Ctrl-C

                """).ConfigureAwait(false);
        }

        string more = string.Concat(
            addresses.Http2 is { } http2 ? $" http2 {Text(http2)}" : "", addresses.Tls is { } tls ? $" tls {Text(tls)}" : "",
            addresses.Admin is { } admin ? $" admin {Text(admin)}" : "");
        Console.WriteLine($"Ticker is ready: web {web} grpc {grpc}{more}");
    }

    private static string Other(Uri? address) =>
        address is null ? "" : $"{Environment.NewLine}             ws{Text(address)["http".Length..]}/v1/stream{(address.Scheme == Uri.UriSchemeHttp ? ", over HTTP/2" : "")}";

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
