using Ticker.Model;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Amounts as integers, whose scale stands in a column beside them.</summary>
/// <param name="name">The amount's; <c>_mantissa</c> is added, so that nobody takes it for the amount.</param>
internal sealed class MantissaColumn(string name) : AmountColumn
{
    private readonly NumberColumn<long> _column = new(DataField.Int64(name + "_mantissa") with { IsNullable = true });

    public override DataColumn Column => _column;

    public override void Append(Instrument instrument, long mantissa, int scale) => _column.Append(mantissa);
}
