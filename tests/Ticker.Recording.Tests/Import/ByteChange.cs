namespace Ticker.Recording.Tests.Import;

/// <summary>A byte of a file that is made another, and whether the file is cut there.</summary>
internal readonly record struct ByteChange(int At, byte Value, bool Cut);
