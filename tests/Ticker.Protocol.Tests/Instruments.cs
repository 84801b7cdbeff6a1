using Ticker.Model;

namespace Ticker.Protocol.Tests;

internal static class Instruments
{
    public static Instrument Of(uint number, string fullName, int priceScale, int sizeScale)
    {
        int colon = fullName.IndexOf(':', StringComparison.Ordinal);
        return new Instrument
        {
            Number = number,
            Name = new InstrumentName(fullName[..colon], fullName[(colon + 1)..]),
            PriceScale = (byte)priceScale,
            SizeScale = (byte)sizeScale,
        };
    }
}
