#:package Nerdbank.MessagePack
#:property PublishAot=false

// How fast a plain MessagePack library makes lists of data messages, beside Ticker.Client on the same bytes: decode.cs FILE,
// as frames.mjs writes it. As with the other languages' libraries, the bid and the ask, or the price, of every tick are read
// as numbers. It stands alone, so that nothing of Ticker needs the library.
using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using Nerdbank.MessagePack;

const int Rounds = 7;
TimeSpan round = TimeSpan.FromMilliseconds(700);

List<byte[]> parts = [];
byte[] file = File.ReadAllBytes(args[0]);
for (int at = 0; at < file.Length;)
{
    int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
    parts.Add(file[(at + 4)..(at + 4 + length)]);
    at += 4 + length;
}

using JsonDocument head = JsonDocument.Parse(parts[0]);
int ticks = head.RootElement.GetProperty("ticks").GetInt32();
double[] units = new double[head.RootElement.GetProperty("instruments").EnumerateArray().Max(told => told[0].GetInt32()) + 1];
foreach (JsonElement told in head.RootElement.GetProperty("instruments").EnumerateArray())
{
    units[told[0].GetInt32()] = Math.Pow(10, told[2].GetInt32());
}

var serializer = new MessagePackSerializer();
double sum = 0;
Repeat();
double[] speeds = [.. Enumerable.Range(0, Rounds).Select(_ => Repeat() * ticks).Order()];
Console.WriteLine($$"""{"language":"C#","client":"Nerdbank.MessagePack, lists","ticks_per_second":{{(long)speeds[Rounds / 2]}},"sum":{{sum:R}}}""");

// Passes a second.
double Repeat()
{
    long begun = Stopwatch.GetTimestamp();
    int passes = 0;
    do
    {
        sum = 0;
        foreach (byte[] message in parts.Skip(1))
        {
            sum += Sum(message);
        }

        passes++;
    }
    while (Stopwatch.GetElapsedTime(begun) < round);
    return passes / Stopwatch.GetElapsedTime(begun).TotalSeconds;
}

double Sum(byte[] message)
{
    var reader = new MessagePackReader(message);
    var list = (object?[])serializer.DeserializePrimitives(ref reader)!;
    double whole = 0;
    for (int n = 1; n < list.Length; n++)
    {
        var tick = (object?[])list[n]!;
        double unit = units[Number(tick[1])];
        whole += Number(tick[0]) == 1 ? (Number(tick[4]) / unit) + (Number(tick[6]) / unit) : Number(tick[4]) / unit;
    }

    return whole;
}

// The library boxes each number in the least type that holds it.
static long Number(object? value) => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
