using System.CommandLine.Parsing;
using System.Globalization;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>Up to where a stream is wanted: a position, itself included, or an instant of the server's clock, itself not included. Immutable.</summary>
/// <param name="Epoch">The numbering of the position; 0 = it is an instant.</param>
/// <param name="Sequence">The position.</param>
/// <param name="Instant">The instant; none = it is a position.</param>
internal sealed record Until(long Epoch, ulong Sequence, UnixNanos Instant)
{
    // How far apart the server's clock and ours may be where nothing comes that tells the server's.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>Whether it is an instant.</summary>
    public bool IsInstant => Epoch == 0;

    /// <summary>Reads one from a command line.</summary>
    public static Until? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (text.Split(':') is [var epoch, var sequence]
            && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long of) && of > 0
            && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out ulong last))
        {
            return new Until(of, last, default);
        }

        if (UnixNanos.TryParse(text, out UnixNanos instant))
        {
            return new Until(0, 0, instant);
        }

        argument.AddError($"--until is '{text}'; it must be a position as in 1723161253937:41, or a time as in 2024-08-08T23:54:13Z");
        return null;
    }

    /// <summary>Whether a tick comes after it.</summary>
    public bool IsBefore(in ReceivedTick tick) =>
        IsInstant ? !tick.Tick.ReceiveTime.IsNone && tick.Tick.ReceiveTime.Value >= Instant.Value : tick.Tick.Sequence > Sequence;

    /// <summary>Whether nothing up to it follows a stream's position, although no tick after it has come.</summary>
    /// <param name="position">Where the stream is.</param>
    /// <param name="pending">How many ticks wait at the server to be written to us.</param>
    /// <param name="present">The server's newest position when the stream was asked for: before that, it catches up.</param>
    /// <param name="time">Our clock.</param>
    public bool IsReached(StartFrom position, long pending, ulong present, TimeProvider time) =>
        pending == 0 && position.Kind == StartKind.Position && (IsInstant
            ? position.Sequence >= present && UnixNanos.Now(time).Value >= Instant.Value + ((long)Margin.TotalMilliseconds * 1_000_000)
            : position.Epoch == Epoch && position.Sequence >= Sequence);

    /// <summary>Refuses a numbering in which the position will never come.</summary>
    /// <exception cref="CommandException">It is another.</exception>
    public void Check(long epoch)
    {
        if (!IsInstant && epoch != Epoch)
        {
            throw new CommandException(ExitCode.Failed, $"--until {Epoch}:{Sequence} is no position of this server any more: it numbers by {epoch} now");
        }
    }
}
