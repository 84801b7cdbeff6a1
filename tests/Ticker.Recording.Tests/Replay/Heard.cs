using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Recording.Tests.Replay;

/// <summary>Something that a client of a session got: a control message, or a tick.</summary>
/// <param name="At">When, by the test's clock.</param>
/// <param name="Control">The message; null = a tick.</param>
/// <param name="Tick">The tick.</param>
/// <param name="Id">Its subscription.</param>
internal sealed record Heard(long At, ServerMessage? Control, Tick Tick, int Id);
