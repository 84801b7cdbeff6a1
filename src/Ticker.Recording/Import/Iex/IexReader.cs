using Ticker.Model;

namespace Ticker.Recording.Import.Iex;

/// <summary>
/// Reads IEX TOPS 1.5 and 1.6 out of captured packets, pcap or pcapng: quotes, trades and trading statuses. Other messages are
/// counted by their type.
/// </summary>
/// <remarks>
/// <para>
/// The file is read twice: once for its instruments, then for the ticks. Damage found in the first reading is told in the
/// second, after all that comes before it. A tick costs no allocation. For one thread.
/// </para>
/// <para>
/// Prices count in 10^-4, sizes in shares. Event time: the message's. Recorded at: when the packet was captured, by that host's
/// clock. Sequence: 1, 2, 3, .. as read. After a gap in the feed the next tick of every instrument is marked.
/// </para>
/// </remarks>
public sealed class IexReader : ForwardReader
{
    /// <summary>The venue, unless another is asked for: the exchange's MIC.</summary>
    public const string IexVenue = "IEXG";

    private const int FirstReadingStep = 64 * 1024;

    private readonly IexMessages _messages;
    private readonly IexInstruments _instruments;
    private readonly IexTicks _ticks;

    private IexReader(RecordingContent content, IexInstruments instruments)
    {
        _messages = new IexMessages(content, Counts);
        _instruments = instruments;
        _ticks = new IexTicks(_messages, instruments, Counts);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Instrument> Instruments => _instruments.All;

    /// <inheritdoc/>
    public override long BytesRead => _messages.BytesRead;

    /// <inheritdoc/>
    public override long Length => _messages.Length;

    /// <summary>What has been read and skipped so far.</summary>
    public IexCounts Counts { get; } = new();

    /// <inheritdoc/>
    public override void Dispose() => _messages.Dispose();

    /// <inheritdoc/>
    protected override bool ReadNext(out RecordedTick tick) => _ticks.Read(out tick);

    /// <summary>Opens a capture and reads it through once, for its instruments; the reader disposes of it.</summary>
    /// <exception cref="RecordingFormatException">It holds no TOPS, or is damaged before any.</exception>
    internal static IexReader Open(RecordingContent content, RecordingOpening opening)
    {
        var instruments = new IexInstruments(opening.Venue ?? IexVenue);
        using RecordingContent again = content.OpenAgain();
        using var messages = new IexMessages(again, new IexCounts());
        try
        {
            for (long count = 1; messages.TryRead(out ReadOnlySpan<byte> message); count++)
            {
                int least = IexLayout.LeastBytes(message[IexLayout.Type]);
                if (least > 0 && message.Length >= least)
                {
                    instruments.See(message);
                }

                if (count % FirstReadingStep == 0)
                {
                    opening.Cancelled.ThrowIfCancellationRequested();
                    opening.Progress?.Invoke((double)messages.BytesRead / Math.Max(1, messages.Length));
                }
            }
        }
        catch (RecordingFormatException) when (messages.HasTops)
        {
            // It comes again in the second reading, after the ticks that stand before it.
        }

        return messages.HasTops
            ? new IexReader(content, instruments)
            : throw new RecordingFormatException(content.Name, "the capture holds no packet of IEX TOPS");
    }
}
