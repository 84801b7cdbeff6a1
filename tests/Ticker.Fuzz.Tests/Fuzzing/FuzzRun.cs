namespace Ticker.Fuzz.Tests.Fuzzing;

/// <summary>Gives inputs to a target. One seed is one input, always the same.</summary>
internal static class FuzzRun
{
    /// <summary>Reads the input of a seed.</summary>
    /// <returns>What broke, or null.</returns>
    public static Finding? Once(IFuzzTarget target, int seed) => Once(target, InputOf(target, seed), seed, out _);

    /// <summary>Reads an input.</summary>
    /// <param name="target">Who reads it.</param>
    /// <param name="input">The input.</param>
    /// <param name="seed">What the choices beside it are drawn from.</param>
    /// <param name="outcome">What came of it.</param>
    /// <returns>What broke, or null.</returns>
    public static Finding? Once(IFuzzTarget target, byte[] input, int seed, out string outcome)
    {
        outcome = "";
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            outcome = target.Read(input, new Random(seed));
            long reserved = GC.GetAllocatedBytesForCurrentThread() - before;
            return reserved <= target.MostReserved(input.Length) ? null
                : throw new InsufficientMemoryException($"{reserved} bytes were reserved; {target.MostReserved(input.Length)} are allowed");
        }
        catch (Exception failure)
        {
            return new Finding(target, input, seed, failure);
        }
    }

    /// <summary>Goes on and on: what has come upon something new is gone on from.</summary>
    /// <param name="target">Who reads.</param>
    /// <param name="from">The first seed.</param>
    /// <param name="goesOn">Asked before each input.</param>
    /// <param name="found">Told of each finding; one of each kind.</param>
    /// <returns>How many inputs there were, and how many different things came of them.</returns>
    public static (long Inputs, int Outcomes) Endlessly(IFuzzTarget target, int from, Func<bool> goesOn, Action<Finding> found)
    {
        var outcomes = new HashSet<string>();
        var kinds = new HashSet<string>();
        var pool = new List<byte[]>();
        long inputs = 0;
        for (int seed = from; goesOn(); seed++)
        {
            var random = new Random(seed);
            byte[] input = pool.Count == 0 || random.Next(3) == 0
                ? InputOf(target, seed)
                : Mutation.Change(pool[random.Next(pool.Count)], target.Words, () => pool[random.Next(pool.Count)], random);
            inputs++;
            if (Once(target, input, seed, out string outcome) is { } finding)
            {
                if (kinds.Add(KindOf(finding)))
                {
                    found(finding);
                }
            }
            else if (outcomes.Add(outcome))
            {
                pool.Add(input);
            }
        }

        return (inputs, outcomes.Count);
    }

    private static byte[] InputOf(IFuzzTarget target, int seed)
    {
        var random = new Random(seed);
        return Mutation.Change(target.Whole(random), target.Words, () => target.Whole(random), random);
    }

    // The same defect breaks for many inputs.
    private static string KindOf(Finding finding) =>
        $"{finding.Failure.GetType().Name} {string.Join('\n', (finding.Failure.StackTrace ?? "").Split('\n').Take(4))}";
}
