using System.Text;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// Reads values of the types that clients' messages hold. A value that cannot be leaves a fault and is passed over.
/// </summary>
internal static class ValueReading
{
    /// <summary>A fault of type: the message is malformed.</summary>
    public static MessageFault WrongType(string name, string wanted) =>
        new(FaultCodes.BadValue, $"{name} must be {wanted}") { Malformed = true };

    /// <summary>A value of the right type that is not acceptable: the message is refused.</summary>
    public static MessageFault Refused(string message) => new(FaultCodes.BadValue, message);

    public static string Text<TReader>(ref TReader reader, string name, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (Is(ref reader, WireType.Text, name, "text", ref fault))
        {
            return Encoding.UTF8.GetString(reader.Text());
        }

        return "";
    }

    public static bool Boolean<TReader>(ref TReader reader, string name, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct =>
        Is(ref reader, WireType.Boolean, name, "true or false", ref fault) && reader.Boolean();

    /// <summary>An integer from 1 to a greatest.</summary>
    public static int Int32<TReader>(ref TReader reader, string name, int greatest, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        string wanted = $"an integer from 1 to {greatest}";
        if (!Is(ref reader, WireType.Integer, name, wanted, ref fault))
        {
            return 0;
        }

        Int128 value = reader.Integer();
        if (value >= 1 && value <= greatest)
        {
            return (int)value;
        }

        fault = WrongType(name, wanted);
        return 0;
    }

    /// <summary>An integer of 64 bits, signed or not; in JSON also as a string of digits.</summary>
    public static Int128 Wide<TReader>(ref TReader reader, string name, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (!reader.TryWide(out Int128 value))
        {
            fault = WrongType(name, "an integer of 64 bits");
        }

        return value;
    }

    /// <summary>An integer from 0 to a greatest; in JSON also as a string of digits.</summary>
    public static Int128 Wide<TReader>(ref TReader reader, string name, Int128 greatest, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        Int128 value = Wide(ref reader, name, ref fault);
        if (fault is null && (value < 0 || value > greatest))
        {
            fault = WrongType(name, $"an integer from 0 to {greatest}");
        }

        return fault is null ? value : 0;
    }

    /// <summary>A word, or a whole number as if it were written as one.</summary>
    public static string NumberOrText<TReader>(ref TReader reader, string name, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct =>
        reader.Next == WireType.Integer
            ? reader.Integer().ToString(System.Globalization.CultureInfo.InvariantCulture)
            : Text(ref reader, name, ref fault);

    /// <summary>The value that a word stands for; 0 with a fault.</summary>
    public static int Word<TReader>(ref TReader reader, string name, string[] words, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (!Is(ref reader, WireType.Text, name, "text", ref fault))
        {
            return 0;
        }

        int value = WireWords.Find(words, reader.Text());
        if (value < 0)
        {
            fault = Refused($"{name} must be one of {WireWords.List(words)}");
            return 0;
        }

        return value;
    }

    public static TickKinds Kinds<TReader>(ref TReader reader, string name, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (!Is(ref reader, WireType.Array, name, "an array of text", ref fault))
        {
            return TickKinds.All;
        }

        var kinds = TickKinds.None;
        reader.BeginArray();
        while (reader.NextItem())
        {
            MessageFault? wrong = null;
            int kind = Word(ref reader, name, WireWords.Kinds, ref wrong);
            kinds |= wrong is null ? (TickKinds)(1 << kind) : TickKinds.None;
            fault = Worse(fault, wrong);
        }

        if (kinds == TickKinds.None)
        {
            fault ??= Refused($"{name} is empty; leave it out to get all");
        }

        return kinds;
    }

    /// <summary>Symbols and patterns: their number and length are checked, no more.</summary>
    public static IReadOnlyList<string> Symbols<TReader>(ref TReader reader, string name, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (!Is(ref reader, WireType.Array, name, "an array of text", ref fault))
        {
            return [];
        }

        var symbols = new List<string>();
        int index = 0;
        reader.BeginArray();
        for (; reader.NextItem(); index++)
        {
            if (index >= MessageLimits.MaxSymbols)
            {
                reader.Skip();
            }
            else if (reader.Next != WireType.Text)
            {
                reader.Skip();
                fault = Worse(fault, WrongType($"{name}[{index}]", "text"));
            }
            else if (reader.Text() is { Length: <= MessageLimits.MaxSymbolBytes } utf8)
            {
                symbols.Add(Encoding.UTF8.GetString(utf8));
            }
            else
            {
                fault = Worse(fault, Refused($"{name}[{index}] is longer than {MessageLimits.MaxSymbolBytes} bytes"));
            }
        }

        if (index > MessageLimits.MaxSymbols)
        {
            fault = Worse(fault, new MessageFault(FaultCodes.Limit, $"{name} holds {index} entries; one message may hold {MessageLimits.MaxSymbols}"));
        }

        return symbols;
    }

    private static bool Is<TReader>(ref TReader reader, WireType type, string name, string wanted, ref MessageFault? fault)
        where TReader : struct, IMapReader, allows ref struct
    {
        if (reader.Next == type)
        {
            return true;
        }

        reader.Skip();
        fault = WrongType(name, wanted);
        return false;
    }

    // The first malformed one, else the first.
    private static MessageFault? Worse(MessageFault? first, MessageFault? second) =>
        first is null || (!first.Malformed && second is { Malformed: true }) ? second : first;
}
