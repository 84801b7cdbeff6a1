namespace Ticker.Load;

/// <summary>What the command line asks for.</summary>
internal sealed record LoadArguments
{
    public const string Usage = """
        Usage: perf/run [ingest] [latency] [options]

        Builds server and load generator (Release), starts a server on free ports for each run, loads it, prints what
        was measured and writes perf/RESULTS.md. Without a name, both.

          ingest              ticks a second into the server, by ticks a message
          latency             the age of ticks at their subscribers

          --runs N            how often each, default 3; the report tells the median
          --seconds N         how long each is measured after its warm-up, default 10
          --subscribers N     latency: default 100
          --rate N            latency: ticks a second, a multiple of 1,000, default 10,000
          --server DLL        the Ticker.Server.dll to start; perf/run gives the one it has built
          --out FILE          where to write the report; perf/run gives perf/RESULTS.md

        Exit code 0: measured. 1: a subscriber did not get, or get told of, all that was published.
        2: wrong arguments.
        """;

    public required string Server { get; init; }

    public bool Ingest { get; init; } = true;

    public bool Latency { get; init; } = true;

    public int Runs { get; init; } = 3;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    public int Subscribers { get; init; } = 100;

    public int Rate { get; init; } = 10_000;

    public string? Out { get; init; }

    public required string Command { get; init; }

    /// <summary>Reads the command line; null when it is wrong.</summary>
    public static LoadArguments? Read(string[] args)
    {
        string[] named = [.. args.Where(argument => argument is "ingest" or "latency")];
        string[] rest = [.. args.Except(named)];
        var options = new Dictionary<string, string>();
        for (int i = 0; i + 1 < rest.Length; i += 2)
        {
            options[rest[i]] = rest[i + 1];
        }

        string[] known = ["--server", "--runs", "--seconds", "--subscribers", "--rate", "--out"];
        bool numbers = Number("--runs", 3, out int runs) & Number("--seconds", 10, out int seconds)
            & Number("--subscribers", 100, out int subscribers) & Number("--rate", 10_000, out int rate);
        if (rest.Length % 2 != 0 || options.Keys.Except(known).Any() || !numbers || rate % 1_000 != 0
            || !options.TryGetValue("--server", out string? server) || !File.Exists(server))
        {
            return null;
        }

        return new LoadArguments
        {
            Server = server,
            Ingest = named.Length == 0 || named.Contains("ingest"),
            Latency = named.Length == 0 || named.Contains("latency"),
            Runs = runs,
            Duration = TimeSpan.FromSeconds(seconds),
            Subscribers = subscribers,
            Rate = rate,
            Out = options.GetValueOrDefault("--out"),
            Command = string.Join(' ', ["perf/run", .. named, .. options.Where(option => option.Key is not ("--server" or "--out")).Select(option => $"{option.Key} {option.Value}")]),
        };

        bool Number(string name, int otherwise, out int value)
        {
            value = otherwise;
            return !options.TryGetValue(name, out string? text) || (int.TryParse(text, out value) && value > 0);
        }
    }
}
