namespace Ticker.Transports.Answers;

/// <summary>Something that is wrong with a request. Immutable.</summary>
/// <param name="Parameter">Where.</param>
/// <param name="Detail">What, for a person to read.</param>
internal sealed record WrongParameter(string Parameter, string Detail);
