using System.Text;
using Microsoft.AspNetCore.Http;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Protocol;
using Ticker.Transports.Answers;
using Ticker.Transports.History;
using Ticker.Transports.Roads;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// What URLs ask of the roads and of history: what is wrong is named, with the parameter; what is not is something that a socket could ask
/// too.
/// </summary>
internal sealed class Queries : IFuzzTarget
{
    public string Name => "queries";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "&", "=", ",", "%", "%00", "%ff", "%2C", "+", "symbols=", "symbol=", "kinds=quote,trade", "mode=latest", "mode=interval&interval_ms=", "mode=all", "times=true", "summary=", "conflate_trades=1",
            "on_slow=evict", "from=", "to=", "now", "limit=", "format=csv", "wait_ms=", "1723127400000:5", "2024-08-08T14:30:00Z", "99999999999999999999", "-1", "*", "XNAS:*", "XNAS:AAPL", "é", "\0", "Last-Event-ID",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public byte[] Whole(Random random)
    {
        string[] parts =
        [
            $"symbols=XNAS:AAPL,BINANCE:S{random.Next(3)}", "kinds=trade", "mode=interval&interval_ms=250", "times=true&summary=false", "on_slow=conflate", $"from=1723127400000:{random.Next(100)}", "from=2024-08-08T14:30:00Z",
            "wait_ms=1000", "limit=10&format=jsonl", "to=2024-08-08T15:30:00Z",
        ];
        return Encoding.UTF8.GetBytes(string.Join('&', parts.Where(_ => random.Next(3) == 0)));
    }

    public string Read(byte[] input, Random random)
    {
        string text = Encoding.UTF8.GetString(input);
        int cut = text.IndexOf('\0', StringComparison.Ordinal);
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString($"?{(cut < 0 ? text : text[..cut])}");
        context.Request.Headers[RoadQuery.LastEventId] = cut < 0 ? null : text[(cut + 1)..];
        var outcome = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Road road in Enum.GetValues<Road>())
        {
            List<WrongParameter> wrong = [];
            SubscribeMessage asked = RoadQuery.Read(context.Request, road, wrong);
            Note(wrong, outcome);
            if (wrong.Count == 0)
            {
                ClientMessage? again = ClientMessageReader.Read(ClientMessages.Written(asked, WireEncoding.MessagePack), out MessageFault? fault);
                Assert.True(again is not null, $"{road} takes what a socket refuses: {fault}");
            }
        }

        List<WrongParameter> amiss = [];
        HistoryRequest history = HistoryQuery.Read(context.Request, amiss);
        Note(amiss, outcome);
        Assert.True(amiss.Count > 0 || history.Limit > 0, "a limit of nothing");
        return string.Join(' ', outcome);
    }

    public long MostReserved(int length) => 500_000 + (2_000L * length);

    private static void Note(List<WrongParameter> wrong, SortedSet<string> outcome)
    {
        foreach (WrongParameter one in wrong)
        {
            Assert.NotEmpty(one.ToString());
            outcome.Add(Outcome.Of(one.ToString()));
        }
    }
}
