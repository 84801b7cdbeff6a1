using Ticker.Load.Runs;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Load.Feeds;

/// <summary>The ticks of a workload's steps, one step after the other, as bytes for one send: each message behind a head.</summary>
internal sealed class EncodedSteps
{
    private readonly EncodedTicks _ticks;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly int _perStep;
    private readonly int _headLength;
    private readonly HeadWriter _writeHead;

    /// <summary>Encodes the ticks.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="headLength">How many bytes a head has.</param>
    /// <param name="writeHead">Writes one, into bytes that still hold an older one.</param>
    /// <param name="encoding">How ticks are encoded.</param>
    public EncodedSteps(Workload workload, int headLength, HeadWriter writeHead, WireEncoding encoding = WireEncoding.MessagePack)
    {
        (_perStep, _headLength, _writeHead) = (workload.TicksPerStep, headLength, writeHead);
        _ticks = new EncodedTicks(workload.Market(), workload.DifferentMessages * _perStep, encoding);
        Counts = new OfferCounts([.. _ticks.Instruments.Chunk(_perStep)]);
    }

    /// <summary>Writes the head of a message.</summary>
    public delegate void HeadWriter(Span<byte> head, int messageLength, uint instrument);

    public OfferCounts Counts { get; }

    /// <summary>The next step, as of now; good until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        int first = Counts.Take() * _perStep;
        long now = UnixNanos.Now(TimeProvider.System).Value;
        int length = 0;
        for (int n = first; n < first + _perStep; n++)
        {
            ReadOnlySpan<byte> message = _ticks.Renumber(n, now);
            _writeHead(_buffer.AsSpan(length, _headLength), message.Length, _ticks.Instruments[n]);
            message.CopyTo(_buffer.AsSpan(length + _headLength));
            length += _headLength + message.Length;
        }

        return _buffer.AsSpan(0, length);
    }
}
