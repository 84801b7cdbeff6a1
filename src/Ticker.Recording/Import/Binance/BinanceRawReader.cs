using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Binance;

/// <summary>
/// Reads what a raw collector wrote of one Binance symbol: a line for each message, <c>receive-time-in-ns JSON</c>, plain
/// or gzip. Best bids and asks become quotes and market trades become trades; the rest is skipped and counted.
/// </summary>
/// <remarks>
/// <para>Streaming, in one pass and in a buffer as large as the longest line; a tick costs no allocation. For one thread.</para>
/// <para>
/// Scales: prices and sizes count in 10^-8, the most decimals that Binance sends, so that nothing is lost and two days of one
/// symbol agree. Only where the first price is below 0.001 do sizes count in 10^-4: there the book's top may hold more than
/// the 10^10 units that are the most at 10^-8. What fits neither is an error, never rounded.
/// </para>
/// <para>
/// Event time: the match time where the message has one, else none (a spot quote). Sequence: 1, 2, 3, .. as read.
/// A side of size 0 is no side. <c>m</c> true: the buyer's order rested in the book, so the seller was the aggressor.
/// </para>
/// </remarks>
public sealed class BinanceRawReader : ForwardReader
{
    /// <summary>The venue of a spot recording, unless another is asked for.</summary>
    public const string SpotVenue = "BINANCE";

    /// <summary>The venue of a recording of futures margined in dollars, unless another is asked for.</summary>
    public const string UsdFuturesVenue = "BINANCE-USDM";

    /// <summary>The venue of a recording of futures margined in coins, unless another is asked for.</summary>
    public const string CoinFuturesVenue = "BINANCE-COINM";

    private const byte SizeScale = 8;
    private const byte SizeScaleOfCheapThings = 4;
    private const long Cheap = 100_000;

    private readonly LineReader _lines;
    private readonly BinanceTicks _ticks;
    private byte[] _symbol = [];
    private RecordedTick _first;
    private bool _hasFirst;

    private BinanceRawReader(LineReader lines)
    {
        _lines = lines;
        _ticks = new BinanceTicks(lines);
    }

    /// <summary>The instrument; its number is 1.</summary>
    public Instrument Instrument { get; private set; } = null!;

    /// <inheritdoc/>
    public override IReadOnlyList<Instrument> Instruments => [Instrument];

    /// <summary>The number of the line that was read last, from 1.</summary>
    public long Line => _lines.Line;

    /// <inheritdoc/>
    public override long BytesRead => _lines.BytesRead;

    /// <inheritdoc/>
    public override long Length => _lines.Length;

    /// <summary>What has been read and skipped so far.</summary>
    public BinanceRawCounts Counts { get; } = new();

    /// <summary>Opens a recording and reads as far as its first tick, which tells symbol and market.</summary>
    /// <param name="path">The file; gzip is told by content, not by name.</param>
    /// <param name="venue">The venue to name, or null for the one that the data tells.</param>
    /// <exception cref="RecordingFormatException">It is empty, of another format, or damaged before the first tick.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static BinanceRawReader Open(string path, string? venue = null) => Open(RecordingContent.OpenAll(path)[0], venue);

