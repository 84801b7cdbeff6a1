namespace Ticker.Benchmarks.Stages;

/// <summary>For a benchmark in one thread, in which nothing that is awaited may have to be waited for.</summary>
internal static class AtOnce
{
    public static void Done(ValueTask task)
    {
        Require(task.IsCompletedSuccessfully);
        task.GetAwaiter().GetResult();
    }

    public static T Result<T>(ValueTask<T> task)
    {
        Require(task.IsCompletedSuccessfully);
        return task.Result;
    }

    public static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("the benchmark's own input was not taken at once and whole");
        }
    }
}
