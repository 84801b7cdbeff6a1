using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>Gives a tape's records the numbers of the pipeline that plays them: of instruments and of feeds. For one thread.</summary>
/// <param name="tape">The tape.</param>
/// <param name="instruments">Where its instruments are made known.</param>
/// <param name="door">Where its feeds are made known.</param>
public sealed class RecordNumbers(ITape tape, InstrumentRegistry instruments, FeedDoor door)
{
    // What a definition of the tape belongs to: one may replace another of its name, as it did when it was recorded.
    private const ushort Definer = 0;

    private readonly ushort[] _feeds = new ushort[ushort.MaxValue + 1];
    private uint[] _instruments = [0];

    /// <summary>Makes known what the tape has come to know, and tells of the first of each name.</summary>
    /// <param name="feed">The tape's number of the feed that they are said to be of.</param>
    /// <param name="definitions">Gets a record for each, with the tape's numbers.</param>
    /// <exception cref="RecordingFormatException">There are more than the pipeline takes.</exception>
    public void Define(ushort feed, ICollection<Tick> definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        for (int known = _instruments.Length; known <= tape.Instruments.Count; known++)
        {
            Instrument recorded = tape.Instruments[known - 1];
            DefineResult result = instruments.Define(recorded, Definer, out Instrument? instrument);
            if (instrument is null)
            {
                throw new RecordingFormatException(recorded.FullName, $"the server cannot take this instrument: {result}");
            }

            Array.Resize(ref _instruments, known + 1);
            _instruments[known] = instrument.Number;
        }

        for (uint number = 1; number < _instruments.Length; number++)
        {
            if (instruments.ReplacedBy(instruments[_instruments[number]]) is null)
            {
                definitions.Add(Tick.ForDefinition(feed, number, default));
            }
        }
    }

    /// <summary>The pipeline's number of a feed.</summary>
    /// <exception cref="RecordingFormatException">There are more than the pipeline takes.</exception>
    public ushort FeedOf(ushort recorded)
    {
        ref ushort feed = ref _feeds[recorded];
        if (feed == 0)
        {
            string name = tape.FeedName(recorded);
            feed = door.Register(name)?.Number ?? throw new RecordingFormatException(name, "the server cannot take this feed: there are too many");
        }

        return feed;
    }

    /// <summary>Gives a record the pipeline's numbers, and marks it as played.</summary>
    /// <param name="record">The record.</param>
    /// <param name="now">If it is to look as if it were received now, when that is; else none.</param>
    /// <exception cref="RecordingFormatException">It is of an instrument that the recording does not define.</exception>
    public void Renumber(ref Tick record, UnixNanos now)
    {
        if (record.Kind == TickKind.FeedState)
        {
            record = record with { Feed = FeedOf(record.Feed) };
            return;
        }

        if (record.Instrument >= (uint)_instruments.Length || record.Instrument == 0)
        {
            throw new RecordingFormatException("the recording", $"record {record.Sequence} is of instrument {record.Instrument}, which is not defined");
        }

        record = record with
        {
            Feed = FeedOf(record.Feed),
            Instrument = _instruments[record.Instrument],
            Flags = record.Kind == TickKind.Definition ? record.Flags : record.Flags | TickFlags.Replayed,
        };
        if (!now.IsNone)
        {
            // As long after its event as it was.
            long age = record.ReceiveTime.Value - record.EventTime.Value;
            record = record with { ReceiveTime = now, EventTime = record.EventTime.IsNone ? default : new UnixNanos(now.Value - age) };
        }
    }
}
