namespace Ticker.Recording.Export;

/// <summary>The form that was asked for cannot hold what is to be exported; what would be lost is never rounded away.</summary>
/// <param name="message">Which instrument, what of it, and what to do; for a person to read.</param>
public sealed class ExportRefusedException(string message) : Exception(message);
