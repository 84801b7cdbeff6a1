namespace Ticker.Fuzz.Tests.Fuzzing;

/// <summary>Something that reads what strangers send, and what must be true of it whatever that is. Deterministic; used by one thread.</summary>
internal interface IFuzzTarget
{
    /// <summary>Its name on the command line, and of the folder of its findings.</summary>
    string Name { get; }

    /// <summary>Bytes that its inputs are made of, for mutations to put in.</summary>
    IReadOnlyList<byte[]> Words { get; }

    /// <summary>An input that is as it should be.</summary>
    byte[] Whole(Random random);

    /// <summary>
    /// Reads an input. Throws where a promise is broken: what the reader says it throws is caught in here, so that whatever comes out is a
    /// finding.
    /// </summary>
    /// <param name="input">Any bytes.</param>
    /// <param name="random">For choices that are not in the input, as where it is cut.</param>
    /// <returns>What came of it, in a few words without figures: an input that has a new one is worth to go on from.</returns>
    string Read(byte[] input, Random random);

    /// <summary>The most bytes of memory that may be reserved for an input, over all.</summary>
    /// <param name="length">The input's bytes.</param>
    long MostReserved(int length);
}
