using System.Threading.Channels;
using Ticker.Engine.Deliver;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>
/// What a replay session has in the place of feeds: gives its lane the records of a tape, with the session's own numbers
/// and, if that is wanted, as if they came now. For one thread at a time.
/// </summary>
public sealed class SessionMarket
{
    /// <summary>The most batches that the lane is given before it is turned.</summary>
    public const int MostBatches = (2 * TapeReel.MaxSlice / TickBatch.Capacity) + 1;

    private readonly TickBatchPool _batches = new(MostBatches);
    private readonly RecordNumbers _numbers;
    private readonly bool _moves;
    private readonly TimeProvider _time;

    /// <summary>Makes the instruments and feeds of a tape known to nobody yet.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="times">Which times its ticks carry.</param>
    /// <param name="time">Our clock.</param>
    public SessionMarket(ITape tape, ReplayTimes times, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(tape);
        (_moves, _time) = (times == ReplayTimes.Now, time);
        Instruments = new InstrumentRegistry(Math.Max(tape.Instruments.Count, 1));

        // Nothing comes in through this door; it only knows the feeds' names.
        ChannelWriter<TickBatch> nowhere = Channel.CreateBounded<TickBatch>(1).Writer;
        Door = new FeedDoor(new FeedOptions { MaxFeeds = ushort.MaxValue }, Instruments, _batches, nowhere, time);
        _numbers = new RecordNumbers(tape, Instruments, Door);
    }

    /// <summary>The tape's instruments.</summary>
    public InstrumentRegistry Instruments { get; }

    /// <summary>Knows the tape's feeds.</summary>
    public FeedDoor Door { get; }

    /// <summary>Feeds records of the tape, at most a slice.</summary>
    /// <exception cref="RecordingFormatException">They are of something that the recording does not define.</exception>
    public void Feed(ReadOnlySpan<Tick> records, TapedLane lane)
    {
        ArgumentNullException.ThrowIfNull(lane);
        UnixNanos now = _moves ? UnixNanos.Now(_time) : default;
        while (!records.IsEmpty)
        {
            TickBatch batch = _batches.Rent();
            records = records[batch.Add(records)..];
            foreach (ref Tick record in batch.Ticks)
            {
                _numbers.Renumber(ref record, now);
            }

            lane.Feed(batch);
        }
    }

    /// <summary>Has a lane that has forgotten everything know how everything stands. Nobody may be subscribed.</summary>
    /// <param name="standing">What it is to know.</param>
    /// <param name="position">Where it stands then.</param>
    /// <param name="lane">The lane.</param>
    /// <exception cref="RecordingFormatException">There is more than it takes.</exception>
    public void Stand(TapeStanding standing, ulong position, TapedLane lane)
    {
        ArgumentNullException.ThrowIfNull(standing);
        ArgumentNullException.ThrowIfNull(lane);
        IReadOnlyList<Tick> stood = standing.Records();
        List<Tick> definitions = [];
        _numbers.Define(stood.Count > 0 ? stood[0].Feed : (ushort)0, definitions);
        foreach (Tick[] records in definitions.Concat(stood).Chunk(TapeReel.MaxSlice))
        {
            Feed(records, lane);
            while (lane.Lane.Turn())
            {
            }
        }

        lane.StandAt(position);
    }
}
