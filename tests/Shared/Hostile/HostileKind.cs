using System.Net.Sockets;

namespace Ticker.Tests.Hostile;

/// <summary>A way to be hostile, and what exactly has to become of who tries it.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Exact">The outcomes that are right; more than one only where the network decides which of them it is.</param>
/// <param name="Act">Does it once, and tells what became of it.</param>
internal sealed record HostileKind(string Name, IReadOnlyList<string> Exact, Func<HostileTarget, CancellationToken, Task<string>> Act)
{
    /// <summary>What becomes of one to whom nothing happens for so long.</summary>
    public const string Nothing = "nothing";

    // Longer than any deadline of the server.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Does it once; never fails.</summary>
    public async Task<string> TryAsync(HostileTarget target)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await Act(target, patience.Token);
        }
        catch (OperationCanceledException)
        {
            return Nothing;
        }
        catch (Exception wrong) when (wrong is SocketException or InvalidDataException)
        {
            return wrong is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown } ? Intruder.WasReset : wrong.Message;
        }
    }
}
