using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Server.Tests.Peers;

/// <summary>A message of the server: either a control message, or ticks of a subscription.</summary>
internal sealed record Arrival(ServerMessage? Control, int Id, IReadOnlyList<Tick> Ticks)
{
    public override string ToString() => Control?.ToString() ?? $"{Id}: {string.Join("; ", Ticks)}";
}
