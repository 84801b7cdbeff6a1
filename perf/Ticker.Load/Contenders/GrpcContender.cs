using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;
using Ticker.Tests.Hostile;

namespace Ticker.Load.Contenders;

/// <summary>A server with Ticker's feed door and at least its <c>subscribe</c>: Ticker itself, and the textbook design.</summary>
/// <param name="name">What the tables call it.</param>
/// <param name="accounts">Whether it tells what collapsed.</param>
/// <param name="command">What starts it: the program and its arguments.</param>
public sealed class GrpcContender(string name, bool accounts, IReadOnlyList<string> command) : IContender
{
    public string Name => name;

    public bool Accounts => accounts;

    // Without a journal unless asked for: no other contender keeps anything.
    public static GrpcContender Ticker(string dll, string? journal, params string[] settings) => new("Ticker", accounts: true, CommandOf(dll, journal, settings));

    private static string[] CommandOf(string dll, string? journal, string[] settings) =>
        ["dotnet", dll, "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false",
            journal is null ? "--Ticker:Journal:Enabled=false" : $"--Ticker:Journal:Directory={journal}", .. settings];

    /// <summary>One that asks who comes.</summary>
    /// <param name="dll">The server's program.</param>
    /// <param name="journal">Where it keeps its journal; null = nowhere.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="settings">More of its settings.</param>
    internal static GrpcContender Guarded(string dll, string? journal, HostileKeys keys, params string[] settings)
    {
        string[] command = CommandOf(dll, journal, [$"--Ticker:Access:Keys={keys.Path}", .. settings]);
        return new GrpcContender("Ticker", accounts: true, command) { Key = keys.Market };
    }

    public static GrpcContender Textbook(string dll) => new("textbook", accounts: false, ["dotnet", dll, "textbook"]);

    /// <summary>The API key that its publisher and its subscribers show; null = it asks nobody.</summary>
    public string? Key { get; init; }

    public ServerProcess Start() => ServerProcess.Start(command);

    public IOffer Offer(ServerProcess server, Workload workload) => new GrpcOffer(server.Feed, workload, Key);

    public StreamRequest Request(Workload workload, int subscriber)
    {
        StreamRequest request = Subscribe(workload, subscriber);
        return Key is null ? request : request with { MoreHeaders = $"{request.MoreHeaders}Authorization: Bearer {Key}\r\n" };
    }

    internal static StreamRequest Subscribe(Workload workload, int subscriber)
    {
        string symbols = workload.SymbolsEach == 0
            ? "*"
            : string.Join("\",\"", workload.Interest(subscriber).Select(number => $"{SampleMarket.Venue}:{SampleMarket.Symbol((int)number)}"));
        return new StreamRequest("/v1/stream", $$"""{"op":"subscribe","id":1,"symbols":["{{symbols}}"],"mode":"{{workload.Mode}}","times":true}""");
    }
}
