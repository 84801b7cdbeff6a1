using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Ticker.Client.Streams;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Clients;

/// <summary>How fast data messages of a file become ticks, beside the clients of other languages on the same bytes: a line of JSON for each way.</summary>
internal static class FrameDecoding
{
    private const int Rounds = 7;

    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(700);

    /// <summary>Measures and prints.</summary>
    /// <param name="file">As <c>perf/clients/frames.mjs</c> writes it.</param>
    public static void Measure(string file)
    {
        List<byte[]> parts = [.. PartsOf(File.ReadAllBytes(file))];
        using JsonDocument head = JsonDocument.Parse(parts[0]);
        Instrument[] instruments = [.. head.RootElement.GetProperty("instruments").EnumerateArray().Select(InstrumentOf)];
        int ticks = head.RootElement.GetProperty("ticks").GetInt32();
        byte[][] messages = [.. parts.Skip(1)];
        Print("decoder alone", ticks, () => Decode(instruments, messages));
        Print("whole client, batches", ticks, () => Receive(instruments, messages));
    }

    private static double Decode(Instrument[] instruments, byte[][] messages)
    {
        MessageDecoder decoder = Decoder(instruments, out _);
        double sum = 0;
        foreach (byte[] message in messages)
        {
            sum += Sum(decoder.Decode(message).Ticks.Span);
        }

        return sum;
    }

    // All that a client does with a message between its socket and who iterates.
    private static double Receive(Instrument[] instruments, byte[][] messages)
    {
        MessageDecoder decoder = Decoder(instruments, out Subscribed told);
        var accounts = new AccountBook();
        accounts.Take(new SubscriberMessage(told, 0, default));
        var progress = new Progress(StartFrom.Now, isAll: true);
        progress.Reconnect();
        progress.Take(told);
        var buffer = new TickBuffer(16_384, conflates: false);
        double sum = 0;
        foreach (byte[] bytes in messages)
        {
            SubscriberMessage message = decoder.Decode(bytes);
            accounts.Take(in message);
            foreach (ref readonly ReceivedTick tick in message.Ticks.Span)
            {
                Stages.AtOnce.Require(progress.Take(in tick));
            }

            Stages.AtOnce.Require(buffer.Add(message.Ticks.Span));
            while (buffer.Take(out _) is { } batch)
            {
                sum += Sum(batch.Ticks.Span);
            }
        }

        return sum;
    }

    private static double Sum(ReadOnlySpan<ReceivedTick> ticks)
    {
        double sum = 0;
        foreach (ref readonly ReceivedTick tick in ticks)
        {
            double unit = Math.Pow(10, tick.Instrument.PriceScale);
            sum += tick.Tick.Kind == TickKind.Quote ? (tick.Tick.BidPrice + tick.Tick.AskPrice) / unit : tick.Tick.Price / unit;
        }

        return sum;
    }

    private static void Print(string name, int ticks, Func<double> pass)
    {
        double sum = pass();
        Repeat(pass);
        double[] speeds = [.. Enumerable.Range(0, Rounds).Select(_ => Repeat(pass) * ticks).Order()];
        Console.WriteLine(JsonSerializer.Serialize(new { language = "C#", client = $"Ticker.Client, {name}", ticks_per_second = (long)speeds[Rounds / 2], sum }));
    }

    // Passes a second.
    private static double Repeat(Func<double> pass)
    {
        long begun = Stopwatch.GetTimestamp();
        int passes = 0;
        do
        {
            pass();
            passes++;
        }
        while (Stopwatch.GetElapsedTime(begun) < Round);
        return passes / Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static MessageDecoder Decoder(Instrument[] instruments, out Subscribed told)
    {
        told = new Subscribed { Id = 1, Epoch = 1, Sequence = 0, Instruments = instruments };
        var directory = new InstrumentDirectory();
        directory.Learn(told);
        return new MessageDecoder(directory);
    }

    private static IEnumerable<byte[]> PartsOf(byte[] file)
    {
        for (int at = 0; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
            yield return file[(at + 4)..(at + 4 + length)];
            at += 4 + length;
        }
    }

    private static Instrument InstrumentOf(JsonElement told)
    {
        string[] name = told[1].GetString()!.Split(':', 2);
        return new Instrument
        {
            Number = told[0].GetUInt32(), Name = new InstrumentName(name[0], name[1]), PriceScale = told[2].GetByte(), SizeScale = told[3].GetByte(),
        };
    }
}
