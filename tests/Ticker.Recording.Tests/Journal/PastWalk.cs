using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

/// <summary>
/// What somebody gets who comes back and reads on to the present, piece by piece. Every number is either that of a record
/// or in a gap, in order and once: that is checked at each step.
/// </summary>
internal sealed class PastWalk(JournalPast past, ulong after)
{
    private readonly Tick[] _records = new Tick[700];

    public ulong Position { get; private set; } = after;

    public List<Tick> Records { get; } = [];

    public List<PastGap> Gaps { get; } = [];

    /// <summary>Reads one piece; what is not there at all is a gap to the end.</summary>
    /// <param name="upTo">The last number that is wanted.</param>
    /// <param name="most">The most records; at least 1.</param>
    public void Step(ulong upTo, int most = 700)
    {
        PastRead read = past.Read(Position, upTo, _records.AsSpan(0, most));
        ulong missingTo = read.Count == 0 ? upTo : read.MissingTo;
        if (missingTo > Position)
        {
            Gaps.Add(new PastGap(Position + 1, missingTo, read.Cause));
            Position = missingTo;
        }

        foreach (Tick record in _records.AsSpan(0, read.Count))
        {
            Assert.Equal(Position + 1, record.Sequence);
            Assert.True(record.Sequence <= upTo);
            Records.Add(record);
            Position = record.Sequence;
        }
    }

    /// <summary>Reads all up to a number.</summary>
    public PastWalk To(ulong upTo, Random? sizes = null)
    {
        while (Position < upTo)
        {
            Step(upTo, sizes?.Next(1, 700) ?? 700);
        }

        return this;
    }
}
