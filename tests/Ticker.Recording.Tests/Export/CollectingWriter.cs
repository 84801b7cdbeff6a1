using Ticker.Model;
using Ticker.Recording.Export;

namespace Ticker.Recording.Tests.Export;

/// <summary>A form that keeps what it is given, but for states, for which it has no place.</summary>
internal sealed class CollectingWriter : ITickWriter
{
    public List<(string Instrument, ulong Sequence, long Epoch)> Ticks { get; } = [];

    public bool IsFinished { get; private set; }

    public bool Write(Instrument instrument, in RecordedTick tick, long epoch)
    {
        Assert.False(IsFinished);
        if (tick.Tick.Kind == TickKind.Status)
        {
            return false;
        }

        Ticks.Add((instrument.FullName, tick.Tick.Sequence, epoch));
        return true;
    }

    public void Finish() => IsFinished = true;
}
