using Ticker.Model;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Amounts as decimals of 18 digits in 64 bits: what they are where all instruments share one scale.</summary>
/// <param name="name">What it is called.</param>
/// <param name="scale">The scale that all share.</param>
internal sealed class NarrowDecimalColumn(string name, int scale) : AmountColumn
{
    private const long Greatest = 999_999_999_999_999_999;

    private readonly NumberColumn<long> _column = new(DataField.NarrowDecimal(name, scale) with { IsNullable = true });

    public override DataColumn Column => _column;

    public override void Append(Instrument instrument, long mantissa, int scale)
    {
        if (mantissa is < -Greatest or > Greatest)
        {
            throw new ExportRefusedException(
                $"{instrument.FullName}: {DecimalText.ToText(mantissa, scale)} in {Column.Field.Name} has more than {DataField.NarrowPrecision} digits; mantissas hold it");
        }

        _column.Append(mantissa);
    }
}
