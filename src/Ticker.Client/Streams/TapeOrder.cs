using System.Globalization;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>What the tape of a replay is told to do. Immutable.</summary>
public sealed class TapeOrder
{
    private TapeOrder(ClientMessage message) => Message = message;

    /// <summary>The tape stops where it is.</summary>
    public static TapeOrder Pause { get; } = new(new PauseMessage { Id = 0 });

    /// <summary>The tape goes on.</summary>
    public static TapeOrder Resume { get; } = new(new ResumeMessage { Id = 0 });

    internal ClientMessage Message { get; }

    /// <summary>Plays so many ticks of the recording at once, whatever is subscribed to, and then stops.</summary>
    /// <param name="ticks">How many, 1 to <see cref="MessageLimits.MaxStep"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">So many it does not play at once.</exception>
    public static TapeOrder Step(int ticks = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ticks, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ticks, MessageLimits.MaxStep);
        return new TapeOrder(new StepMessage { Ticks = ticks });
    }

    /// <summary>Goes on from the first tick that has this sequence, or more.</summary>
    public static TapeOrder Seek(ulong sequence) => new(new SeekMessage { Sequence = sequence });

    /// <summary>Goes on from the first tick that was recorded then, or later.</summary>
    /// <param name="time">By the recording's clock.</param>
    public static TapeOrder Seek(UnixNanos time) => new(new SeekMessage { Time = time });

    /// <summary>Plays faster or slower from now on.</summary>
    /// <param name="times">How many times as fast as it was recorded: 0.01 to 1,000,000. The server refuses any other.</param>
    public static TapeOrder Speed(decimal times) => new(new SpeedMessage { Speed = times.ToString(CultureInfo.InvariantCulture) });

    /// <summary>Plays as fast as can be from now on.</summary>
    public static TapeOrder FullSpeed { get; } = new(new SpeedMessage { Speed = "max" });
}
