using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Reads the key <c>from</c> of a subscribe.</summary>
internal static class StartFromReading
{
    private const string Forms = "\"snapshot\", \"now\", {epoch, seq} or {time}";

    public static StartFrom Read<TReader>(ref TReader reader, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        switch (reader.Next)
        {
            case WireType.Map:
                return ReadMap(ref reader, ref fault);
            case WireType.Text:
                ReadOnlySpan<byte> word = reader.Text();
                if (word.SequenceEqual("now"u8))
                {
                    return StartFrom.Now;
                }

                if (!word.SequenceEqual("snapshot"u8))
                {
                    fault = ValueReading.Refused($"from must be {Forms}");
                }

                return StartFrom.Snapshot;
            default:
                reader.Skip();
                fault = ValueReading.WrongType("from", Forms);
                return StartFrom.Snapshot;
        }
    }

    private static StartFrom ReadMap<TReader>(ref TReader reader, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        var keys = default(KeySet);
        Int128? epoch = null;
        Int128? sequence = null;
        Int128? time = null;
        MessageFault? wrong = null;
        reader.BeginMap();
        while (reader.NextKey(out ReadOnlySpan<byte> key))
        {
            if (!keys.Add(key))
            {
                wrong ??= new MessageFault(FaultCodes.DuplicateKey, $"the key '{KeySet.Show(key)}' stands twice in from") { Malformed = true };
                reader.Skip();
            }
            else if (keys.Count > KeySet.MaxKeys)
            {
                wrong ??= new MessageFault(FaultCodes.Limit, $"a map may hold at most {KeySet.MaxKeys} keys");
                reader.Skip();
            }
            else if (key.SequenceEqual("epoch"u8))
            {
                epoch = ValueReading.Wide(ref reader, "from.epoch", ref wrong);
            }
            else if (key.SequenceEqual("seq"u8))
            {
                sequence = ValueReading.Wide(ref reader, "from.seq", ref wrong);
            }
            else if (key.SequenceEqual("time"u8))
            {
                time = ValueReading.Wide(ref reader, "from.time", ref wrong);
            }
            else
            {
                reader.Skip();
            }
        }

        fault = wrong ?? Check(epoch, sequence, time);
        return fault is not null ? StartFrom.Snapshot
            : time is Int128 instant ? StartFrom.At(new UnixNanos((long)instant))
            : StartFrom.Position((long)epoch!.Value, (ulong)sequence!.Value);
    }

    private static MessageFault? Check(Int128? epoch, Int128? sequence, Int128? time)
    {
        if (time is Int128 instant)
        {
            return epoch is not null || sequence is not null ? ValueReading.WrongType("from", Forms + ", not both")
                : instant < 0 || instant > long.MaxValue ? ValueReading.WrongType("from.time", "nanoseconds since 1970, not negative")
                : null;
        }

        return epoch is not Int128 number || sequence is not Int128 position ? ValueReading.WrongType("from", Forms)
            : number < 0 || number > MessageLimits.MaxEpoch ? ValueReading.WrongType("from.epoch", "an integer from 0 to 2^53 - 1")
            : position < 0 ? ValueReading.WrongType("from.seq", "an integer that is not negative")
            : null;
    }
}
