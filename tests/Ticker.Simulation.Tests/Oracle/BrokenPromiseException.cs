namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What a run found wrong.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
