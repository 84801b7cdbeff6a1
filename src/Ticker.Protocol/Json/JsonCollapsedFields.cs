using System.Globalization;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>What the key <c>c</c> of a tick says in JSON, as text.</summary>
internal ref struct JsonCollapsedFields
{
    private ReadOnlySpan<byte> _count;
    private ReadOnlySpan<byte> _first;
    private ReadOnlySpan<byte> _cause;
    private ReadOnlySpan<byte> _bidHigh;
    private ReadOnlySpan<byte> _bidLow;
    private ReadOnlySpan<byte> _askHigh;
    private ReadOnlySpan<byte> _askLow;
    private ReadOnlySpan<byte> _volume;
    private ReadOnlySpan<byte> _high;
    private ReadOnlySpan<byte> _low;
    private ReadOnlySpan<byte> _notional;

    /// <summary>Reads the object that the reader stands at.</summary>
    public void Read(ref JsonMapReader reader)
    {
        reader.BeginMap();
        while (reader.NextKey(out ReadOnlySpan<byte> key))
        {
            if (reader.Next is WireType.Text or WireType.Integer or WireType.OtherNumber)
            {
                Keep(key, reader.Next == WireType.Text ? reader.Text() : reader.NumberText);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>In the instrument's scales.</summary>
    public readonly Collapsed ToCollapsed(TickKind kind, Instrument instrument)
    {
        if (_count.IsEmpty)
        {
            return default;
        }

        var collapsed = new Collapsed
        {
            Count = long.TryParse(_count, NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count : throw JsonTickFields.Wrong("n"),
            FirstSequence = JsonTickFields.Unsigned(_first, "first"),
            Cause = (CollapseCause)JsonTickFields.Small(_cause, "cause"),
        };
        int scale = instrument.PriceScale;
        bool hasExtremes = !_bidHigh.IsEmpty || !_bidLow.IsEmpty || !_askHigh.IsEmpty || !_askLow.IsEmpty;
        if (kind == TickKind.Quote && hasExtremes)
        {
            return collapsed with
            {
                HasQuoteSummary = true,
                BidHigh = JsonTickFields.Price(_bidHigh, scale, "bh"),
                BidLow = JsonTickFields.Price(_bidLow, scale, "bl"),
                AskHigh = JsonTickFields.Price(_askHigh, scale, "ah"),
                AskLow = JsonTickFields.Price(_askLow, scale, "al"),
            };
        }

        if (kind == TickKind.Trade && !_volume.IsEmpty)
        {
            return collapsed with
            {
                HasTradeSums = true,
                Volume = Wide(_volume, instrument.SizeScale, "v") is { } volume && volume >= 0 && volume <= long.MaxValue ? (long)volume : throw JsonTickFields.Wrong("v"),
                High = JsonTickFields.Decimal(_high, scale, "h"),
                Low = JsonTickFields.Decimal(_low, scale, "l"),
                Notional = Wide(_notional, scale + instrument.SizeScale, "notional"),
            };
        }

        return collapsed;
    }

    private static Int128 Wide(ReadOnlySpan<byte> text, int scale, string key) =>
        WideDecimalText.TryParse(text, scale, out Int128 mantissa) ? mantissa : throw JsonTickFields.Wrong(key);

    private void Keep(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case [(byte)'n']: _count = value; break;
            case [(byte)'v']: _volume = value; break;
            case [(byte)'h']: _high = value; break;
            case [(byte)'l']: _low = value; break;
            case [(byte)'b', (byte)'h']: _bidHigh = value; break;
            case [(byte)'b', (byte)'l']: _bidLow = value; break;
            case [(byte)'a', (byte)'h']: _askHigh = value; break;
            case [(byte)'a', (byte)'l']: _askLow = value; break;
            default:
                if (key.SequenceEqual("first"u8))
                {
                    _first = value;
                }
                else if (key.SequenceEqual("cause"u8))
                {
                    _cause = value;
                }
                else if (key.SequenceEqual("notional"u8))
                {
                    _notional = value;
                }

                break;
        }
    }
}
