namespace Ticker.Protocol;

/// <summary>Keys with their values, and what else is common to control messages.</summary>
internal static class MapWriting
{
    private const long GreatestExact = 1L << 53;

    public static void Pair<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, string value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Key(key);
        writer.Text(value);
    }

    public static void Pair<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, long value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Key(key);
        writer.Number(value);
    }

    public static void Pair<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, IReadOnlyList<string> values)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Key(key);
        writer.BeginArray(values.Count);
        foreach (string value in values)
        {
            writer.Text(value);
        }

        writer.EndArray();
    }

    public static void WidePair<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, long value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Key(key);
        writer.Wide(value);
    }

    public static void WidePair<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, ulong? value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Key(key);
        if (value is ulong known)
        {
            writer.Wide(known);
        }
        else
        {
            writer.Nil();
        }
    }

    public static void Pair<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, bool value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Key(key);
        writer.Boolean(value);
    }

    public static void PairIfTrue<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, bool value)
        where TWriter : struct, IMapWriter, allows ref struct => writer.PairIfGiven(key, value ? true : null);

    public static void PairIfGiven<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, bool? value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        if (value is bool given)
        {
            writer.Pair(key, given);
        }
    }

    public static void PairIfGiven<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, int? value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        if (value is int given)
        {
            writer.Pair(key, given);
        }
    }

    public static void PairIfGiven<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, string? value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        if (value is not null)
        {
            writer.Pair(key, value);
        }
    }

    public static void PairIfAny<TWriter>(ref this TWriter writer, scoped ReadOnlySpan<byte> key, IReadOnlyList<string> values)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        if (values.Count > 0)
        {
            writer.Pair(key, values);
        }
    }

    /// <summary>A number while every JSON reader can hold it, else as <see cref="IMapWriter.Wide(ulong)"/>.</summary>
    public static void AnyInteger<TWriter>(ref this TWriter writer, Int128 value)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        if (value >= -GreatestExact && value <= GreatestExact)
        {
            writer.Number((long)value);
        }
        else if (value < 0)
        {
            writer.Wide(checked((long)value));
        }
        else
        {
            writer.Wide(checked((ulong)value));
        }
    }

    /// <summary>A whole client message of an operation and, unless it is 0, the subscription it is about.</summary>
    public static void OpAndIdIfAny<TWriter>(ref this TWriter writer, string op, int id)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        if (id != 0)
        {
            writer.OpAndId(op, id);
            return;
        }

        writer.BeginMap(1);
        writer.Pair("op"u8, op);
        writer.EndMap();
    }

    /// <summary>A whole client message of an operation and the subscription it is about.</summary>
    public static void OpAndId<TWriter>(ref this TWriter writer, string op, int id)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.BeginMap(2);
        writer.Pair("op"u8, op);
        writer.Pair("id"u8, id);
        writer.EndMap();
    }
}
