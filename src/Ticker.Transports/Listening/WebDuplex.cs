using System.IO.Pipelines;

namespace Ticker.Transports.Listening;

/// <summary>Both directions of a connection.</summary>
/// <param name="Input">What comes from the peer.</param>
/// <param name="Output">What goes to the peer.</param>
internal sealed record WebDuplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
