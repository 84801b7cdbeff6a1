using System.Net;
using System.Net.Sockets;
using Ticker.Engine.Deliver;
using Ticker.Transports.WebSockets;

namespace Ticker.Benchmarks.Stages;

/// <summary>The server's socket sink on one end of a TCP connection, a thread that reads and drops on the other.</summary>
internal sealed class LoopbackSink : IFrameSink, IDisposable
{
    private static readonly StreamEndpointOptions Options = new();

    private readonly Socket _server;
    private readonly Socket _client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SocketSink _sink;
    private readonly Thread _reader;
    private volatile bool _busy;
    private long _received;

    public LoopbackSink()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _sink = new SocketSink(_server, Options.UnsentLowWater, Options.ReaderLag, TimeProvider.System);
        _reader = new Thread(Drain) { IsBackground = true, Name = "drain" };
        _reader.Start();
    }

    /// <summary>How many bytes came out at the other end.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>How often the kernel did not take everything at once.</summary>
    public long Waits { get; private set; }

    public void Attach(Action writable) => _sink.Attach(() =>
    {
        _busy = false;
        writable();
    });

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        // The call back may come before the call returns.
        _busy = true;
        SendOutcome outcome = _sink.TrySend(frames);
        if (outcome == SendOutcome.Pending)
        {
            Waits++;
        }
        else
        {
            _busy = false;
        }

        return outcome == SendOutcome.Broken ? throw new IOException("the loopback connection broke") : outcome;
    }

    public void EndOutput() => _sink.EndOutput();

    /// <summary>Waits until it is writable; false when it was already.</summary>
    public bool WaitUntilWritable()
    {
        bool waited = false;
        var spin = default(SpinWait);
        while (_busy)
        {
            waited = true;
            spin.SpinOnce(sleep1Threshold: -1);
        }

        return waited;
    }

    public void Dispose()
    {
        _server.Shutdown(SocketShutdown.Both);
        _reader.Join();
        _client.Dispose();
        _sink.Dispose();
        _server.Dispose();
    }

    private void Drain()
    {
        byte[] buffer = new byte[64 * 1024];
        for (int count = _client.Receive(buffer); count > 0; count = _client.Receive(buffer))
        {
            Volatile.Write(ref _received, _received + count);
        }
    }
}
