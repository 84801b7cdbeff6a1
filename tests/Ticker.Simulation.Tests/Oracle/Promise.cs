using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Fails a run where a promise is broken. The text is put together only then: promises are looked at millions of times.</summary>
internal static class Promise
{
    public static void Kept([DoesNotReturnIf(false)] bool kept, [InterpolatedStringHandlerArgument(nameof(kept))] ref PromiseText text)
    {
        if (!kept)
        {
            throw new BrokenPromiseException(text.ToString());
        }
    }
}
