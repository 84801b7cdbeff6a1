using System.Net;
using System.Net.Sockets;
using System.Text;
using Ticker.Server.Tests.Peers;

namespace Ticker.Tests.Hostile;

/// <summary>
/// A connection that means no good: what it sends is up to the attack, to the byte, and what it gets is told as an outcome in
/// a word or two. Cheap enough that very many of them take little of the machine that they share with the server.
/// </summary>
internal sealed class Intruder : IDisposable
{
    public const string Ended = "end";
    public const string WasReset = "reset";

    private const int TcpMaxSegment = 2;
    private const int Tcp = 6;
    private const int TcpInformation = 11;
    private const byte Established = 1;

    private readonly Socket _socket;
    private readonly CancellationToken _patience;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    private Intruder(Socket socket, CancellationToken patience) => (_socket, _patience) = (socket, patience);

    /// <summary>Whether the server has ended or reset the connection; for who does not read.</summary>
    public bool IsOver
    {
        get
        {
            Span<byte> state = stackalloc byte[8];
            return _socket.GetRawSocketOption(Tcp, TcpInformation, state) > 0 && state[0] != Established;
        }
    }

    public static async Task<Intruder> ConnectAsync(IPEndPoint where, CancellationToken patience, int? receiveBuffer = null)
    {
        var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer is { } size)
        {
            // Segments as on a real line: those of the loopback, 64 KiB each, would not fit and be dropped.
            socket.SetRawSocketOption(Tcp, TcpMaxSegment, BitConverter.GetBytes(1400));
            socket.ReceiveBufferSize = size;
        }

        try
        {
            await socket.ConnectAsync(where, patience);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new Intruder(socket, patience);
    }

    /// <summary>Opens a WebSocket in JSON as one who is let in, and reads the welcome.</summary>
    public static async Task<Intruder> OpenAsync(HostileTarget target, CancellationToken patience, int? receiveBuffer = null)
    {
        Intruder intruder = await ConnectAsync(target.Web, patience, receiveBuffer);
        try
        {
            await intruder.SendAsync(Handshakes.With(Handshakes.Json, target.Authorization));
            string answer = await intruder.AnswerAsync();
            if (answer != "101" || !(await intruder.TextAsync()).Contains("\"welcome\"", StringComparison.Ordinal))
            {
                throw new InvalidDataException($"not let in: {answer}");
            }
        }
        catch
        {
            intruder.Dispose();
            throw;
        }

        return intruder;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, _patience)..];
        }
    }

    /// <summary>Sends what the server may answer by closing while it still comes.</summary>
    public async Task TrySendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await SendAsync(bytes);
        }
        catch (SocketException)
        {
            // It has closed; what it said about that is still to be read.
        }
    }

    /// <summary>Sends a text frame.</summary>
    public Task SayAsync(string json) => SendAsync(Frames.TextOf(json));

    /// <summary>The status of the server's answer, or the end of the connection. Of the answer's body nothing is read.</summary>
    public async Task<string> AnswerAsync()
    {
        int length;
        while ((length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (!await FillAsync())
            {
                return _start == _end ? Ended : "end in a head";
            }
        }

        string status = Encoding.Latin1.GetString(_buffer, _start, length).Split(' ', '\r') is [_, var code, ..] ? code : "no status";
        _start += length + 4;
        return status;
    }

    /// <summary>The next frame; null at the end of the connection.</summary>
    public async Task<RawFrame?> FrameAsync()
    {
        if (!await HasAsync(2))
        {
            return null;
        }

        int length = _buffer[_start + 1];
        int header = length == 126 ? 4 : 2;
        if (length > 126 || !await HasAsync(header))
        {
            throw new InvalidDataException("the server broke the rules of frames");
        }

        length = header == 4 ? (_buffer[_start + 2] << 8) | _buffer[_start + 3] : length;
        if (!await HasAsync(header + length))
        {
            throw new InvalidDataException("the connection ended inside a frame");
        }

        var frame = new RawFrame(_buffer[_start], _buffer.AsSpan(_start + header, length).ToArray());
        _start += header + length;
        return frame;
    }

    /// <summary>The text of the next frame that is no heartbeat and holds no ticks; how it ended, where there is none.</summary>
    public async Task<string> TextAsync()
    {
        while (await FrameAsync() is { } frame)
        {
            if (frame.IsClose)
            {
                return await LeaveAsync(frame);
            }

            if (!frame.Payload.AsSpan().StartsWith("{\"ev\":\"heartbeat\""u8) && !frame.Payload.AsSpan().StartsWith("{\"id\":"u8))
            {
                return frame.Text;
            }
        }

        return Ended;
    }

    /// <summary>How the server ends the connection: <c>close</c> and a code, then the end; whatever comes before is passed over.</summary>
    public async Task<string> CloseAsync()
    {
        while (await FrameAsync() is { } frame)
        {
            if (frame.IsClose)
            {
                return await LeaveAsync(frame);
            }
        }

        return Ended;
    }

    /// <summary>How the connection ends, whatever comes before.</summary>
    public async Task<string> EndAsync()
    {
        try
        {
            do
            {
                _start = _end = 0;
            }
            while (await FillAsync());
            return Ended;
        }
        catch (SocketException)
        {
            return WasReset;
        }
    }

    /// <summary>Waits until the server ends the connection, without reading; how, as far as can be told.</summary>
    public async Task<string> OverAsync()
    {
        while (!IsOver)
        {
            await Task.Delay(50, _patience);
        }

        return await EndAsync();
    }

    /// <summary>Reads some bytes and drops them; 0 = the end.</summary>
    public async Task<int> SomeAsync(int atMost)
    {
        Grow(atMost);
        return await _socket.ReceiveAsync(_buffer.AsMemory(0, atMost), _patience);
    }

    /// <summary>Reads until there are so many bytes, or the end comes; they stay until the next call.</summary>
    public async Task<ReadOnlyMemory<byte>> BytesAsync(int length)
    {
        await HasAsync(length);
        int taken = Math.Min(length, _end - _start);
        _start += taken;
        return _buffer.AsMemory(_start - taken, taken);
    }

    /// <summary>Ends the connection with a reset.</summary>
    public void Reset() => _socket.Close(0);

    /// <summary>Says that nothing more comes.</summary>
    public void Finish() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    // Nothing may follow a close but the end, by whatever packet.
    private async Task<string> LeaveAsync(RawFrame close)
    {
        string outcome = $"close {close.Code}";
        try
        {
            return _start == _end && !await FillAsync() ? outcome : $"{outcome} and more";
        }
        catch (SocketException)
        {
            return outcome;
        }
    }

    private async Task<bool> HasAsync(int count)
    {
        while (_end - _start < count)
        {
            if (!await FillAsync())
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> FillAsync()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        Grow(_end + 4096);
        int read = await _socket.ReceiveAsync(_buffer.AsMemory(_end), _patience);
        _end += read;
        return read > 0;
    }

    // Most intruders are told a line or two.
    private void Grow(int least)
    {
        if (_buffer.Length < least)
        {
            Array.Resize(ref _buffer, Math.Max(least, 4 * _buffer.Length));
        }
    }
}
