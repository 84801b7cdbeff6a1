using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Recording.History;
using Ticker.Transports.Answers;

namespace Ticker.Transports.History;

/// <summary>What a URL asks of history. Immutable.</summary>
/// <param name="Symbols">Which instruments.</param>
/// <param name="Range">Which part of the stream.</param>
/// <param name="Limit">The most ticks of one answer.</param>
/// <param name="Format">The form; null = none that is served would be taken.</param>
internal sealed record HistoryRequest(SymbolChoice Symbols, HistoryRange Range, long Limit, HistoryFormat? Format)
{
    /// <summary>The instruments that may be asked for.</summary>
    public SymbolScope Scope { get; init; } = SymbolScope.All;

    /// <summary>Whether an instrument is told of.</summary>
    public bool Includes(Instrument instrument) => Symbols.Includes(instrument) && (Scope.IsAll || Scope.Allows(instrument.Utf8Name.Span));
}
