namespace Ticker.Load.Runs;

/// <summary>How ticks are cut into messages and messages into frames.</summary>
/// <param name="TicksPerMessage">Ticks in a PublishRequest.</param>
/// <param name="FrameEach">Whether each message is an HTTP/2 frame of its own; otherwise frames are filled.</param>
public sealed record IngestCase(int TicksPerMessage, bool FrameEach)
{
    public static IReadOnlyList<IngestCase> All { get; } =
        [new(1, FrameEach: true), new(10, FrameEach: true), new(1, FrameEach: false), new(10, FrameEach: false), new(100, FrameEach: false)];

    public override string ToString() => $"{TicksPerMessage} a message, {(FrameEach ? "a frame each" : "frames filled")}";
}
