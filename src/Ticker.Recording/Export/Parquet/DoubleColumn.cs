using System.Globalization;
using Ticker.Model;

namespace Ticker.Recording.Export.Parquet;

/// <summary>Amounts as the nearest doubles.</summary>
/// <param name="name">What it is called.</param>
internal sealed class DoubleColumn(string name) : AmountColumn
{
    // Up to here a double is exact; so are the powers of ten; and the quotient of two exact doubles is the nearest to the true one.
    private const long GreatestExact = 1L << 53;

    private static readonly double[] PowersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12];

    private readonly NumberColumn<double> _column = new(DataField.Double(name) with { IsNullable = true });

    public override DataColumn Column => _column;

    public override void Append(Instrument instrument, long mantissa, int scale) => _column.Append(Nearest(mantissa, scale));

    /// <summary>The double that is nearest to an exact decimal.</summary>
    internal static double Nearest(long mantissa, int scale) => mantissa is >= -GreatestExact and <= GreatestExact
        ? mantissa / PowersOfTen[scale]
        : double.Parse(DecimalText.ToText(mantissa, scale), CultureInfo.InvariantCulture);
}
