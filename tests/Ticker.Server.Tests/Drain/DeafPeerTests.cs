using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Drain;

/// <summary>A server that is told to stop while a subscriber reads nothing, so that what waits for it is never sent.</summary>
public sealed partial class DeafPeerTests
{
    private static readonly string[] Usual =
    [
        "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:TicksPerSecond=20000",
        "--Ticker:Subscribers:WriteDeadline=01:00:00", "--Ticker:Subscribers:PingInterval=01:00:00",
    ];

    [Fact]
    public async Task Terminate_APeerThatReadsNothing_HoldsItNoLongerThanTheFlushAndTheGrace()
    {
        await using ServerProcess server = ServerProcess.Start([.. Usual, "--Ticker:Drain:Flush=00:00:01", "--Ticker:Subscribers:CloseGrace=00:00:01"]);
        (IPEndPoint web, _) = await server.ReadyAsync();
        using Socket deaf = await StuckAsync(web);

        server.Terminate();

        (int exitCode, _, string errors) = await server.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains("is drained", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 143)]
    [InlineData(false, 130)]
    public async Task SecondSignal_WhileAPeerReadsNothing_EndsItAtOnce(bool terminate, int code)
    {
        await using ServerProcess server = ServerProcess.Start([.. Usual, "--Ticker:Drain:Flush=00:30:00"]);
        (IPEndPoint web, _) = await server.ReadyAsync();
        using Socket deaf = await StuckAsync(web);
        Action signal = terminate ? server.Terminate : server.Interrupt;

        signal();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{web}") };
        HttpStatusCode ready = default;
        await Patience.UntilAsync(() => ready == HttpStatusCode.ServiceUnavailable, () => $"it answers {ready}", async () =>
        {
            using HttpResponseMessage answer = await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative));
            ready = answer.StatusCode;
        });
        signal();

        Assert.Equal(code, (await server.EndAsync()).ExitCode);
    }

    // Until its socket takes no more: what was sent stands still, although ticks go on and figures are told each second.
    private static async Task<Socket> StuckAsync(IPEndPoint web)
    {
        var deaf = new Socket(web.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await deaf.ConnectAsync(web);
        await deaf.SendAsync(Frames.Join(
            Encoding.Latin1.GetBytes(Handshakes.With(Handshakes.Json)), Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all","on_slow":"conflate"}""")));
        using var http = new HttpClient { BaseAddress = new Uri($"http://{web}") };
        (long before, long now) = (0, 0);
        await Patience.UntilAsync(() => now > 0 && now == before, () => $"{before} ticks were sent, then {now}", async () =>
        {
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(2.5));
            now = await SentAsync(http);
        });
        return deaf;
    }

    private static async Task<long> SentAsync(HttpClient http) =>
        Sent().Matches(await http.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Sum(line => long.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^ticker_delivery_(?:delivered|snapshot)_total (\d+)", RegexOptions.Multiline)]
    private static partial Regex Sent();
}
