using System.Numerics;
using System.Runtime.CompilerServices;
using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Recover;

/// <summary>What a recovery takes of the server's memory, in bytes. Thread-safe.</summary>
internal static class RecoveryCost
{
    // Objects, whose sizes the runtime decides.
    private const int Objects = 2_048;
    private const int SlotsTogether = 256;
    private const int LeastMap = 64;

    /// <summary>The most bytes that one holds.</summary>
    /// <param name="pace">Its own pace: as many ticks as are sure are the most that wait.</param>
    /// <param name="cells">How many instruments it has.</param>
    /// <param name="highest">The highest number of any instrument.</param>
    /// <param name="withState">Whether it wants the state of an instant.</param>
    public static long Of(Pace pace, int cells, uint highest, bool withState)
    {
        int room = CellRoom.Of(cells);
        bool collapses = pace.Mode != DeliveryMode.All;
        long chunks = Math.Min(room, (highest / SlotsTogether) + 1);
        return Objects + Mailbox.CostOf(pace, cells) + (sizeof(uint) * (long)room) + (sizeof(int) * (long)MapSize(highest))
            + (collapses ? FifoSize.BytesOf<(ulong, Collapsed)>(pace.SureTicks) + (chunks * SlotsTogether * Unsafe.SizeOf<Slot>()) : 0)
            + (withState ? FifoSize.BytesOf<Tick>(BitOperations.PopCount((uint)pace.Kinds) * room) : 0);
    }

    /// <summary>For how many instruments the map from instrument to cell has room.</summary>
    public static int MapSize(uint highest) => (int)Math.Max(LeastMap, BitOperations.RoundUpToPowerOf2(highest + 1));
}
