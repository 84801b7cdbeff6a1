using Ticker.Protocol;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>One frame as a peer got it.</summary>
/// <param name="Opcode">What it is.</param>
/// <param name="Payload">Its bytes.</param>
internal sealed record Arrival(WebSocketOpcode Opcode, byte[] Payload)
{
    /// <summary>How many bytes of the connection had come with its last.</summary>
    public long End { get; init; }

    /// <summary>The control message in it, or null.</summary>
    public ServerMessage? Control { get; init; }

    /// <summary>The subscription of a data message; 0 = it is none.</summary>
    public int DataOf { get; init; }

    /// <summary>The ticks of a data message.</summary>
    public IReadOnlyList<Tick> Ticks { get; init; } = [];

    /// <summary>What each of <see cref="Ticks"/> stands for.</summary>
    public IReadOnlyList<Collapsed> Collapsed { get; init; } = [];

    public override string ToString() => Control?.ToString() ?? (DataOf > 0 ? $"data of {DataOf}: {string.Join("; ", Ticks)}" : Opcode.ToString());
}
