using System.Net.Sockets;
using System.Text;
using Ticker.Model;

namespace Ticker.Load.Subscribers;

/// <summary>One who reads an HTTP answer without end, in JSON: events or lines. What frames the ticks is passed over.</summary>
internal sealed class EndlessSubscriber : ISubscriber
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CarriedPart _part = new();
    private readonly ChunkedBody? _chunks;
    private readonly Http2Stream? _stream;

    /// <summary>Connects, asks, and reads the head of the answer.</summary>
    /// <param name="server">Where.</param>
    /// <param name="path">What it asks for, with the query.</param>
    /// <param name="accept">The kind of answer that it wants.</param>
    /// <param name="isLive">Whether the answer is live from its beginning; else it says <c>seam</c> first.</param>
    public EndlessSubscriber(Uri server, string path, string accept, bool isLive)
    {
        _socket.Connect(server.Host, server.Port);
        _socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nAccept: {accept}\r\n\r\n"));
        byte[] bytes = new byte[256 * 1024];
        int length = 0;
        int end;
        while ((end = bytes.AsSpan(0, length).IndexOf("\r\n\r\n"u8)) < 0)
        {
            int count = _socket.Receive(bytes.AsSpan(length));
            length += count > 0 ? count : throw new IOException($"the server ended an answer: {Encoding.ASCII.GetString(bytes, 0, length)}");
        }

        string head = Encoding.ASCII.GetString(bytes, 0, end);
        if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
        {
            throw new IOException($"the server refused: {head.Split('\r')[0]}");
        }

        _chunks = head.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? new ChunkedBody() : null;
        IsLive = isLive;
        Take(bytes, 0, bytes.AsSpan(end + 4, length - end - 4), new LatencyHistogram());
    }

    /// <summary>The same over a cleartext HTTP/2 connection of its own.</summary>
    /// <param name="server">Where.</param>
    /// <param name="path">What it asks for, with the query.</param>
    /// <param name="accept">The kind of answer that it wants.</param>
    public EndlessSubscriber(Uri server, string path, string accept)
    {
        _socket.Connect(server.Host, server.Port);
        _stream = Http2Stream.Open(
            _socket, [(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", server.Authority), ("accept", accept)], ends: true, out byte[] first);
        byte[] bytes = new byte[first.Length];
        Scan(bytes, 0, first, first.Length, new LatencyHistogram());
    }

    public nint Handle => _socket.Handle;

    public long Ticks { get; private set; }

    public long StandFor => 0;

    public long Messages => 0;

    public long Bytes { get; private set; }

    public bool IsLive { get; private set; }

    public void Read(byte[] buffer, LatencyHistogram ages, int atMost = int.MaxValue)
    {
        int count = _part.Receive(_socket, buffer, atMost);
        Bytes += count;
        Take(buffer, _part.Length, buffer.AsSpan(_part.Length, count), ages);
    }

    public void Dispose() => _socket.Dispose();

    private void Take(byte[] buffer, int start, Span<byte> came, LatencyHistogram ages)
    {
        int body = _stream?.Unwrap(came) ?? _chunks?.Unwrap(came) ?? came.Length;
        Scan(buffer, start, came, body, ages);
    }

    private void Scan(byte[] buffer, int start, Span<byte> came, int body, LatencyHistogram ages)
    {
        long now = UnixNanos.Now(TimeProvider.System).Value;
        if (start == 0)
        {
            came[..body].CopyTo(buffer);
        }

        ReadOnlySpan<byte> text = buffer.AsSpan(0, start + body);
        IsLive = IsLive || text.IndexOf("seam"u8) >= 0;
        Ticks += JsonScan.Scan(text, now, ages, out int end);
        _part.Keep(text[^Math.Min(text.Length - end, JsonScan.MemberLength - 1)..]);
    }
}
