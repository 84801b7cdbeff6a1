namespace Ticker.Server;

/// <summary>
/// What the server says when it is ready: one line on standard output for programs, and on standard error what a
/// person may open and type next.
/// </summary>
internal static class Banner
{
    /// <summary>Says it.</summary>
    /// <param name="addresses">Where the server listens.</param>
    /// <param name="demo">Whether the demo feed runs.</param>
    public static async Task WriteAsync((Uri Web, Uri Grpc) addresses, bool demo)
    {
        string web = Text(addresses.Web);
        string grpc = Text(addresses.Grpc);
        string socket = "ws" + web["http".Length..];
        await Console.Error.WriteLineAsync($"""

              Ticker streams {(demo ? "a simulated market" : "what is fed to it; the demo feed is off")}.
                open        {web}/                       the quote board
                subscribe   {socket}/v1/stream             {(demo ? "try: dotnet run --project src/Ticker.Cli -- sub 'XNAS:*' --url " + socket : "")}
                feed        {grpc}                        dotnet run --project src/Ticker.Cli -- feed play FILE --to {grpc}
                stop        Ctrl-C

            """).ConfigureAwait(false);
        Console.WriteLine($"Ticker is ready: web {web} grpc {grpc}");
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
