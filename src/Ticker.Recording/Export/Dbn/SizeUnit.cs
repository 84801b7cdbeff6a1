using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Export.Dbn;

/// <summary>What one unit of size in a DBN file stands for, since the format counts sizes in whole numbers of 32 bits.</summary>
/// <param name="Mantissa">The unit in 10^-<paramref name="Scale"/>, from 1.</param>
/// <param name="Scale">0 to <see cref="Instrument.MaxSizeScale"/>.</param>
public readonly record struct SizeUnit(long Mantissa, int Scale)
{
    /// <summary>A share, a contract, a coin.</summary>
    public static SizeUnit One => new(1, 0);

    /// <summary>Reads a decimal above zero, as <c>0.00001</c> or <c>100</c>.</summary>
    public static bool TryParse(string text, out SizeUnit unit)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int scale = Math.Min(DecimalText.ScaleOf(utf8), Instrument.MaxSizeScale);
        bool read = DecimalText.Parse(utf8, scale, out long mantissa) == DecimalResult.Exact && mantissa > 0;
        unit = read ? new SizeUnit(mantissa, scale) : One;
        return read;
    }

    /// <summary>The unit as a decimal.</summary>
    public override string ToString() => DecimalText.ToText(Mantissa, Scale);
}
