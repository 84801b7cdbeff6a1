using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>The state of the market beside the segment at whose beginning it stood so. Written whole or not at all.</summary>
internal static class CheckpointFile
{
    /// <summary>Writes a state.</summary>
    /// <param name="directory">The recording.</param>
    /// <param name="ordinal">The segment's ordinal.</param>
    /// <param name="builder">Knows the state.</param>
    /// <param name="block">Room to put a block together; emptied before and after.</param>
    /// <param name="disk">What writes.</param>
    /// <exception cref="IOException">It was not written; nothing is left of it.</exception>
    public static void Write(string directory, uint ordinal, MarketBuilder builder, BlockBuffer block, Disk disk)
    {
        string path = JournalFormat.CheckpointPath(directory, ordinal);
        string unfinished = path + ".new";
        File.Delete(unfinished);
        try
        {
            using (SafeFileHandle file = disk.Create(unfinished))
            {
                new Target(disk, file, block, ordinal).Write(builder);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Reads a state; null when there is none, or not all of it is there.</summary>
    public static MarketBuilder? Load(string directory, uint ordinal)
    {
        using var scanner = new BlockScanner();
        try
        {
            scanner.Open(JournalFormat.CheckpointPath(directory, ordinal), ordinal);
        }
        catch (IOException)
        {
            return null;
        }

        if (scanner.Read() != BlockStatus.Whole || scanner.Header.Kind != BlockKind.State || scanner.Payload.Length < CheckpointHead.ByteSize)
        {
            return null;
        }

        CheckpointHead head = MemoryMarshal.Read<CheckpointHead>(scanner.Payload);
        var builder = new MarketBuilder();
        while (head.Version == JournalFormat.Version && scanner.Read() == BlockStatus.Whole)
        {
            builder.Apply(scanner);
            if (scanner.Header.Kind == BlockKind.End)
            {
                (builder.Position, builder.Time) = (new StreamPosition(head.Epoch, head.Sequence), head.Time);
                return builder;
            }
        }

        return null;
    }

    private sealed class Target(Disk disk, SafeFileHandle file, BlockBuffer block, uint ordinal)
    {
        private long _length;
        private ulong _sequence;

        public void Write(MarketBuilder builder)
        {
            block.Clear();
            _sequence = builder.Position.Sequence;
            var head = new CheckpointHead
            {
                Version = JournalFormat.Version, Ordinal = ordinal, Epoch = builder.Position.Epoch, Sequence = _sequence, Time = builder.Time,
            };
            block.TryAppend(MemoryMarshal.AsBytes(new ReadOnlySpan<CheckpointHead>(in head)));
            Flush(BlockKind.State);
            foreach (FeedEntry feed in builder.Feeds.Values)
            {
                if (!FeedList.TryWrite(feed, block))
                {
                    Flush(BlockKind.Feeds);
                    FeedList.TryWrite(feed, block);
                }
            }

            Flush(BlockKind.Feeds);
            foreach (ref readonly Tick record in builder.Records())
            {
                if (!block.HasRoom(1))
                {
                    Flush(BlockKind.Ticks);
                }

                block.Append(new ReadOnlySpan<Tick>(in record));
            }

            Flush(BlockKind.Ticks);
            Flush(BlockKind.End);
            disk.Flush(file);
        }

        private void Flush(BlockKind kind)
        {
            if (block.Count > 0 || kind == BlockKind.End)
            {
                ReadOnlySpan<byte> bytes = block.Seal(kind, ordinal, _length, _sequence);
                disk.Write(file, bytes, _length);
                _length += bytes.Length;
                block.Clear();
            }
        }
    }
}
