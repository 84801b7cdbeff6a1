namespace Ticker.Client.Tests;

/// <summary>How long a test waits for what must happen, on the slowest machine.</summary>
internal static class Deadline
{
    public static readonly TimeSpan Generous = TimeSpan.FromSeconds(30);

    public static Task Soon(this Task task) => task.WaitAsync(Generous);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Generous);

    public static Task Soon(this ValueTask task) => task.AsTask().WaitAsync(Generous);

    public static Task<T> Soon<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Generous);
}
