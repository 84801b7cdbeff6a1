using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ticker.Client.Streams.Roads;

/// <summary>
/// Takes an event stream of the HTML standard apart. In difference to the platform's parser it tells of blocks without data too: a heartbeat is a
/// comment, and its id is a position.
/// </summary>
internal static class ServerEvents
{
    private const int Longest = 1 << 20;

    /// <summary>The blocks of a stream, as they come.</summary>
    /// <exception cref="FormatException">A line does not end.</exception>
    public static async IAsyncEnumerable<ServerEvent> ReadAllAsync(Stream body, [EnumeratorCancellation] CancellationToken cancellation)
    {
        PipeReader reader = PipeReader.Create(body, new StreamPipeReaderOptions(leaveOpen: true));
        var block = new Block();
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            ReadOnlySequence<byte> rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                if (block.Take(Line(rest.Slice(0, end))) is { } whole)
                {
                    yield return whole;
                }

                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > Longest)
            {
                throw new FormatException("an event that does not end");
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                yield break;
            }
        }
    }

    private static byte[] Line(ReadOnlySequence<byte> line)
    {
        byte[] bytes = line.ToArray();
        return bytes is [.. var text, (byte)'\r'] ? text : bytes;
    }

    private sealed class Block
    {
        private string? _name;
        private byte[]? _data;
        private string? _id;
        private bool _hasAny;

        /// <summary>Takes a line; the block, where that ends one.</summary>
        public ServerEvent? Take(byte[] line)
        {
            if (line.Length > 0)
            {
                TakeField(line);
                return null;
            }

            ServerEvent? whole = _hasAny ? new ServerEvent(_name, _data, _id) : null;
            (_name, _data, _id, _hasAny) = (null, null, null, false);
            return whole;
        }

        private void TakeField(byte[] line)
        {
            _hasAny = true;
            int colon = Array.IndexOf(line, (byte)':');
            ReadOnlySpan<byte> name = colon < 0 ? line : line.AsSpan(0, colon);
            ReadOnlySpan<byte> value = colon < 0 ? default : line.AsSpan(colon + 1);
            value = value is [(byte)' ', .. var behind] ? behind : value;
            if (name.SequenceEqual("data"u8))
            {
                _data = _data is null ? value.ToArray() : [.. _data, (byte)'\n', .. value];
            }
            else if (name.SequenceEqual("event"u8))
            {
                _name = Encoding.UTF8.GetString(value);
            }
            else if (name.SequenceEqual("id"u8))
            {
                _id = Encoding.UTF8.GetString(value);
            }
        }
    }
}
