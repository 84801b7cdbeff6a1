using Ticker.Model;

namespace Ticker.Recording.Export.Parquet;

/// <summary>A column of prices or sizes, in the form that was asked for. For one thread.</summary>
internal abstract class AmountColumn
{
    /// <summary>The column of the file.</summary>
    public abstract DataColumn Column { get; }

    /// <summary>Adds a row with an amount.</summary>
    /// <param name="instrument">Whose it is, for errors.</param>
    /// <param name="mantissa">The amount in 10^-<paramref name="scale"/>.</param>
    /// <param name="scale">0 to 12.</param>
    /// <exception cref="ExportRefusedException">The form cannot hold it.</exception>
    public abstract void Append(Instrument instrument, long mantissa, int scale);

    /// <summary>Makes the column.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="form">How it holds amounts.</param>
    /// <param name="scales">The scales of all instruments: what decides how wide decimals are.</param>
    public static AmountColumn Create(string name, NumberForm form, IReadOnlyCollection<int> scales) => form switch
    {
        NumberForm.Mantissa => new MantissaColumn(name),
        NumberForm.Double => new DoubleColumn(name),
        _ when scales.Distinct().Count() > 1 => new WideDecimalColumn(name, scales.Max()),
        _ => new NarrowDecimalColumn(name, scales.FirstOrDefault()),
    };
}
