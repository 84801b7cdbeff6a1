namespace Ticker.Recording.Import.Iex;

/// <summary>What a pcapng section says of one network interface.</summary>
/// <param name="IsEthernet">Whether its packets begin with an Ethernet header.</param>
/// <param name="Resolution">How its times count: 10^-n s, or with the highest bit set 2^-n s.</param>
/// <param name="OffsetSeconds">What is to be added to its times, in seconds.</param>
internal readonly record struct CaptureInterface(bool IsEthernet, byte Resolution, long OffsetSeconds)
{
    /// <summary>The resolution where none is told: microseconds.</summary>
    public const byte Micros = 6;

    private const byte BinaryBit = 0x80;
    private const int NanosDigits = 9;

    // Ten to the 38th is the greatest power that 128 bits hold.
    private const int MaxDigits = 38;

    /// <summary>A time of this interface in ns since the UNIX epoch; null where it is out of the range of such.</summary>
    public long? ToNanos(ulong time)
    {
        int digits = Resolution & ~BinaryBit;
        UInt128 nanos = (Resolution & BinaryBit) != 0 ? ((UInt128)time * 1_000_000_000) >> digits
            : digits <= NanosDigits ? time * Power(NanosDigits - digits)
            : digits - NanosDigits <= MaxDigits ? time / Power(digits - NanosDigits)
            : 0;
        Int128 total = (Int128)nanos + ((Int128)OffsetSeconds * 1_000_000_000);
        return total >= 0 && total <= long.MaxValue ? (long)total : null;
    }

    private static UInt128 Power(int digits)
    {
        UInt128 power = 1;
        for (int digit = 0; digit < digits; digit++)
        {
            power *= 10;
        }

        return power;
    }
}
