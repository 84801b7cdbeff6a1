using System.Numerics;

namespace Ticker.Engine.Mailboxes;

/// <summary>For how many cells room is made, wherever there is something for each cell: so what they take is known. Thread-safe.</summary>
internal static class CellRoom
{
    private const int Several = 8;

    /// <summary>The cells that there is room for where there are so many. One alone, which is frequent, takes no more than it needs.</summary>
    public static int Of(int cells) => cells <= 1 ? cells : (int)Math.Max(Several, BitOperations.RoundUpToPowerOf2((uint)cells));
}
