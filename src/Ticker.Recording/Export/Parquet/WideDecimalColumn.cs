using Ticker.Model;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Amounts as decimals of 38 digits in 128 bits: whatever the instruments' scales are, the finest holds them all.</summary>
/// <param name="name">What it is called.</param>
/// <param name="finest">The greatest scale.</param>
internal sealed class WideDecimalColumn(string name, int finest) : AmountColumn
{
    private static readonly long[] PowersOfTen = [.. Enumerable.Range(0, Instrument.MaxPriceScale + 1).Select(places => (long)Math.Pow(10, places))];

    private readonly NumberColumn<Int128> _column = new(DataField.WideDecimal(name, finest) with { IsNullable = true });

    public override DataColumn Column => _column;

    public override void Append(Instrument instrument, long mantissa, int scale) => _column.Append((Int128)mantissa * PowersOfTen[finest - scale]);
}
