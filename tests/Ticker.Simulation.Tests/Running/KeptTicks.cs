using Ticker.Engine.Sequence;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Simulation.Tests.Running;

/// <summary>What a journal would keep: for whoever begins, everything after a position.</summary>
internal sealed class KeptTicks(ulong after) : IPastTicks
{
    /// <summary>Whose records it keeps.</summary>
    public TestPipeline Pipeline { get; set; } = null!;

    public bool Keeps(ulong sequence) => sequence >= after;

    public PastRead Read(ulong sequence, ulong upTo, Span<Tick> records)
    {
        // What was in memory when it began is not lost on the way.
        int count = (int)Math.Min((ulong)records.Length, Math.Min(upTo, (ulong)Pipeline.Tape.Count) - sequence);
        Pipeline.Tape.GetRange((int)sequence, count).CopyTo(records);
        return new PastRead(count);
    }

    public PastMoment? Find(UnixNanos time)
    {
        int at = Pipeline.Tape.FindIndex(record => record.ReceiveTime >= time) is >= 0 and var found ? found : Pipeline.Tape.Count;
        return (ulong)at < after ? null : new PastMoment(
            (ulong)at,
            [.. Pipeline.Tape.Take(at).GroupBy(record => (record.Instrument, record.Kind)).Select(records => records.Last()).OrderBy(record => record.Sequence)]);
    }
}
