using Ticker.Model;

namespace Ticker.Protocol.Tests;

/// <summary>A tick with all that the writer is told of it.</summary>
internal sealed record DataTick(Tick Tick, Instrument Instrument, TickFlags ExtraFlags = TickFlags.None, Collapsed Collapsed = default);

/// <summary>A data message, to write whole.</summary>
internal sealed record DataMessage(int Id, bool Times, IReadOnlyList<DataTick> Ticks)
{
    public byte[] Write(WireEncoding encoding)
    {
        var buffer = new byte[ServerMessageWriter.MaxMessageBytes];
        var writer = new DataMessageWriter(buffer, encoding, Id, Times);
        foreach (DataTick one in Ticks)
        {
            Tick tick = one.Tick;
            Collapsed collapsed = one.Collapsed;
            Assert.True(writer.TryAdd(in tick, one.Instrument, one.ExtraFlags, in collapsed));
        }

        int length = writer.Finish(out int start);
        return buffer[start..(start + length)];
    }
}
