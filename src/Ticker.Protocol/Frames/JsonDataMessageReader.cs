using System.Text.Json;
using System.Text.Unicode;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// Reads a data message in JSON tick by tick, for clients, into exact mantissas of each instrument's scales. Kinds and
/// keys that are not known are passed over. Not thread-safe.
/// </summary>
public ref struct JsonDataMessageReader
{
    private readonly InstrumentLookup _lookup;
    private JsonMapReader _reader;
    private bool _ended;

    /// <summary>Starts to read; the whole message is checked.</summary>
    /// <param name="message">The message, whole.</param>
    /// <param name="lookup">Finds instruments by name.</param>
    /// <exception cref="FormatException">It is not a data message.</exception>
    public JsonDataMessageReader(ReadOnlySpan<byte> message, InstrumentLookup lookup)
    {
        ArgumentNullException.ThrowIfNull(lookup);
        _lookup = lookup;
        _ended = true;
        if (!Utf8.IsValid(message))
        {
            throw new FormatException("the message is not valid UTF-8");
        }

        try
        {
            var reader = new JsonMapReader(message);
            reader.BeginMap();
            while (reader.NextKey(out ReadOnlySpan<byte> key))
            {
                if (key.SequenceEqual("ticks"u8) && reader.Next == WireType.Array)
                {
                    _reader = reader;
                    _ended = false;
                }
                else if (key.SequenceEqual("id"u8) && reader.Next == WireType.Integer && reader.Integer() is { } id && id > 0 && id <= int.MaxValue)
                {
                    SubscriptionId = (int)id;
                }

                reader.Skip();
            }

            reader.Finish();
        }
        catch (JsonException wrong)
        {
            throw new FormatException(wrong.Message, wrong);
        }

        if (_ended || SubscriptionId == 0)
        {
            throw new FormatException("a data message has an id and ticks");
        }
    }

    /// <summary>The subscription that the ticks are of.</summary>
    public int SubscriptionId { get; }

    /// <summary>The symbol of the tick that was read last, in UTF-8.</summary>
    public ReadOnlySpan<byte> Symbol { get; private set; }

    /// <summary>How many ticks were passed over because the lookup did not know their instrument.</summary>
    public int UnknownInstruments { get; private set; }

    /// <summary>Reads the next tick of a known instrument.</summary>
    /// <param name="tick">The tick; its instrument number is the lookup's, and its feed is not told.</param>
    /// <param name="collapsed">What else it stands for.</param>
    /// <returns>False = there are no more.</returns>
    /// <exception cref="FormatException">A tick is not what it should be.</exception>
    public bool TryRead(out Tick tick, out Collapsed collapsed)
    {
        while (!_ended && _reader.NextItem())
        {
            var fields = default(JsonTickFields);
            if (_reader.Next != WireType.Map)
            {
                throw new FormatException("a tick is a JSON object");
            }

            try
            {
                fields.Read(ref _reader);
            }
            catch (JsonException wrong)
            {
                throw new FormatException(wrong.Message, wrong);
            }

            if (fields.Kind == TickKind.None)
            {
                continue;
            }

            if (_lookup(fields.Symbol) is not Instrument instrument)
            {
                UnknownInstruments++;
                continue;
            }

            Symbol = fields.Symbol;
            tick = fields.ToTick(instrument);
            collapsed = fields.ToCollapsed(instrument);
            return true;
        }

        _ended = true;
        tick = default;
        collapsed = default;
        return false;
    }
}
