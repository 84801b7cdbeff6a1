using System.Globalization;
using System.Text;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// All that a server's control message says, since the keys come in any order. Keys that are not known are kept by
/// their type and never asked for: a later server may say more.
/// </summary>
internal sealed class ServerFields
{
    private readonly Dictionary<string, Int128> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _true = new(StringComparer.Ordinal);

    public Dictionary<string, long> Limits { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, long> Conflated { get; } = new(StringComparer.Ordinal);

    public List<Instrument> Instruments { get; } = [];

    public List<string> Unknown { get; } = [];

    public List<uint> References { get; } = [];

    public List<(int Id, ulong Sequence)> Subscriptions { get; } = [];

    public List<(string Name, FeedState State)> Feeds { get; } = [];

    public string? Text(string key) => _texts.GetValueOrDefault(key);

    public string Required(string key) => Text(key) ?? throw Missing(key);

    public bool IsTrue(string key) => _true.Contains(key);

    public Int128? Integer(string key)
    {
        if (_numbers.TryGetValue(key, out Int128 number))
        {
            return number;
        }

        // JSON writes what can pass 2^53 as a string of digits.
        return _texts.TryGetValue(key, out string? digits)
            && Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) ? number : null;
    }

    public long Int64(string key) => Int64OrNull(key) ?? throw Missing(key);

    public long? Int64OrNull(string key) => Integer(key) is not Int128 value ? null
        : value >= long.MinValue && value <= long.MaxValue ? (long)value : throw OutOfRange(key);

    public int Int32(string key) => Int32OrNull(key) ?? throw Missing(key);

    public int? Int32OrNull(string key) => Integer(key) is not Int128 value ? null
        : value >= int.MinValue && value <= int.MaxValue ? (int)value : throw OutOfRange(key);

    public ulong Sequence(string key) => SequenceOrNull(key) ?? throw Missing(key);

    public ulong? SequenceOrNull(string key) => Integer(key) is not Int128 value ? null
        : value >= 0 && value <= ulong.MaxValue ? (ulong)value : throw OutOfRange(key);

    public UnixNanos Time(string key) => new(Int64(key));

    public void Read<TReader>(ref TReader reader)
        where TReader : struct, IMapReader, allows ref struct
    {
        reader.BeginMap();
        while (reader.NextKey(out ReadOnlySpan<byte> key))
        {
            string name = Encoding.UTF8.GetString(key);
            switch (reader.Next)
            {
                case WireType.Integer:
                    _numbers[name] = reader.Integer();
                    break;
                case WireType.Text:
                    _texts[name] = Encoding.UTF8.GetString(reader.Text());
                    break;
                case WireType.Boolean when reader.Boolean():
                    _true.Add(name);
                    break;
                case WireType.Map:
                    ReadMap(ref reader, name);
                    break;
                case WireType.Array:
                    ReadArray(ref reader, name);
                    break;
                case WireType.Boolean:
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Finish();
    }

    private static FormatException Missing(string key) => new($"{key} is missing or of another type");

    private static FormatException OutOfRange(string key) => new($"{key} is out of range");

    private void ReadMap<TReader>(ref TReader reader, string name)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (name is not ("limits" or "conflated" or "feeds"))
        {
            reader.Skip();
            return;
        }

        reader.BeginMap();
        while (reader.NextKey(out ReadOnlySpan<byte> key))
        {
            string entry = Encoding.UTF8.GetString(key);
            if (name == "feeds")
            {
                int state = reader.Next == WireType.Text ? WireWords.Find(WireWords.FeedStates, reader.Text()) : -1;
                Feeds.Add((entry, state < 0 ? throw OutOfRange(name) : (FeedState)state));
            }
            else if (reader.TryWide(out Int128 value))
            {
                (name == "limits" ? Limits : Conflated)[entry] = checked((long)value);
            }
        }
    }

    private void ReadArray<TReader>(ref TReader reader, string name)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (name is not ("instruments" or "unknown" or "refs" or "subs"))
        {
            reader.Skip();
            return;
        }

        reader.BeginArray();
        while (reader.NextItem())
        {
            switch (name)
            {
                case "unknown":
                    Unknown.Add(reader.Next == WireType.Text ? Encoding.UTF8.GetString(reader.Text()) : throw OutOfRange(name));
                    break;
                case "refs":
                    References.Add((uint)Item(ref reader, name, uint.MaxValue));
                    break;
                case "subs":
                    ReadSubscription(ref reader);
                    break;
                default:
                    ReadInstrument(ref reader);
                    break;
            }
        }
    }

    private void ReadSubscription<TReader>(ref TReader reader)
        where TReader : struct, IMapReader, allows ref struct
    {
        Enter(ref reader, "subs");
        int id = (int)NextItem(ref reader, "subs", int.MaxValue);
        Subscriptions.Add((id, NextItem(ref reader, "subs", ulong.MaxValue)));
        Leave(ref reader);
    }

    private void ReadInstrument<TReader>(ref TReader reader)
        where TReader : struct, IMapReader, allows ref struct
    {
        const string Key = "instruments";
        Enter(ref reader, Key);
        uint number = (uint)NextItem(ref reader, Key, uint.MaxValue);
        string text = reader.NextItem() && reader.Next == WireType.Text ? Encoding.UTF8.GetString(reader.Text()) : throw OutOfRange(Key);
        if (InstrumentName.Parse(text, out InstrumentName name) is string wrong)
        {
            throw new FormatException(wrong);
        }

        byte priceScale = (byte)NextItem(ref reader, Key, Instrument.MaxPriceScale);
        byte sizeScale = (byte)NextItem(ref reader, Key, Instrument.MaxSizeScale);
        Instruments.Add(new Instrument { Number = number, Name = name, PriceScale = priceScale, SizeScale = sizeScale });
        Leave(ref reader);
    }

    private static void Enter<TReader>(ref TReader reader, string key)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (reader.Next != WireType.Array)
        {
            throw OutOfRange(key);
        }

        reader.BeginArray();
    }

    // Elements past those that are known are passed over.
    private static void Leave<TReader>(ref TReader reader)
        where TReader : struct, IMapReader, allows ref struct
    {
        while (reader.NextItem())
        {
            reader.Skip();
        }
    }

    private static ulong NextItem<TReader>(ref TReader reader, string key, ulong greatest)
        where TReader : struct, IMapReader, allows ref struct =>
        reader.NextItem() ? Item(ref reader, key, greatest) : throw OutOfRange(key);

    private static ulong Item<TReader>(ref TReader reader, string key, ulong greatest)
        where TReader : struct, IMapReader, allows ref struct =>
        reader.TryWide(out Int128 value) && value >= 0 && value <= greatest ? (ulong)value : throw OutOfRange(key);
}
