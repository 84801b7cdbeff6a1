using System.Buffers;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Answers;

/// <summary>What a subscriber is told first, by whichever road it comes. Thread-safe.</summary>
/// <param name="serverName">What this server calls itself.</param>
/// <param name="delivery">How subscribers are served.</param>
/// <param name="time">The clock.</param>
internal sealed class Greeting(string serverName, DeliveryOptions delivery, TimeProvider time)
{
    /// <summary>Makes <c>welcome</c>.</summary>
    /// <param name="epoch">The stream's epoch.</param>
    /// <param name="auth">Whether the subscriber has to say who it is, or has.</param>
    /// <param name="delay">How much later than it happened the subscriber sees the market.</param>
    /// <param name="more">The limits of its road, beside those that hold on all.</param>
    public Welcome Make(long epoch, AuthState auth, TimeSpan delay, params IEnumerable<(string Name, long Limit)> more)
    {
        (string Name, long Limit)[] limits =
        [
            ("max_frame", ServerMessageWriter.MaxMessageBytes), ("message_symbols", delivery.MaxMessageSymbols), ("patterns", delivery.MaxPatterns), ("pending_bytes", delivery.PendingBytes),
            ("pending_ticks", delivery.PendingTicks), ("symbols", delivery.MaxSymbols), .. more,
        ];
        return new Welcome
        {
            Server = serverName,
            Epoch = epoch,
            Time = UnixNanos.Now(time),
            HeartbeatMs = (int)delivery.HeartbeatInterval.TotalMilliseconds,
            Auth = auth,
            DelayMs = (int)delay.TotalMilliseconds,
            Limits = limits.OrderBy(limit => limit.Name, StringComparer.Ordinal).ToDictionary(limit => limit.Name, limit => limit.Limit),
        };
    }

    /// <summary>Writes it, with what stands around it.</summary>
    /// <param name="framing">The subscriber's.</param>
    /// <param name="welcome">What <see cref="Make"/> made.</param>
    public static byte[] Write(Framing framing, Welcome welcome)
    {
        var message = new ArrayBufferWriter<byte>();
        ServerMessageWriter.Write(message, welcome, framing.Encoding);
        var framed = new byte[framing.SizeOf(message.WrittenCount)];
        return framed[..framing.Write(framed, message.WrittenSpan, null)];
    }
}
