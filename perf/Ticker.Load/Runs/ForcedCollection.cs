using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Ticker.Load.Runs;

/// <summary>
/// Has the garbage collector of another process collect everything, by the runtime's own diagnostic port, so that what is in
/// its heap afterwards is what is in use: an event session that asks for a collection as it begins, and is stopped again.
/// </summary>
internal static class ForcedCollection
{
    private const byte EventPipe = 2;
    private const byte StopTracing = 1;
    private const byte CollectTracingWithoutRundown = 3;
    private const int HeaderLength = 20;
    private const int BufferMegabytes = 1;
    private const int NetTrace = 1;
    private const ulong CollectHeap = 0x80_0000;
    private const int Verbose = 5;

    public static void Of(int process)
    {
        // Twice: what has a finalizer goes with the second.
        Once(process);
        Once(process);
    }

    private static void Once(int process)
    {
        using Socket session = Connect(process);
        var request = new MemoryStream();
        Put(request, BufferMegabytes, NetTrace);

        // No list of all methods at the end, and one provider.
        request.WriteByte(0);
        Put(request, 1);
        byte[] keywords = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(keywords, CollectHeap);
        request.Write(keywords);
        Put(request, Verbose);
        byte[] provider = Encoding.Unicode.GetBytes("Microsoft-Windows-DotNETRuntime\0");
        Put(request, provider.Length / sizeof(char));
        request.Write(provider);
        Put(request, 0);
        byte[] id = Ask(session, CollectTracingWithoutRundown, request.ToArray());

        using Socket stop = Connect(process);
        Ask(stop, StopTracing, id);
        byte[] events = new byte[16 * 1024];
        while (session.Receive(events) > 0)
        {
        }
    }

    private static Socket Connect(int process)
    {
        string path = Directory.EnumerateFiles(Path.GetTempPath(), $"dotnet-diagnostic-{process}-*-socket").Single();
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static void Put(MemoryStream to, params ReadOnlySpan<int> values)
    {
        byte[] bytes = new byte[sizeof(int)];
        foreach (int value in values)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            to.Write(bytes);
        }
    }

    // A header of magic, length, the command and two bytes that mean nothing; eight bytes, the session, are answered to either.
    private static byte[] Ask(Socket socket, byte command, byte[] payload)
    {
        byte[] message = new byte[HeaderLength + payload.Length];
        "DOTNET_IPC_V1\0"u8.CopyTo(message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), (ushort)message.Length);
        (message[16], message[17]) = (EventPipe, command);
        payload.CopyTo(message, HeaderLength);
        socket.Send(message);
        byte[] answer = new byte[HeaderLength + sizeof(ulong)];
        for (int read = 0; read < answer.Length;)
        {
            int count = socket.Receive(answer.AsSpan(read));
            read += count > 0 ? count : throw new IOException("the server's runtime refused to be asked");
        }

        return answer[16] == 0xFF && answer[17] == 0 ? answer[HeaderLength..] : throw new IOException("the server's runtime refused a collection");
    }
}
