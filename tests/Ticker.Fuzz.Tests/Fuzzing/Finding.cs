using System.Security.Cryptography;

namespace Ticker.Fuzz.Tests.Fuzzing;

/// <summary>An input for which a promise was broken.</summary>
/// <param name="Target">Who reads it.</param>
/// <param name="Input">The input.</param>
/// <param name="Seed">What the choices beside the input were drawn from.</param>
/// <param name="Failure">What happened.</param>
internal sealed record Finding(IFuzzTarget Target, byte[] Input, int Seed, Exception Failure)
{
    /// <summary>Its file's name: the seed, and what tells it from others of the same.</summary>
    public string FileName => $"{Seed}-{Convert.ToHexStringLower(SHA256.HashData(Input))[..12]}.bin";

    public override string ToString() =>
        $"{Target.Name}, seed {Seed}, {Input.Length} bytes{(Input.Length <= 200 ? $" ({Convert.ToHexString(Input)})" : "")}: {Failure.GetType().Name}: {Failure.Message}\n{Failure.StackTrace}";
}
