using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Ticker.Model;

namespace Ticker.Load.Subscribers;

/// <summary>One who asks, is answered, and asks again over the same connection: long polls, and snapshots now and then.</summary>
internal sealed class AskingSubscriber : ISubscriber
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly string _authority;
    private readonly IQuestion _question;
    private readonly TimeSpan _pause;
    private readonly CarriedPart _part = new();
    private long _asked;
    private TimeSpan _wait;
    private bool _isWaiting;

    /// <summary>Connects and asks for the first time.</summary>
    /// <param name="server">Where.</param>
    /// <param name="question">What to ask.</param>
    /// <param name="pause">How long after a question the next is asked; zero = as soon as it is answered.</param>
    /// <param name="first">How long after the first question the second is asked, so that not all ask at once.</param>
    public AskingSubscriber(Uri server, IQuestion question, TimeSpan pause = default, TimeSpan first = default)
    {
        (_authority, _question, _pause, _wait) = (server.Authority, question, pause, first);
        IsLive = question.IsLiveUnanswered;
        _socket.Connect(server.Host, server.Port);
        Ask();
    }

    public nint Handle => _socket.Handle;

    public long Ticks { get; private set; }

    public long StandFor => 0;

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    public bool IsLive { get; private set; }

    /// <summary>Whether it asks at intervals, and has to be told to.</summary>
    public bool IsPaced => _pause > TimeSpan.Zero;

    /// <summary>Asks, if it is answered and its time has come.</summary>
    public void AskWhenDue()
    {
        if (_isWaiting && Stopwatch.GetElapsedTime(_asked) >= _wait)
        {
            _wait = _pause;
            Ask();
        }
    }

    public void Read(byte[] buffer, LatencyHistogram ages, int atMost = int.MaxValue)
    {
        int count = _part.Receive(_socket, buffer, atMost);
        Bytes += count;
        long now = UnixNanos.Now(TimeProvider.System).Value;
        Span<byte> bytes = buffer.AsSpan(0, _part.Length + count);
        int end = bytes.IndexOf("\r\n\r\n"u8) + 4;
        if (end < 4 || LengthOf(bytes[..end]) is not { } length || bytes.Length < end + length)
        {
            _part.Keep(bytes);
            return;
        }

        _part.Keep([]);
        Ticks += JsonScan.Scan(bytes.Slice(end, length), now, ages, out _);
        Messages++;
        IsLive = true;
        _question.Answered(bytes[..end], bytes.Slice(end, length));
        _isWaiting = true;
        if (!IsPaced)
        {
            Ask();
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int? LengthOf(ReadOnlySpan<byte> head)
    {
        string text = Encoding.ASCII.GetString(head);
        if (!text.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && !text.StartsWith("HTTP/1.1 304", StringComparison.Ordinal))
        {
            throw new IOException($"the server refused: {text.Split('\r')[0]}");
        }

        string? length = HeadLine.Of(text, "Content-Length");
        return length is not null ? int.Parse(length, CultureInfo.InvariantCulture)
            : text.StartsWith("HTTP/1.1 304", StringComparison.Ordinal) ? 0
            : throw new IOException("the server answered without a length");
    }

    private void Ask()
    {
        _isWaiting = false;
        _asked = Stopwatch.GetTimestamp();
        Bytes += _socket.Send(Encoding.ASCII.GetBytes(_question.Next(_authority)));
    }
}
