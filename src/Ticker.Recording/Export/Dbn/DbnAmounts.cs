using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Export.Dbn;

/// <summary>Converts an instrument's prices and sizes to what DBN counts in, exactly or not at all. Immutable; thread-safe.</summary>
internal sealed class DbnAmounts
{
    private readonly Instrument _instrument;
    private readonly SizeUnit _unit;
    private readonly Int128 _priceFactor;
    private readonly Int128 _priceDivisor;
    private readonly Int128 _sizeFactor;
    private readonly Int128 _sizeDivisor;

    public DbnAmounts(Instrument instrument, SizeUnit unit)
    {
        (_instrument, _unit) = (instrument, unit);
        int places = DbnFormat.PriceScale - instrument.PriceScale;
        (_priceFactor, _priceDivisor) = (PowerOfTen(Math.Max(places, 0)), PowerOfTen(Math.Max(-places, 0)));
        _sizeFactor = PowerOfTen(Math.Max(unit.Scale - instrument.SizeScale, 0));
        _sizeDivisor = unit.Mantissa * PowerOfTen(Math.Max(instrument.SizeScale - unit.Scale, 0));
    }

    /// <summary>A price in 10^-9.</summary>
    /// <exception cref="ExportRefusedException">It has more decimals, or is too large.</exception>
    public long Price(long mantissa)
    {
        (Int128 price, Int128 rest) = Int128.DivRem(mantissa * _priceFactor, _priceDivisor);
        if (rest == 0 && price > long.MinValue && price < DbnFormat.NoPrice)
        {
            return (long)price;
        }

        string why = rest == 0 ? "is too large for DBN" : $"has more than the {DbnFormat.PriceScale} decimals of DBN";
        throw new ExportRefusedException($"{_instrument.FullName}: the price {DecimalText.ToText(mantissa, _instrument.PriceScale)} {why}");
    }

    /// <summary>A size in units.</summary>
    /// <exception cref="ExportRefusedException">It is no whole number of them, or is too large.</exception>
    public uint Size(long mantissa)
    {
        (Int128 size, Int128 rest) = Int128.DivRem(mantissa * _sizeFactor, _sizeDivisor);
        if (rest == 0 && size >= 0 && size < DbnFormat.NoSize)
        {
            return (uint)size;
        }

        string text = DecimalText.ToText(mantissa, _instrument.SizeScale);
        throw new ExportRefusedException(rest == 0
            ? $"{_instrument.FullName}: the size {text} is more than DBN can count in units of {_unit}; a larger --size-unit may do"
            : $"{_instrument.FullName}: the size {text} is no whole number of units of {_unit}, which is all that DBN can hold; say what a unit is, as in --size-unit 0.00001");
    }

    private static Int128 PowerOfTen(int places)
    {
        Int128 power = 1;
        for (; places > 0; places--)
        {
            power *= 10;
        }

        return power;
    }
}
