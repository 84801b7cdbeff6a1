using Ticker.Model;

namespace Ticker.Recording.History;

/// <summary>The order of positions across epochs: a later epoch has the greater number.</summary>
internal static class HistoryOrder
{
    /// <summary>Below 0 when <paramref name="left"/> comes first, 0 when they are the same.</summary>
    public static int Compare(StreamPosition left, StreamPosition right) =>
        left.Epoch != right.Epoch ? left.Epoch.CompareTo(right.Epoch) : left.Sequence.CompareTo(right.Sequence);
}
