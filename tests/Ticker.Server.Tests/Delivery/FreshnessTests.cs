using System.Diagnostics;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>How old values are when a reader on a narrow line gets them.</summary>
/// <remarks>
/// Age is counted in bytes: how many the reader read from the moment at which the server received a value until it
/// got it. Divided by the pace of the line that is the age which the server, its kernel and the line cause, however
/// busy the machine is that runs the test.
/// </remarks>
public sealed class FreshnessTests
{
    private const int BytesPerSecond = 100_000;
    private const int UpdatesPerSecond = 10_000;
    private const int Instruments = 100;

    // The kernel's default of 128 KiB, which the socket of a reader behind its line fills to the brim, would alone be
    // older than a second at this pace (1.15 s measured, and another 0.3 s on the server's side). It is the client's
    // own to choose: one on such a line asks for less.
    private const int ReceiveBuffer = 16 * 1024;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Latest_AtAHundredKilobytesASecond_IsNeverOlderThanASecond()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, Instruments).Select(n => $"XNAS:S{n}")]);
        using RawPeer peer = await RawPeer.OpenAsync(server, ReceiveBuffer, protocol: "ticker.v1.msgpack", bytesPerSecond: BytesPerSecond);
        await peer.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"],"times":true,"from":"now"}"""));
        var history = new List<(long Time, long Read)> { (UnixNanos.Now(TimeProvider.System).Value, peer.BytesRead) };
        var seen = new HashSet<uint>();
        long oldest = 0;
        await using (TickFlow.Paced(UpdatesPerSecond, n => feed.QuoteAsync((uint)(n % Instruments) + 1, n), feed.FlushAsync))
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < Duration || ((seen.Count < Instruments || peer.BytesRead <= 2 * BytesPerSecond) && Stopwatch.GetElapsedTime(start) < Patience.Limit))
            {
                RawFrame frame = await peer.ReadFrameAsync();
                foreach (Tick tick in TicksIn(frame))
                {
                    seen.Add(tick.Instrument);
                    oldest = Math.Max(oldest, peer.BytesRead - ReadBy(history, tick.ReceiveTime.Value));
                }

                history.Add((UnixNanos.Now(TimeProvider.System).Value, peer.BytesRead));
            }
        }

        Assert.Equal(Instruments, seen.Count);
        Assert.True(peer.BytesRead > 2 * BytesPerSecond, $"only {peer.BytesRead} bytes came: the line was not what held it up");
        Assert.True(oldest < BytesPerSecond, $"a value was {oldest} bytes old");
        Assert.Equal(0, server.Evictions);
    }

    // What had been read by a moment, or a little less.
    private static long ReadBy(List<(long Time, long Read)> history, long time)
    {
        int at = history.BinarySearch((time, long.MaxValue));
        return history[Math.Max(0, (at < 0 ? ~at : at) - 1)].Read;
    }

    private static List<Tick> TicksIn(RawFrame frame)
    {
        var ticks = new List<Tick>();
        if (frame.Opcode == Frames.Binary && ServerMessageReader.IsData(frame.Payload))
        {
            var reader = new DataMessageReader(frame.Payload);
            while (reader.TryRead(out Tick tick, out _))
            {
                ticks.Add(tick);
            }
        }

        return ticks;
    }
}
