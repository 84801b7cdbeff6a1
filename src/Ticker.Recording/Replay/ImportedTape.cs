using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Replay;

/// <summary>A foreign recording as a tape. It can only be read on: going back is opening it again.</summary>
/// <remarks>All its ticks are of one feed, which is live from the beginning.</remarks>
public sealed class ImportedTape : ITape
{
    private const ushort Feed = 1;

    private readonly Func<IRecordingReader> _open;
    private readonly string _name;
    private IRecordingReader _reader;
    private bool _begun;

    /// <summary>Opens a recording.</summary>
    /// <param name="name">What its feed is called.</param>
    /// <param name="open">Opens it, each time from its beginning.</param>
    /// <exception cref="RecordingFormatException">It is of no known format, or damaged at its beginning.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public ImportedTape(string name, Func<IRecordingReader> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        (_name, _open) = (name, open);
        _reader = open();
    }

    /// <inheritdoc/>
    public IReadOnlyList<Instrument> Instruments => _reader.Instruments;

    /// <inheritdoc/>
    public string FeedName(ushort number) => _name;

    /// <inheritdoc/>
    public int Read(Span<Tick> records)
    {
        _begun = true;
        int count = 0;
        while (count < TapeReel.MostRead)
        {
            try
            {
                if (!_reader.Read(out RecordedTick recorded))
                {
                    break;
                }

                records[count++] = recorded.Tick with { Feed = Feed, ReceiveTime = recorded.RecordedAt };
            }
            catch (Exception damage) when (count > 0 && damage is RecordingFormatException or IOException)
            {
                // It comes again with the next call; what was read before it is good.
                break;
            }
        }

        return count;
    }

    /// <inheritdoc/>
    public void GoNear(TapePlace place, TapeStanding standing)
    {
        if (_begun)
        {
            _reader.Dispose();
            _reader = _open();
            _begun = false;
        }

        GoOn(standing);
    }

    /// <inheritdoc/>
    public void GoOn(TapeStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        standing.Apply(Tick.ForFeedState(Feed, FeedState.Live, 1, default));
    }

    /// <inheritdoc/>
    public string? TakeTrouble() => null;

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
