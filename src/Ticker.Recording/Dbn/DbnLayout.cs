namespace Ticker.Recording.Dbn;

/// <summary>
/// Where the fields of a record stand, in bytes from its beginning. These are the same in every version; what is not
/// stands in <see cref="DbnVersionLayout"/>.
/// </summary>
internal static class DbnLayout
{
    /// <summary>Of every record.</summary>
    public static class Header
    {
        /// <summary>Its size.</summary>
        public const int Bytes = 16;

        /// <summary>u8: the whole record's length, in units of four bytes.</summary>
        public const int Length = 0;

        /// <summary>u8: <see cref="DbnRecordType"/>.</summary>
        public const int Type = 1;

        /// <summary>u16: which data set of which venue (<see cref="DbnPublishers"/>).</summary>
        public const int PublisherId = 2;

        /// <summary>u32: the vendor's number of the instrument, which may mean another one on another day.</summary>
        public const int InstrumentId = 4;

        /// <summary>u64: when it happened, by the venue's clock, ns since the UNIX epoch; a bar's start.</summary>
        public const int EventTime = 8;
    }

    /// <summary>
    /// Of a trade, of mbp-1, tbbo and mbp-10, of cmbp-1 and tcbbo; and of what comes at intervals (bbo, cbbo), where price and
    /// size are those of the last trade and there is no action, depth, delta nor (in cbbo) sequence.
    /// </summary>
    public static class Market
    {
        /// <summary>The size of a trade, which is that of the others before their levels.</summary>
        public const int Bytes = 48;

        /// <summary>i64 in 10^-9.</summary>
        public const int Price = 16;

        /// <summary>u32.</summary>
        public const int Size = 24;

        /// <summary>A letter: A add, C cancel, M modify, R clear the book, T trade, F fill, N none.</summary>
        public const int Action = 28;

        /// <summary>A letter: A the ask or a selling aggressor, B the bid or a buying one, N none.</summary>
        public const int Side = 29;

        /// <summary>u8: <see cref="DbnRecordFlags"/>.</summary>
        public const int Flags = 30;

        /// <summary>u8: the level of the book that changed.</summary>
        public const int Depth = 31;

        /// <summary>u64: when the vendor received it, ns since the UNIX epoch; the end of the interval, where there is one.</summary>
        public const int ReceiveTime = 32;

        /// <summary>i32: ns from the venue's sending to the receive time.</summary>
        public const int SendDelta = 40;

        /// <summary>u32: the venue's sequence number.</summary>
        public const int Sequence = 44;

        /// <summary>Where the first level stands, if the record has any.</summary>
        public const int Levels = 48;

        /// <summary>The letter of a trade.</summary>
        public const byte TradeAction = (byte)'T';

        /// <summary>The letter of a book that was cleared.</summary>
        public const byte ClearAction = (byte)'R';

        /// <summary>The letter of neither side.</summary>
        public const byte NoSide = (byte)'N';

        /// <summary>The letter of the ask, and of a selling aggressor.</summary>
        public const byte AskSide = (byte)'A';

        /// <summary>The letter of the bid, and of a buying aggressor.</summary>
        public const byte BidSide = (byte)'B';
    }

    /// <summary>Of a level of the book, from its own beginning.</summary>
    public static class Level
    {
        /// <summary>Its size.</summary>
        public const int Bytes = 32;

        /// <summary>i64 in 10^-9.</summary>
        public const int BidPrice = 0;

        /// <summary>i64 in 10^-9.</summary>
        public const int AskPrice = 8;

        /// <summary>u32.</summary>
        public const int BidSize = 16;

        /// <summary>u32.</summary>
        public const int AskSize = 20;

        /// <summary>u32 orders; in a consolidated level u16: the publisher of the best bid.</summary>
        public const int BidCount = 24;

        /// <summary>u32 orders; in a consolidated level u16: the publisher of the best ask.</summary>
        public const int AskCount = 28;
    }

    /// <summary>Of a status.</summary>
    public static class Status
    {
        /// <summary>Its size.</summary>
        public const int Bytes = 40;

        /// <summary>u64: when the vendor received it, ns since the UNIX epoch.</summary>
        public const int ReceiveTime = 16;

        /// <summary>u16: <see cref="DbnStatusAction"/>.</summary>
        public const int Action = 24;

        /// <summary>u16: <see cref="DbnStatusReason"/>.</summary>
        public const int Reason = 26;

        /// <summary>u16: more of what happened; 0 = nothing.</summary>
        public const int TradingEvent = 28;

        /// <summary>A letter: Y, N or ~ (not told).</summary>
        public const int IsTrading = 30;

        /// <summary>A letter, likewise.</summary>
        public const int IsQuoting = 31;

        /// <summary>A letter, likewise.</summary>
        public const int IsShortSellRestricted = 32;
    }

    /// <summary>Of a definition: what stands at the same place in every version.</summary>
    public static class Definition
    {
        /// <summary>u64: when the vendor received it, ns since the UNIX epoch.</summary>
        public const int ReceiveTime = 16;

        /// <summary>i64 in 10^-9: the least step of a price.</summary>
        public const int MinPriceIncrement = 24;
    }

    /// <summary>Of the metadata, from the byte after the prelude: what stands at the same place in every version.</summary>
    public static class Metadata
    {
        /// <summary>The size of the part whose size is always the same.</summary>
        public const int FixedBytes = 100;

        /// <summary>Text of <see cref="DatasetBytes"/>, padded with zeros: <c>GLBX.MDP3</c>.</summary>
        public const int Dataset = 0;

        /// <summary>The room for the name of the data set.</summary>
        public const int DatasetBytes = 16;

        /// <summary>u16: <see cref="DbnSchema"/>.</summary>
        public const int Schema = 16;

        /// <summary>u64: the beginning of what was asked for, ns since the UNIX epoch.</summary>
        public const int Start = 18;

        /// <summary>u64: its end, likewise, exclusive; <see cref="DbnFormat.NoTime"/> = none.</summary>
        public const int End = 26;

        /// <summary>u64: the most records that were asked for; 0 = all.</summary>
        public const int Limit = 34;
    }
}
