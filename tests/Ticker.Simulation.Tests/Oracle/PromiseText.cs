using System.Runtime.CompilerServices;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Text that is formatted only when the promise it explains is broken.</summary>
[InterpolatedStringHandler]
internal ref struct PromiseText
{
    private DefaultInterpolatedStringHandler _text;

    public PromiseText(int literals, int holes, bool kept, out bool needed)
    {
        needed = !kept;
        _text = needed ? new DefaultInterpolatedStringHandler(literals, holes) : default;
    }

    public void AppendLiteral(string literal) => _text.AppendLiteral(literal);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
