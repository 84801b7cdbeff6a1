using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Import.Iex;

/// <summary>The instruments of a capture: a first reading collects them, the second looks them up. For one thread.</summary>
/// <param name="venue">Their venue.</param>
internal sealed class IexInstruments(string venue)
{
    private readonly Dictionary<ulong, int> _places = [];
    private readonly List<Instrument> _all = [];

    /// <summary>All, in the order in which they came; numbers are 1, 2, 3, ..</summary>
    public IReadOnlyList<Instrument> All => _all;

    /// <summary>First reading: takes in a message that has a symbol.</summary>
    public void See(ReadOnlySpan<byte> message)
    {
        ulong symbol = KeyOf(message);
        if (!_places.TryGetValue(symbol, out int place))
        {
            place = _all.Count;
            _places.Add(symbol, place);
            _all.Add(Define(symbol, message.Slice(IexLayout.Symbol, sizeof(ulong)), (uint)place + 1));
        }

        if (message[IexLayout.Type] == IexLayout.Directory.Letter)
        {
            uint lot = BinaryPrimitives.ReadUInt32LittleEndian(message[IexLayout.Directory.RoundLot..]);
            long close = BinaryPrimitives.ReadInt64LittleEndian(message[IexLayout.Directory.PreviousClose..]);
            _all[place] = _all[place] with { LotSize = lot, PreviousClose = close is > 0 and <= Tick.MaxMantissa ? close : null };
        }
    }

    /// <summary>Second reading: the place of a message's instrument in the list.</summary>
    /// <returns>False where the first reading did not see it: the file has changed.</returns>
    public bool TryFind(ReadOnlySpan<byte> message, out int place) => _places.TryGetValue(KeyOf(message), out place);

    private static ulong KeyOf(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt64LittleEndian(message[IexLayout.Symbol..]);

    // A symbol that cannot be one still gets an instrument: by its bytes.
    private Instrument Define(ulong key, ReadOnlySpan<byte> symbol, uint number)
    {
        var name = new InstrumentName(venue, Encoding.UTF8.GetString(symbol.TrimEnd((byte)' ')));
        return new Instrument
        {
            Number = number,
            Name = name.Check() is null ? name : name with { Symbol = string.Create(CultureInfo.InvariantCulture, $"0x{BinaryPrimitives.ReverseEndianness(key):X16}") },
            PriceScale = IexLayout.PriceScale,
            SizeScale = 0,
            AssetClass = AssetClass.Equity,
            Currency = "USD",
        };
    }
}
