using System.Net;
using System.Net.Sockets;
using System.Text;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

/// <summary>Ten thousand polls of one client, or as many as the descriptors of this process allow: it has both ends of each.</summary>
public sealed class PollCrowdTests
{
    private const int Wanted = 10_000;
    private const int OfOthers = 1_000;

    private static readonly ParallelOptions SomeAtATime = new() { MaxDegreeOfParallelism = 32 };

    [Fact]
    public async Task Polls_TenThousandOfOneClientThatMay_AreHeldCheaplyAndAllAnswered()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:MaxPerAddress=20000", "Roads:DefaultWait=00:01:00", "Roads:RestingPolls=100", "Feeds:FeedTimeout=01:00:00");
        long before = roads.Server.Pipeline.Memory.Taken;
        Socket[] crowd = await ConnectAsync(roads, Many());
        await Patience.UntilAsync(() => roads.Server.Subscriptions >= crowd.Length, () => $"{roads.Server.Subscriptions} of {crowd.Length} wait; {Said(crowd)}");

        // Less than 48 KiB each, where 25 KiB were measured.
        long each = (roads.Server.Pipeline.Memory.Taken - before) / crowd.Length;
        Assert.InRange(each, 16 * 1024, 48 * 1024);

        await roads.TradeAsync(1, 5);
        int answered = 0;
        await Parallel.ForEachAsync(crowd, SomeAtATime, async (socket, _) => Interlocked.Add(ref answered, await StatusOfAsync(socket) == 200 ? 1 : 0));
        Assert.Equal(crowd.Length, answered);
        Close(crowd);
    }

    [Fact]
    public async Task Polls_TenThousandOfOneClientThatMayNot_AreRefusedCleanlyBeyondTheMost()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:MaxPerAddress=200", "Proxies:Trusted:0=127.0.0.1", "Roads:DefaultWait=00:01:00", "Feeds:FeedTimeout=01:00:00");
        Socket[] waiting = await ConnectAsync(roads, 200);
        await Patience.UntilAsync(() => roads.Server.Subscriptions == waiting.Length, () => $"{roads.Server.Subscriptions} of {waiting.Length} wait");
        int refused = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 64), SomeAtATime, async (_, _) =>
        {
            using Socket socket = await ConnectAsync(roads);
            for (int n = 0; n < Wanted / 64; n++)
            {
                await socket.SendAsync(RequestOf(roads));
                Interlocked.Add(ref refused, await StatusOfAsync(socket) == 429 ? 1 : 0);
            }
        });
        Assert.Equal(Wanted / 64 * 64, refused);
        Assert.Equal(waiting.Length, roads.Server.Subscriptions);
        Close(waiting);
    }

    // What those were told that do not wait, for the report of a failure.
    private static string Said(Socket[] crowd)
    {
        var bytes = new byte[1024];
        return crowd.FirstOrDefault(socket => socket.Available > 0) is { } told ? Encoding.UTF8.GetString(bytes, 0, told.Receive(bytes)) : "";
    }

    private static int Many()
    {
        long descriptors = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, var soft, ..] && long.TryParse(soft, out long limit) ? limit : long.MaxValue;
        return (int)Math.Clamp((descriptors - OfOthers) / 2, 100, Wanted);
    }

    private static async Task<Socket[]> ConnectAsync(RoadServer roads, int many)
    {
        var sockets = new Socket[many];
        await Parallel.ForEachAsync(Enumerable.Range(0, many), SomeAtATime, async (index, _) =>
        {
            sockets[index] = await ConnectAsync(roads);
            await sockets[index].SendAsync(RequestOf(roads));
        });
        return sockets;
    }

    private static async Task<Socket> ConnectAsync(RoadServer roads)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, roads.Server.Web.Port);
        return socket;
    }

    // This machine's own addresses are not counted; where the proxy on it is trusted, whom it names is.
    private static byte[] RequestOf(RoadServer roads) =>
        Encoding.ASCII.GetBytes($"GET /v1/poll?symbols=XNAS:AAPL&from={roads.Cursor} HTTP/1.1\r\nHost: {roads.Server.Web}\r\nX-Forwarded-For: 203.0.113.1\r\n\r\n");

    // Of an answer that is short: its head and its body come together, or the body is read away with the next.
    private static async Task<int> StatusOfAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        var answer = new StringBuilder();
        var bytes = new byte[4096];
        while (!IsWhole(answer.ToString()))
        {
            int count = await socket.ReceiveAsync(bytes, patience.Token);
            Assert.True(count > 0, $"the connection was closed after: {answer}");
            answer.Append(Encoding.UTF8.GetString(bytes, 0, count));
        }

        return int.Parse(answer.ToString(9, 3), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static bool IsWhole(string answer)
    {
        int body = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        if (body < 4)
        {
            return false;
        }

        const string Length = "Content-Length: ";
        int at = answer.IndexOf(Length, StringComparison.Ordinal);
        return at < 0 || at > body
            ? answer.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal)
            : answer.Length >= body + int.Parse(answer[(at + Length.Length)..].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Close(Socket[] sockets)
    {
        foreach (Socket socket in sockets)
        {
            socket.Dispose();
        }
    }
}
