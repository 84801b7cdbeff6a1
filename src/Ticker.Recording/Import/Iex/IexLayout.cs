namespace Ticker.Recording.Import.Iex;

/// <summary>
/// Where the fields of TOPS messages stand, in bytes, little-endian, and how long the messages are at least: newer versions may
/// add behind. Source: the IEX TOPS specifications, versions 1.5 and 1.6.
/// </summary>
internal static class IexLayout
{
    /// <summary>Prices count in 10^-4.</summary>
    public const byte PriceScale = 4;

    /// <summary>A letter.</summary>
    public const int Type = 0;

    /// <summary>u8: flags, or the state of a status.</summary>
    public const int Flags = 1;

    /// <summary>i64: when it happened, ns since the UNIX epoch.</summary>
    public const int Time = 2;

    /// <summary>Eight characters, spaces behind.</summary>
    public const int Symbol = 10;

    /// <summary>The size of what all messages with a symbol begin with.</summary>
    public const int HeadBytes = 18;

    /// <summary>The flag of quotes and trades out of regular hours.</summary>
    public const byte ExtendedHours = 0x40;

    /// <summary>A quote, 'Q'.</summary>
    public static class Quote
    {
        /// <summary>The letter.</summary>
        public const byte Letter = (byte)'Q';

        /// <summary>The size.</summary>
        public const int Bytes = 42;

        /// <summary>u32.</summary>
        public const int BidSize = 18;

        /// <summary>i64; 0 = no bid.</summary>
        public const int BidPrice = 22;

        /// <summary>i64; 0 = no ask.</summary>
        public const int AskPrice = 30;

        /// <summary>u32.</summary>
        public const int AskSize = 38;
    }

    /// <summary>A trade, 'T'.</summary>
    public static class Trade
    {
        /// <summary>The letter.</summary>
        public const byte Letter = (byte)'T';

        /// <summary>The size.</summary>
        public const int Bytes = 38;

        /// <summary>u32.</summary>
        public const int Size = 18;

        /// <summary>i64.</summary>
        public const int Price = 22;

        /// <summary>i64.</summary>
        public const int Id = 30;
    }

    /// <summary>A trading status, 'H'.</summary>
    public static class Status
    {
        /// <summary>The letter.</summary>
        public const byte Letter = (byte)'H';

        /// <summary>The size.</summary>
        public const int Bytes = 22;

        /// <summary>Four characters, spaces behind.</summary>
        public const int Reason = 18;
    }

    /// <summary>An operational halt or its end, 'O'.</summary>
    public static class OperationalHalt
    {
        /// <summary>The letter.</summary>
        public const byte Letter = (byte)'O';

        /// <summary>The size.</summary>
        public const int Bytes = 18;
    }

    /// <summary>A line of the directory, 'D'.</summary>
    public static class Directory
    {
        /// <summary>The letter.</summary>
        public const byte Letter = (byte)'D';

        /// <summary>The size.</summary>
        public const int Bytes = 31;

        /// <summary>u32: the round lot.</summary>
        public const int RoundLot = 18;

        /// <summary>i64: the adjusted close before; 0 = not told.</summary>
        public const int PreviousClose = 22;
    }

    /// <summary>How long a message of a type is at least; 0 of a type that is not read.</summary>
    public static int LeastBytes(byte type) => type switch
    {
        Quote.Letter => Quote.Bytes,
        Trade.Letter => Trade.Bytes,
        Status.Letter => Status.Bytes,
        OperationalHalt.Letter => OperationalHalt.Bytes,
        Directory.Letter => Directory.Bytes,
        _ => 0,
    };
}
