using System.Buffers.Binary;
using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Export.Dbn;

/// <summary>
/// Ticks as Databento Binary Encoding, version 3: schema mbp-1, in which a quote is a change of the book without an order and a trade
/// carries the book as it stands; or, without quotes, schema trades.
/// </summary>
/// <remarks>
/// <para>
/// Venues become the vendor's publisher ids where it has one, others count from 60,001; symbols are mapped in the metadata, one id
/// for each, for the days of the recording. Prices count in 10^-9 and sizes in a unit that may be chosen, exactly, or the export is
/// refused. Event and receive time are kept, sequence numbers to their low 32 bits; trade ids have no place, and states are left out.
/// </para>
/// <para>Source of the layout: the reference implementation, github.com/databento/dbn. For one thread.</para>
/// </remarks>
public sealed class DbnTickWriter : ITickWriter
{
    /// <summary>The id of the first venue for which the vendor has none.</summary>
    public const ushort FirstOwnPublisher = 60_001;

    private const int RecordBytes = DbnLayout.Market.Levels + DbnLayout.Level.Bytes;

    private readonly Stream _output;
    private readonly DbnSchema _schema;
    private readonly string _dataset;
    private readonly List<string> _symbols = [];
    private readonly Dictionary<uint, DbnBook> _books = [];
    private readonly byte[] _record = new byte[RecordBytes];
    private readonly long _start;
    private UnixNanos _first;
    private UnixNanos _last;
    private bool _any;
    private bool _finished;

    /// <summary>Begins a file.</summary>
    /// <param name="output">Where to; it must be able to seek, and stays open.</param>
    /// <param name="instruments">The instruments whose ticks will come.</param>
    /// <param name="kinds">The kinds that will come: without quotes the file has schema trades.</param>
    /// <param name="unit">What a size counts in.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public DbnTickWriter(Stream output, IReadOnlyCollection<Instrument> instruments, TickKinds kinds, SizeUnit unit)
    {
        _output = output;
        _schema = (kinds & TickKinds.Quote) == 0 ? DbnSchema.Trades : DbnSchema.Mbp1;
        string[] venues = [.. instruments.Select(instrument => instrument.Name.Venue).Distinct()];
        bool one = venues.Length == 1 && venues[0].Length <= DbnLayout.Metadata.DatasetBytes && venues[0].All(char.IsAscii);
        _dataset = one ? venues[0] : DbnFormat.SeveralVenues;
        Enlist(instruments, venues, unit);
        _start = output.Position;
        output.Write(Metadata());
    }

