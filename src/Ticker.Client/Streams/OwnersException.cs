namespace Ticker.Client.Streams;

/// <summary>The owner's own code threw, a handler of events or the function that gives keys; it says nothing about the connection.</summary>
internal sealed class OwnersException : Exception
{
    private OwnersException(Exception thrown)
        : base(thrown.Message, thrown) => Thrown = thrown;

    /// <summary>What it threw.</summary>
    public Exception Thrown { get; }

    /// <summary>Calls the owner's code.</summary>
    public static async ValueTask<T> GuardAsync<T>(Func<ValueTask<T>> owners)
    {
        try
        {
            return await owners().ConfigureAwait(false);
        }
        catch (Exception thrown) when (thrown is not OutOfMemoryException)
        {
            throw new OwnersException(thrown);
        }
    }
}
