namespace Ticker.Simulation.Tests.Oracle;

/// <summary>The ticks of an instrument that a subscription is owed: those after one position, up to another.</summary>
internal readonly record struct Window(InstrumentTape Instrument, ulong After, ulong UpTo)
{
    public bool IsOpen => UpTo == ulong.MaxValue;
}
