namespace Ticker.Tests;

/// <summary>Tests that measure what the whole process holds or what a thread allocates, to which a collection that others cause adds: nothing else runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