    /// <inheritdoc/>
    public bool Write(Instrument instrument, in RecordedTick tick, long epoch)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        DbnBook book = _books[instrument.Number];
        switch (tick.Tick.Kind)
        {
            case TickKind.Quote:
                TakeQuote(book, tick.Tick);
                WriteRecord(book, in tick, DbnFormat.NoPrice, 0, (byte)'M', DbnLayout.Market.NoSide);
                return true;
            case TickKind.Trade:
                byte side = tick.Tick.Side switch { Side.Buy => DbnLayout.Market.BidSide, Side.Sell => DbnLayout.Market.AskSide, _ => DbnLayout.Market.NoSide };
                WriteRecord(book, in tick, book.Amounts.Price(tick.Tick.Price), book.Amounts.Size(tick.Tick.Size), DbnLayout.Market.TradeAction, side);
                return true;
            default:
                return false;
        }
    }

    /// <inheritdoc/>
    public void Finish()
    {
        if (_finished)
        {
            return;
        }

        _finished = true;
        long end = _output.Position;
        _output.Position = _start;
        _output.Write(Metadata());
        _output.Position = end;
        _output.Flush();
    }

    private static void TakeQuote(DbnBook book, in Tick quote)
    {
        book.BidPrice = quote.HasBid ? book.Amounts.Price(quote.BidPrice) : DbnFormat.NoPrice;
        book.BidSize = quote.HasBid ? book.Amounts.Size(quote.BidSize) : 0;
        book.AskPrice = quote.HasAsk ? book.Amounts.Price(quote.AskPrice) : DbnFormat.NoPrice;
        book.AskSize = quote.HasAsk ? book.Amounts.Size(quote.AskSize) : 0;
    }

    private static ulong TimeOf(UnixNanos time) => time.IsNone || time.Value < 0 ? DbnFormat.NoTime : (ulong)time.Value;

    // One id for each symbol: where two venues have the same one, the publisher tells them apart.
    private void Enlist(IReadOnlyCollection<Instrument> instruments, string[] venues, SizeUnit unit)
    {
        Dictionary<string, uint> ids = new(StringComparer.Ordinal);
        foreach (Instrument instrument in instruments)
        {
            if (!ids.TryGetValue(instrument.Name.Symbol, out uint id))
            {
                _symbols.Add(instrument.Name.Symbol);
                ids.Add(instrument.Name.Symbol, id = (uint)_symbols.Count);
            }

            ushort publisher = DbnPublishers.FirstOf(instrument.Name.Venue);
            publisher = publisher != 0 ? publisher : (ushort)(FirstOwnPublisher + Array.IndexOf(venues, instrument.Name.Venue));
            _books.Add(instrument.Number, new DbnBook(publisher, id, new DbnAmounts(instrument, unit)));
        }
    }

    private byte[] Metadata() => DbnMetadataBytes.Make(_dataset, _schema, _symbols, _first, _last);

    private void WriteRecord(DbnBook book, in RecordedTick tick, long price, uint size, byte action, byte side)
    {
        int length = _schema == DbnSchema.Trades ? DbnLayout.Market.Bytes : RecordBytes;
        Span<byte> record = _record.AsSpan(0, length);
        record.Clear();
        record[DbnLayout.Header.Length] = (byte)(length / DbnFormat.LengthUnit);
        record[DbnLayout.Header.Type] = (byte)(_schema == DbnSchema.Trades ? DbnRecordType.Trade : DbnRecordType.Mbp1);
        BinaryPrimitives.WriteUInt16LittleEndian(record[DbnLayout.Header.PublisherId..], book.Publisher);
        BinaryPrimitives.WriteUInt32LittleEndian(record[DbnLayout.Header.InstrumentId..], book.Id);
        BinaryPrimitives.WriteUInt64LittleEndian(record[DbnLayout.Header.EventTime..], TimeOf(tick.Tick.EventTime));
        BinaryPrimitives.WriteInt64LittleEndian(record[DbnLayout.Market.Price..], price);
        BinaryPrimitives.WriteUInt32LittleEndian(record[DbnLayout.Market.Size..], size);
        record[DbnLayout.Market.Action] = action;
        record[DbnLayout.Market.Side] = side;
        record[DbnLayout.Market.Flags] = (byte)FlagsOf(tick.Tick.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(record[DbnLayout.Market.ReceiveTime..], TimeOf(tick.RecordedAt));
        BinaryPrimitives.WriteUInt32LittleEndian(record[DbnLayout.Market.Sequence..], unchecked((uint)tick.Tick.Sequence));
        if (length > DbnLayout.Market.Levels)
        {
            Span<byte> level = record[DbnLayout.Market.Levels..];
            BinaryPrimitives.WriteInt64LittleEndian(level[DbnLayout.Level.BidPrice..], book.BidPrice);
            BinaryPrimitives.WriteInt64LittleEndian(level[DbnLayout.Level.AskPrice..], book.AskPrice);
            BinaryPrimitives.WriteUInt32LittleEndian(level[DbnLayout.Level.BidSize..], book.BidSize);
            BinaryPrimitives.WriteUInt32LittleEndian(level[DbnLayout.Level.AskSize..], book.AskSize);
        }

        _output.Write(record);
        _first = !_any || tick.RecordedAt < _first ? tick.RecordedAt : _first;
        _last = !_any || tick.RecordedAt > _last ? tick.RecordedAt : _last;
        _any = true;
    }

    private static DbnRecordFlags FlagsOf(TickFlags flags) =>
        DbnRecordFlags.Last
        | ((flags & TickFlags.Snapshot) != 0 ? DbnRecordFlags.Snapshot : DbnRecordFlags.None)
        | ((flags & TickFlags.Stale) != 0 ? DbnRecordFlags.MaybeBadBook : DbnRecordFlags.None);
}
