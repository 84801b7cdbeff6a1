using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Door.Roads;

/// <inheritdoc/>
public sealed class FrameOverHttp2Tests(SharedHttp2Server shared) : FrameTests(shared), IClassFixture<SharedHttp2Server>;