    /// <summary>As <see cref="Open(string, string?)"/>, from a content, which is disposed with the reader.</summary>
    internal static BinanceRawReader Open(RecordingContent content, string? venue = null)
    {
        var reader = new BinanceRawReader(new LineReader(content));
        try
        {
            reader.Begin(venue);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _lines.Dispose();

    /// <inheritdoc/>
    protected override bool ReadNext(out RecordedTick tick)
    {
        if (_hasFirst)
        {
            _hasFirst = false;
            tick = _first;
            return true;
        }

        return ReadOn(null, out tick);
    }

    private void Begin(string? venue)
    {
        _hasFirst = ReadOn(venue, out _first);
        if (Instrument is null)
        {
            throw _lines.Wrong(_lines.Line == 0 ? "the file is empty" : "the file ends without a quote or a trade of a Binance stream");
        }
    }

    private bool ReadOn(string? venue, out RecordedTick tick)
    {
        while (_lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (!line.IsEmpty && Translate(line, venue, out tick))
            {
                return true;
            }
        }

        tick = default;
        return false;
    }

    private bool Translate(ReadOnlySpan<byte> line, string? venue, out RecordedTick recorded)
    {
        recorded = default;
        if (!Utf8Parser.TryParse(line, out long receivedAt, out int digits) || receivedAt <= 0 || digits + 1 >= line.Length || line[digits] != ' ')
        {
            throw _lines.Wrong(
                (_lines.Line == 1 ? "this is not a Binance raw recording: " : "") + "a line begins with the receive time in ns, a space and a JSON object");
        }

        BinanceMessage message = Parse(line[(digits + 1)..]);
        switch (message.Kind)
        {
            case BinanceMessageKind.BookTicker:
                Identify(in message, message.BidPrice, venue);
                return Take(_ticks.TryMakeQuote(in message, out Tick quote), in quote, receivedAt, out recorded);
            case BinanceMessageKind.Trade:
                Identify(in message, message.Price, venue);
                return Take(_ticks.TryMakeTrade(in message, out Tick trade), in trade, receivedAt, out recorded);
            case BinanceMessageKind.DepthUpdate:
                Counts.DepthUpdates++;
                return false;
            case BinanceMessageKind.BookSnapshot:
                Counts.BookSnapshots++;
                return false;
            default:
                Counts.Others++;
                return false;
        }
    }

    private bool Take(bool made, in Tick tick, long receivedAt, out RecordedTick recorded)
    {
        bool quote = tick.Kind == TickKind.Quote;
        recorded = made ? new RecordedTick(tick with { Sequence = (ulong)(Counts.Quotes + Counts.Trades + 1) }, new UnixNanos(receivedAt)) : default;
        Counts.Quotes += made && quote ? 1 : 0;
        Counts.Trades += made && !quote ? 1 : 0;
        Counts.EmptyQuotes += !made && quote ? 1 : 0;
        Counts.TradesOffMarket += !made && !quote ? 1 : 0;
        return made;
    }

    private BinanceMessage Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return BinanceMessage.Parse(json);
        }
        catch (JsonException cause)
        {
            throw _lines.Wrong($"the JSON is broken: {cause.Message}", cause);
        }
    }

    // The first message tells the instrument; all others must be of the same.
    private void Identify(in BinanceMessage message, ReadOnlySpan<byte> price, string? venue)
    {
        if (Instrument is null)
        {
            bool cheap = _ticks.Amount(price, BinanceTicks.PriceScale, "price") is > 0 and < Cheap;
            Instrument = Define(in message, venue, cheap);
            _symbol = message.Symbol.ToArray();
            _ticks.SizeScale = Instrument.SizeScale;
        }
        else if (!message.Symbol.SequenceEqual(_symbol))
        {
            throw _lines.Wrong($"the symbol is {Encoding.UTF8.GetString(message.Symbol)}; until here it was {Encoding.UTF8.GetString(_symbol)}");
        }
    }

    private Instrument Define(in BinanceMessage message, string? venue, bool cheap)
    {
        // A backslash would make the text between the quotes differ from what it stands for; no symbol needs one.
        string symbol = message.Symbol.Contains((byte)'\\') ? "\0" : Encoding.UTF8.GetString(message.Symbol);
        bool coin = message.HasPair || symbol.Contains("USD_", StringComparison.Ordinal);
        venue ??= !message.IsFutures ? SpotVenue : coin ? CoinFuturesVenue : UsdFuturesVenue;
        var instrument = new Instrument
        {
            Number = 1,
            Name = new InstrumentName(venue, symbol),
            PriceScale = BinanceTicks.PriceScale,
            SizeScale = cheap ? SizeScaleOfCheapThings : SizeScale,
            AssetClass = AssetClass.Crypto,
        };
        return instrument.Check() is string wrong ? throw _lines.Wrong(wrong) : instrument;
    }
}
