using System.Text.Json;

namespace Ticker.Recording.Import.Binance;

/// <summary>
/// The fields of one message of a Binance stream that a quote or a trade is made of, as they stand in the text. Fields
/// have names of one letter, documented at developers.binance.com (spot, USD-M and COIN-M WebSocket market streams).
/// </summary>
internal ref struct BinanceMessage
{
    /// <summary><c>e</c>: the event; empty in a spot bookTicker.</summary>
    public ReadOnlySpan<byte> Event;

    /// <summary><c>s</c>: the symbol, as JSON has it between the quotes.</summary>
    public ReadOnlySpan<byte> Symbol;

    /// <summary><c>b</c>: the best bid.</summary>
    public ReadOnlySpan<byte> BidPrice;

    /// <summary><c>B</c>: the size at the best bid.</summary>
    public ReadOnlySpan<byte> BidSize;

    /// <summary><c>a</c>: the best ask.</summary>
    public ReadOnlySpan<byte> AskPrice;

    /// <summary><c>A</c>: the size at the best ask.</summary>
    public ReadOnlySpan<byte> AskSize;

    /// <summary><c>p</c>: the trade's price.</summary>
    public ReadOnlySpan<byte> Price;

    /// <summary><c>q</c>: the trade's size.</summary>
    public ReadOnlySpan<byte> Size;

    /// <summary><c>X</c>: the order type of a futures trade; empty where there is none.</summary>
    public ReadOnlySpan<byte> OrderType;

    /// <summary><c>T</c>: when it happened, in digits (ms); empty where there is none.</summary>
    public ReadOnlySpan<byte> Time;

    /// <summary><c>t</c>: the trade's id, in digits.</summary>
    public ReadOnlySpan<byte> TradeId;

    /// <summary><c>m</c>: whether the buyer's order was in the book, so that the seller came to it.</summary>
    public bool? BuyerIsMaker;

    /// <summary>Whether there is <c>ps</c>, the pair, which only COIN-M futures have.</summary>
    public bool HasPair;

    /// <summary>What it is.</summary>
    public BinanceMessageKind Kind;

    /// <summary>Whether it is of a futures market: only there quotes have a time and trades an order type.</summary>
    public readonly bool IsFutures => Kind == BinanceMessageKind.BookTicker ? !Event.IsEmpty || !Time.IsEmpty : !OrderType.IsEmpty;

    /// <summary>Reads one JSON object.</summary>
    /// <exception cref="JsonException">It is not JSON.</exception>
    public static BinanceMessage Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var message = default(BinanceMessage);
        bool snapshot = false;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("a message is an object");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isContent = reader.ValueTextEquals("data"u8);
            snapshot |= reader.ValueTextEquals("lastUpdateId"u8);
            reader.Read();
            if (isContent && reader.TokenType == JsonTokenType.StartObject)
            {
                message.ParseContent(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // Whatever follows the object makes this throw.
        reader.Read();
        message.Kind = snapshot ? BinanceMessageKind.BookSnapshot : message.KindOfContent();
        return message;
    }

    private readonly BinanceMessageKind KindOfContent() =>
        Event.SequenceEqual("trade"u8) ? BinanceMessageKind.Trade
        : Event.SequenceEqual("bookTicker"u8) ? BinanceMessageKind.BookTicker
        : Event.SequenceEqual("depthUpdate"u8) ? BinanceMessageKind.DepthUpdate
        : Event.IsEmpty && !BidPrice.IsEmpty && !AskPrice.IsEmpty ? BinanceMessageKind.BookTicker
        : BinanceMessageKind.Other;

    private void ParseContent(ref Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            byte letter = name.Length == 1 ? name[0] : (byte)0;
            HasPair |= name.SequenceEqual("ps"u8);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    KeepText(letter, reader.ValueSpan);
                    break;
                case JsonTokenType.Number:
                    KeepNumber(letter, reader.ValueSpan);
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    BuyerIsMaker = letter == 'm' ? reader.TokenType == JsonTokenType.True : BuyerIsMaker;
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private void KeepText(byte letter, ReadOnlySpan<byte> text)
    {
        switch (letter)
        {
            case (byte)'e':
                Event = text;
                break;
            case (byte)'s':
                Symbol = text;
                break;
            case (byte)'b':
                BidPrice = text;
                break;
            case (byte)'B':
                BidSize = text;
                break;
            case (byte)'a':
                AskPrice = text;
                break;
            case (byte)'A':
                AskSize = text;
                break;
            case (byte)'p':
                Price = text;
                break;
            case (byte)'q':
                Size = text;
                break;
            case (byte)'X':
                OrderType = text;
                break;
        }
    }

    private void KeepNumber(byte letter, ReadOnlySpan<byte> digits)
    {
        switch (letter)
        {
            case (byte)'T':
                Time = digits;
                break;
            case (byte)'t':
                TradeId = digits;
                break;
        }
    }
}
