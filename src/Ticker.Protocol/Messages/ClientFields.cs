using System.Text;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// All that a client's message says, whatever its operation, since the keys come in any order. A value that cannot
/// be is a fault of its key, and counts only if the operation uses that key.
/// </summary>
internal sealed class ClientFields
{
    private static readonly string[] Names =
    [
        "op", "id", "token", "symbols", "kinds", "mode", "interval_ms", "conflate_trades", "summary", "times",
        "on_slow", "from", "add", "remove", "t", "seq", "time", "ticks", "speed",
    ];

    private readonly MessageFault?[] _faults = new MessageFault?[Names.Length];

    /// <summary>Every key that clients' messages may hold, by its bit.</summary>
    public static IEnumerable<(string Name, ClientKeys Bit)> Keys => Names.Select((name, index) => (name, (ClientKeys)(1 << index)));

    public ClientKeys Seen { get; private set; }

    public string Op { get; private set; } = "";

    public int Id { get; private set; }

    public string Token { get; private set; } = "";

    public IReadOnlyList<string> Symbols { get; private set; } = [];

    public IReadOnlyList<string> Add { get; private set; } = [];

    public IReadOnlyList<string> Remove { get; private set; } = [];

    public TickKinds Kinds { get; private set; } = TickKinds.All;

    public DeliveryMode? Mode { get; private set; }

    public int? IntervalMs { get; private set; }

    public bool? ConflateTrades { get; private set; }

    public bool? Summary { get; private set; }

    public bool? Times { get; private set; }

    public OnSlow OnSlow { get; private set; }

    public StartFrom From { get; private set; }

    public Int128 T { get; private set; }

    public ulong? Seq { get; private set; }

    public long? Time { get; private set; }

    public int? Ticks { get; private set; }

    public string Speed { get; private set; } = "";

    /// <summary>A fault of the message as a whole: a key twice, or too many.</summary>
    public MessageFault? Whole { get; private set; }

    /// <summary>The first fault among some keys, or the first that is missing.</summary>
    public MessageFault? FaultAmong(ClientKeys used, ClientKeys required)
    {
        MessageFault? refused = null;
        for (int key = 0; key < Names.Length; key++)
        {
            var bit = (ClientKeys)(1 << key);
            MessageFault? fault = (required & ~Seen & bit) != 0
                ? Malformed(FaultCodes.MissingKey, $"{Names[key]} is missing")
                : (used & bit) != 0 ? _faults[key] : null;
            if (fault is { Malformed: true })
            {
                return fault;
            }

            refused ??= fault;
        }

        return refused;
    }

    public void Read<TReader>(ref TReader reader)
        where TReader : struct, IMapReader, allows ref struct
    {
        var keys = default(KeySet);
        reader.BeginMap();
        while (reader.NextKey(out ReadOnlySpan<byte> key))
        {
            if (!keys.Add(key))
            {
                Whole ??= Malformed(FaultCodes.DuplicateKey, $"the key '{KeySet.Show(key)}' stands twice");
                reader.Skip();
                continue;
            }

            if (keys.Count > KeySet.MaxKeys)
            {
                Whole ??= new MessageFault(FaultCodes.Limit, $"a map may hold at most {KeySet.MaxKeys} keys");
                return;
            }

            int index = IndexOf(key);
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            Seen |= (ClientKeys)(1 << index);
            ReadValue(ref reader, (ClientKeys)(1 << index), index);
        }

        reader.Finish();
    }

    private static MessageFault Malformed(string code, string message) => new(code, message) { Malformed = true };

    private static int IndexOf(ReadOnlySpan<byte> key)
    {
        for (int index = 0; index < Names.Length; index++)
        {
            if (Ascii.Equals(key, Names[index]))
            {
                return index;
            }
        }

        return -1;
    }

    private void ReadValue<TReader>(ref TReader reader, ClientKeys key, int index)
        where TReader : struct, IMapReader, allows ref struct
    {
        string name = Names[index];
        MessageFault? fault = null;
        switch (key)
        {
            case ClientKeys.Op:
                Op = ValueReading.Text(ref reader, name, ref fault);
                break;
            case ClientKeys.Id:
                Id = ValueReading.Int32(ref reader, name, int.MaxValue, ref fault);
                break;
            case ClientKeys.Token:
                Token = ValueReading.Text(ref reader, name, ref fault);
                break;
            case ClientKeys.Symbols:
                Symbols = ValueReading.Symbols(ref reader, name, ref fault);
                break;
            case ClientKeys.Add:
                Add = ValueReading.Symbols(ref reader, name, ref fault);
                break;
            case ClientKeys.Remove:
                Remove = ValueReading.Symbols(ref reader, name, ref fault);
                break;
            case ClientKeys.Kinds:
                Kinds = ValueReading.Kinds(ref reader, name, ref fault);
                break;
            case ClientKeys.Mode:
                Mode = (DeliveryMode)ValueReading.Word(ref reader, name, WireWords.Modes, ref fault);
                break;
            case ClientKeys.IntervalMs:
                IntervalMs = ValueReading.Int32(ref reader, name, MessageLimits.MaxIntervalMs, ref fault);
                break;
            case ClientKeys.ConflateTrades:
                ConflateTrades = ValueReading.Boolean(ref reader, name, ref fault);
                break;
            case ClientKeys.Summary:
                Summary = ValueReading.Boolean(ref reader, name, ref fault);
                break;
            case ClientKeys.Times:
                Times = ValueReading.Boolean(ref reader, name, ref fault);
                break;
            case ClientKeys.OnSlow:
                OnSlow = (OnSlow)ValueReading.Word(ref reader, name, WireWords.OnSlow, ref fault);
                break;
            case ClientKeys.From:
                From = StartFromReading.Read(ref reader, ref fault);
                break;
            case ClientKeys.Seq:
                Seq = (ulong)ValueReading.Wide(ref reader, name, ulong.MaxValue, ref fault);
                break;
            case ClientKeys.Time:
                Time = (long)ValueReading.Wide(ref reader, name, long.MaxValue, ref fault);
                break;
            case ClientKeys.Ticks:
                Ticks = ValueReading.Int32(ref reader, name, MessageLimits.MaxStep, ref fault);
                break;
            case ClientKeys.Speed:
                Speed = ValueReading.NumberOrText(ref reader, name, ref fault);
                break;
            default:
                T = ValueReading.Wide(ref reader, name, ref fault);
                break;
        }

        _faults[index] = fault;
    }
}
