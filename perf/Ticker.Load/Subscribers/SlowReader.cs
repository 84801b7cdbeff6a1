using System.Diagnostics;
using System.Net.Sockets;

namespace Ticker.Load.Subscribers;

/// <summary>A subscriber on a line of so many bytes a second: it reads a little, often, in a thread of its own.</summary>
public sealed class SlowReader : IDisposable
{
    private const int MostAtOnce = 4_096;

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(10);

    private readonly StreamSubscriber _subscriber = new();
    private readonly byte[] _buffer = new byte[256 * 1024];
    private readonly LatencyHistogram _before = new();
    private readonly int _bytesPerSecond;
    private readonly Thread _thread;
    private Exception? _failure;
    private volatile bool _counting;
    private volatile bool _stopping;

    /// <summary>Connects and starts to read.</summary>
    /// <param name="web">Where.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="bytesPerSecond">How fast it reads.</param>
    /// <param name="receiveBuffer">The kernel's receive buffer in bytes; null leaves it to the kernel.</param>
    public SlowReader(Uri web, StreamRequest request, int bytesPerSecond, int? receiveBuffer)
    {
        _bytesPerSecond = bytesPerSecond;
        _subscriber.Connect(web, request, receiveBuffer);
        _thread = new Thread(Run) { Name = "slow reader", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The ages of what came while counting; complete after <see cref="Stop"/>.</summary>
    public LatencyHistogram Ages { get; } = new();

    /// <summary>Ages are noted from here on.</summary>
    public void Count() => _counting = true;

    /// <summary>Stops reading.</summary>
    /// <exception cref="IOException">The server closed it.</exception>
    public void Stop()
    {
        _stopping = true;
        _thread.Join();
        if (_failure is not null)
        {
            throw new IOException("the slow reader was lost: " + _failure.Message, _failure);
        }
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _subscriber.Dispose();
    }

    private void Run()
    {
        try
        {
            long start = Stopwatch.GetTimestamp();
            long read = 0;
            while (!_stopping)
            {
                SocketEvents.Nap(BetweenReads);
                long allowed = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * _bytesPerSecond) - read;
                int atMost = (int)Math.Min(Math.Min(allowed, MostAtOnce), _subscriber.Available);
                if (atMost > 0)
                {
                    _subscriber.Read(_buffer, _counting ? Ages : _before, atMost);
                    read += atMost;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or InvalidDataException)
        {
            _failure = failure;
        }
    }
}
