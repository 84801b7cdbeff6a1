using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Door.Roads;

/// <inheritdoc/>
public sealed class FrameOverTlsTests(SharedTlsServer shared) : FrameTests(shared), IClassFixture<SharedTlsServer>;
