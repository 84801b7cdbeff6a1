using System.Buffers;
using Ticker.Engine.Memory;

namespace Ticker.Transports.Roads;

/// <summary>The bytes of an answer, which several requests may send: the last that releases it gives the memory back. Thread-safe.</summary>
internal sealed class AnswerBody
{
    private readonly byte[] _bytes;
    private readonly int _count;
    private readonly MemoryBudget _memory;
    private int _users = 1;

    /// <summary>Takes memory that is held already: its user releases it.</summary>
    /// <param name="bytes">From the shared pool.</param>
    /// <param name="count">How many of them are the answer.</param>
    /// <param name="memory">Knows what is held.</param>
    public AnswerBody(byte[] bytes, int count, MemoryBudget memory)
    {
        (_bytes, _count, _memory) = (bytes, count, memory);
        if (!memory.TryTake(bytes.Length))
        {
            memory.Take(bytes.Length);
        }
    }

    /// <summary>The answer.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Has one more user; false when the last has released it.</summary>
    public bool TryShare()
    {
        for (int users = Volatile.Read(ref _users); users > 0;)
        {
            int before = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (before == users)
            {
                return true;
            }

            users = before;
        }

        return false;
    }

    /// <summary>One user is done.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _memory.Give(_bytes.Length);
        }
    }
}
