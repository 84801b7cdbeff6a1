using Ticker.Engine;
using Ticker.Engine.Memory;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Late;

/// <summary>
/// Follows the journal, and gives a late market each record when it is due: when more than the delay has passed since it was
/// received, and all before it were due. One task runs it.
/// </summary>
/// <remarks>
/// It ends where the journal does not go on as it went: with another epoch, or behind records that it does not hold. Then the
/// market ends, and whoever goes on in the next is told what is missing, as after any reconnect.
/// </remarks>
/// <param name="market">What gets them.</param>
/// <param name="start">Where it begins.</param>
/// <param name="known">Told of instruments.</param>
/// <param name="share">The server's memory that it holds: more, as there are more instruments.</param>
/// <param name="options">How long it goes on for nobody.</param>
/// <param name="time">The clock.</param>
internal sealed class LatePump(Market market, LateStart start, KnownInstruments known, MemoryShare share, DelayOptions options, TimeProvider time) : IDisposable
{
    // More would only wake it as often as there are ticks.
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly RecordingReader _reader = start.Reader;
    private readonly Pipeline _pipeline = market.Pipeline;
    private readonly List<Tick> _read = [];
    private readonly long _epoch = start.Stored.Epoch;
    private ulong _last = start.Stored.Sequence;
    private long _usedAt = time.GetTimestamp();
    private int _next;
    private bool _isFirst = true;
    private bool _breaksOff;

    /// <summary>The last record that the market was given.</summary>
    public ulong Last => _last;

    /// <summary>Runs until the market ends.</summary>
    /// <param name="cancellation">Ends it before.</param>
    /// <returns>Why, for a person to read; null = nobody needs it any more.</returns>
    /// <exception cref="RecordingFormatException">The journal cannot be read.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public async Task<string?> RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsUnused())
            {
                return null;
            }

            if (_next == _read.Count && !TryRead())
            {
                // What comes now is not due before the delay.
                TimeSpan soon = market.Delay / 4;
                await Task.Delay(soon < LeastWait ? LeastWait : soon > LongestWait ? LongestWait : soon, time, cancellation).ConfigureAwait(false);
                continue;
            }

            UnixNanos before = UnixNanos.From(time.GetUtcNow() - market.Delay);
            if (_read[_next].ReceiveTime >= before)
            {
                var left = TimeSpan.FromMicroseconds((_read[_next].ReceiveTime.Value - before.Value) / 1000);
                await Task.Delay(left < LeastWait ? LeastWait : left > LongestWait ? LongestWait : left, time, cancellation).ConfigureAwait(false);
            }
            else if (_breaksOff)
            {
                return _reader.Position.Epoch == _epoch ? $"the journal lacks what follows {_epoch}:{_last}" : $"epoch {_epoch} has ended";
            }
            else
            {
                await _pipeline.ToSequencer.WriteAsync(Take(before), cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private bool IsUnused()
    {
        long now = time.GetTimestamp();
        _usedAt = market.Users > 0 ? now : _usedAt;
        return time.GetElapsedTime(_usedAt, now) > options.Linger;
    }

    private bool TryRead()
    {
        ReadOnlySpan<Tick> block = _reader.ReadBlock();
        if (block.IsEmpty)
        {
            return false;
        }

        // In a new epoch numbers do not begin where those of the one before ended.
        bool isBeginning = _isFirst && _reader.GapBefore is { Cause: RecordingGapCause.Epoch };
        _breaksOff = _reader.Position.Epoch != _epoch || (block[0].Sequence > _last + 1 && !isBeginning);
        _isFirst = false;
        _read.Clear();
        _read.AddRange(block);
        _next = 0;
        return true;
    }

    // What is due, as much of it as fits.
    private TickBatch Take(UnixNanos before)
    {
        TickBatch batch = _pipeline.Batches.Rent();
        batch.IsNumbered = true;
        while (batch.Room > 0 && _next < _read.Count && _read[_next].ReceiveTime < before)
        {
            Tick record = _read[_next++];
            if (record.Kind == TickKind.Definition)
            {
                known.Add(record.Instrument);
                share.Hold(Math.Max(0, Pipeline.CostOfLate(_pipeline.Options, known.Highest) - share.Held));
            }

            batch.Add(record.Kind == TickKind.FeedState ? start.Runs.Order(in record) : record);
            market.Tell(record.ReceiveTime);
            _last = record.Sequence;
        }

        return batch;
    }
}
