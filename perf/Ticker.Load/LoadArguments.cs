namespace Ticker.Load;

/// <summary>What the command line asks for.</summary>
public sealed record LoadArguments
{
    public const string Usage = """
        Usage: perf/run [WHAT].. [options]

        Builds server, rivals and load generator (Release), starts a server on free ports for each run, loads it, prints
        what was measured and writes perf/RESULTS.md. Without a name, all
        but hostile and churn, which take long.

          ingest              ticks a second into the server, by ticks a message
          latency             the age of ticks at their subscribers
          w1 w2 w3 w4         a workload on Ticker and on its rivals in turn
          roads               W1 and W2 over each of Ticker's roads and each of nchan's; roads-w1, roads-w2: one of the two
          w5                  healthy subscribers alone and beside stalled ones in turn
          slow                how old the values are that a reader at 100 KB/s gets
          recovery            live subscribers alone and beside recovering ones in turn, and how fast these recover
          w6                  memory of 10,000 idle connections, on Ticker and on bare Kestrel
          w7                  100,000 ticks/s of one instrument to a subscriber of every one
          hostile             healthy subscribers alone and beside hostile connections of every kind in turn
          churn               what of the server's memory stays when very many connect and leave

          --runs N            ingest, latency: how often each, default 3; the report tells the median
          --pairs N           w1 to w4: how often Ticker and the textbook design take turns; recovery, hostile: how often the others come and go; w7 runs; default 3
          --stalled-pairs N   w5: how often the stalled ones come and go, default 9
          --seconds N         how long each is measured after its warm-up, default 5
          --warm-up N         w1 to w4, roads: seconds, default 4
          --subscribers N     latency: default 100
          --rate N            latency: ticks a second, a multiple of 1,000, default 10,000
          --hostile-rate N    hostile: connections a second, default 20
          --kind TEXT,..      hostile: only those kinds whose name has one of these texts
          --comings N         churn: default 50,000
          --road TEXT,..      roads: only those whose name has one of these texts
          --journal DIR       where Ticker keeps its journal; default: it keeps none, as no rival does
          --server DLL        the Ticker.Server.dll to start; perf/run gives the one it has built
          --node-ws JS        the server.js of the rival in node; perf/run gives it when its packages could be installed
          --nchan SCRIPT      what starts nginx with nchan; perf/run gives it when that could be installed
          --rivals DLL        the Ticker.Rivals.dll; perf/run gives the one it has built
          --out FILE          where to write the report; perf/run gives perf/RESULTS.md

        Exit code 0: measured. 1: a subscriber did not get, or get told of, all that was published, or a server failed.
        2: wrong arguments.
        """;

    // Only when they are named.
    private static readonly string[] Long = ["hostile", "churn"];

    private static readonly string[] Names = ["ingest", "latency", "w1", "w2", "w3", "w4", "roads", "roads-w1", "roads-w2", "w5", "slow", "recovery", "w6", "w7", .. Long];

    public required string Server { get; init; }

    public required string Rivals { get; init; }

    public int Runs { get; init; }

    public int Pairs { get; init; }

    public int StalledPairs { get; init; }

    /// <summary>Null when it is not there.</summary>
    public string? NodeWs { get; init; }

    /// <summary>Null when it is not there.</summary>
    public string? Nchan { get; init; }

    public TimeSpan Duration { get; init; }

    public TimeSpan WarmUp { get; init; }

    public int Subscribers { get; init; }

    public int Rate { get; init; }

    /// <summary>Hostile connections a second.</summary>
    public int HostileRate { get; init; }

    /// <summary>Texts, one of which has to be in the name of a kind of hostile connection that comes.</summary>
    public string HostileNames { get; init; } = "";

    /// <summary>How many connect and leave.</summary>
    public int Comings { get; init; }

    /// <summary>Where Ticker keeps its journal; null = it keeps none.</summary>
    public string? Journal { get; init; }

    /// <summary>Texts, one of which has to be in the name of a road that is measured.</summary>
    public IReadOnlyList<string> RoadNames { get; init; } = [""];

    public string? Out { get; init; }

    public required string Command { get; init; }

    private string[] Named { get; init; } = [];

    /// <summary>Reads the command line; null when it is wrong.</summary>
    public static LoadArguments? Read(string[] args)
    {
        string[] named = [.. args.Where(Names.Contains)];
        string[] rest = [.. args.Where(argument => !named.Contains(argument))];
        var options = new Dictionary<string, string>();
        for (int i = 0; i + 1 < rest.Length; i += 2)
        {
            options[rest[i]] = rest[i + 1];
        }

        string[] known = ["--server", "--rivals", "--runs", "--pairs", "--stalled-pairs", "--node-ws", "--nchan", "--seconds", "--warm-up", "--subscribers", "--rate", "--hostile-rate", "--comings", "--kind", "--road", "--journal", "--out"];
        bool numbers = Number("--runs", 3, out int runs) & Number("--pairs", 3, out int pairs) & Number("--seconds", 5, out int seconds)
            & Number("--stalled-pairs", 9, out int stalledPairs) & Number("--warm-up", 4, out int warmUp) & Number("--subscribers", 100, out int subscribers) & Number("--rate", 10_000, out int rate)
            & Number("--hostile-rate", 20, out int hostileRate) & Number("--comings", 50_000, out int comings);
        if (rest.Length % 2 != 0 || options.Keys.Except(known).Any() || !numbers || rate % 1_000 != 0
            || !options.TryGetValue("--server", out string? server) || !File.Exists(server)
            || !options.TryGetValue("--rivals", out string? rivals) || !File.Exists(rivals))
        {
            return null;
        }

        string[] own = ["--server", "--rivals", "--node-ws", "--nchan", "--out"];
        return new LoadArguments
        {
            Server = server,
            Rivals = rivals,
            Runs = runs,
            Pairs = pairs,
            StalledPairs = stalledPairs,
            Nchan = options.GetValueOrDefault("--nchan"),
            NodeWs = options.GetValueOrDefault("--node-ws"),
            Duration = TimeSpan.FromSeconds(seconds),
            WarmUp = TimeSpan.FromSeconds(warmUp),
            Subscribers = subscribers,
            Rate = rate,
            HostileRate = hostileRate,
            Comings = comings,
            HostileNames = options.GetValueOrDefault("--kind", ""),
            Journal = options.GetValueOrDefault("--journal"),
            RoadNames = options.GetValueOrDefault("--road", "").Split(','),
            Out = options.GetValueOrDefault("--out"),
            Named = named,
            Command = string.Join(' ', ["perf/run", .. named, .. options.Where(option => !own.Contains(option.Key)).Select(option => $"{option.Key} {option.Value}")]),
        };

        bool Number(string name, int otherwise, out int value)
        {
            value = otherwise;
            return !options.TryGetValue(name, out string? text) || (int.TryParse(text, out value) && value > 0);
        }
    }

    /// <summary>Whether something is to be measured.</summary>
    public bool Asks(string name) => Named.Contains(name) || (Named.Length == 0 && !Long.Contains(name));
}
