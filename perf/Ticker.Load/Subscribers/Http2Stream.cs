using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Ticker.Load.Feeds;

namespace Ticker.Load.Subscribers;

/// <summary>
/// The one stream of a cleartext HTTP/2 connection, by hand: asks, takes the frames' heads out of what comes in pieces, and
/// gives leave for more as browsers do. Source: RFC 9113; RFC 8441 for WebSockets. One thread.
/// </summary>
internal sealed class Http2Stream
{
    private const int Id = 1;

    // Chromium's window for a stream; leave for more is given when half of it is used.
    private const int Window = 6 * 1024 * 1024;
    private const int FirstWindow = 65_535;
    private const byte StatusOk = 0x88; // HPACK's static table: ":status: 200"

    private readonly Socket _socket;
    private readonly byte[] _header = new byte[Http2Frame.HeaderLength];
    private readonly byte[] _control = new byte[256];
    private int _headerLength;
    private int _controlLength;
    private int _left;
    private int _taken;
    private bool _isAnswered;
    private bool _isReady;

    private Http2Stream(Socket socket) => _socket = socket;

    private byte Type => _header[3];

    private byte Flags => _header[4];

    /// <summary>Asks, and waits for the head of the answer, which must be 200.</summary>
    /// <param name="socket">Connected; nothing was sent.</param>
    /// <param name="fields">The request's, those with a colon first.</param>
    /// <param name="ends">Whether nothing follows the head of the request.</param>
    /// <param name="first">What came of the answer's body.</param>
    public static Http2Stream Open(Socket socket, IEnumerable<(string Name, string Value)> fields, bool ends, out byte[] first)
    {
        var stream = new Http2Stream(socket);
        byte[] window = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(window, Http2Frame.InitialWindowSize);
        BinaryPrimitives.WriteInt32BigEndian(window.AsSpan(2), Window);
        socket.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        stream.SendFrame(Http2Frame.Settings, 0, 0, window);
        stream.Allow(0, Window - FirstWindow);

        // A WebSocket may only be asked for when the server has said that it takes them so.
        byte[] bytes = new byte[64 * 1024];
        int body = 0;
        while (!stream._isReady)
        {
            body = stream.Receive(bytes, body);
        }

        byte flags = (byte)(Http2Frame.EndHeaders | (ends ? Http2Frame.EndStream : 0));
        stream.SendFrame(Http2Frame.Headers, flags, Id, [.. fields.SelectMany(field => Field(field.Name, field.Value))]);
        while (!stream._isAnswered)
        {
            body = stream.Receive(bytes, body);
        }

        first = bytes[..body];
        return stream;
    }

    /// <summary>Sends some of the request's body.</summary>
    public void Send(ReadOnlySpan<byte> bytes) => SendFrame(Http2Frame.Data, 0, Id, bytes);

    /// <summary>Moves what belongs to the body to the front.</summary>
    /// <param name="bytes">What came next.</param>
    /// <returns>How many bytes that is.</returns>
    /// <exception cref="IOException">The stream has ended.</exception>
    public int Unwrap(Span<byte> bytes)
    {
        int to = 0;
        for (int at = 0; at < bytes.Length;)
        {
            if (_headerLength < _header.Length)
            {
                int part = Math.Min(_header.Length - _headerLength, bytes.Length - at);
                bytes.Slice(at, part).CopyTo(_header.AsSpan(_headerLength));
                (at, _headerLength) = (at + part, _headerLength + part);
                (_left, _controlLength) = (_headerLength == _header.Length ? Http2Frame.Length(_header) : 0, 0);
            }

            int count = Math.Min(_left, bytes.Length - at);
            to += Take(bytes.Slice(at, count), bytes[to..]);
            (at, _left) = (at + count, _left - count);
            if (_left == 0 && _headerLength == _header.Length)
            {
                _headerLength = 0;
                EndFrame();
            }
        }

        return to;
    }

    private int Take(ReadOnlySpan<byte> payload, Span<byte> body)
    {
        if (Type == Http2Frame.Data)
        {
            payload.CopyTo(body);
            _taken += payload.Length;
            return payload.Length;
        }

        // Of the others only the beginning matters, and they are short.
        int kept = Math.Min(payload.Length, _control.Length - _controlLength);
        payload[..kept].CopyTo(_control.AsSpan(_controlLength));
        _controlLength += kept;
        return 0;
    }

    private void EndFrame()
    {
        bool isAck = (Flags & Http2Frame.Ack) != 0;
        switch (Type)
        {
            case Http2Frame.Settings when !isAck:
                SendFrame(Http2Frame.Settings, Http2Frame.Ack, 0, default);
                _isReady = true;
                break;
            case Http2Frame.Ping when !isAck:
                SendFrame(Http2Frame.Ping, Http2Frame.Ack, 0, _control.AsSpan(0, _controlLength));
                break;
            case Http2Frame.Headers when !_isAnswered && _control[0] == StatusOk:
                _isAnswered = true;
                break;
            case Http2Frame.Headers or Http2Frame.ResetStream or Http2Frame.GoAway:
                throw new IOException($"the server refused or ended a stream, by a frame of type {Type}");
            case Http2Frame.Data when (Flags & Http2Frame.EndStream) != 0:
                throw new IOException("the server ended an answer without end");
            case Http2Frame.Data when _taken > Window / 2:
                Allow(0, _taken);
                Allow(Id, _taken);
                _taken = 0;
                break;
        }
    }

    // In full, without Huffman's code and the tables (RFC 7541, section 6.2.2); the texts are shorter than 127 bytes.
    private static byte[] Field(string name, string value) =>
        [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];

    private int Receive(byte[] bytes, int body)
    {
        int count = _socket.Receive(bytes.AsSpan(body));
        return count > 0 ? body + Unwrap(bytes.AsSpan(body, count)) : throw new IOException("the server ended a connection");
    }

    private void Allow(int stream, int bytes)
    {
        Span<byte> increment = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(increment, bytes);
        SendFrame(Http2Frame.WindowUpdate, 0, stream, increment);
    }

    private void SendFrame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[Http2Frame.HeaderLength + payload.Length];
        Http2Frame.WriteHeader(frame, payload.Length, type, flags, stream);
        payload.CopyTo(frame.AsSpan(Http2Frame.HeaderLength));
        _socket.Send(frame);
    }
}
