using Ticker.Load.Feeds;
using Ticker.Load.Runs;
using Ticker.Load.Subscribers;

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
    public static GrpcContender Ticker(string dll, string? journal, params string[] settings) => new("Ticker", accounts: true,
        ["dotnet", dll, "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false",
            journal is null ? "--Ticker:Journal:Enabled=false" : $"--Ticker:Journal:Directory={journal}", .. settings]);

    public static GrpcContender Textbook(string dll) => new("textbook", accounts: false, ["dotnet", dll, "textbook"]);

    public ServerProcess Start() => ServerProcess.Start(command);

    public IOffer Offer(ServerProcess server, Workload workload) => new GrpcOffer(server.Feed, workload);

    public StreamRequest Request(Workload workload, int subscriber) => Subscribe(workload, subscriber);

    internal static StreamRequest Subscribe(Workload workload, int subscriber)
    {
        string symbols = workload.SymbolsEach == 0
            ? "*"
            : string.Join("\",\"", workload.Interest(subscriber).Select(number => $"{SampleMarket.Venue}:{SampleMarket.Symbol((int)number)}"));
        return new StreamRequest("/v1/stream", $$"""{"op":"subscribe","id":1,"symbols":["{{symbols}}"],"mode":"{{workload.Mode}}","times":true}""");
    }
}
