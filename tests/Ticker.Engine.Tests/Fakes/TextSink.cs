using System.Text;
using Ticker.Engine.Deliver;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>A way out for framings that are text: keeps all that is sent, and takes as many sends as the test lets it.</summary>
internal sealed class TextSink : IFrameSink
{
    private readonly StringBuilder _text = new();
    private Action _writable = static () => { };

    public string Text => _text.ToString();

    /// <summary>The text between blank lines.</summary>
    public IReadOnlyList<string> Blocks => Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether each send has to be waited for.</summary>
    public bool IsSlow { get; set; }

    public void Attach(Action writable) => _writable = writable;

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        _text.Append(Encoding.UTF8.GetString(frames));
        return IsSlow ? SendOutcome.Pending : SendOutcome.Sent;
    }

    public void EndOutput()
    {
    }

    /// <summary>What was sent is taken.</summary>
    public void Take() => _writable();

    /// <summary>The ids that stand in the blocks, in order; null = a block has none.</summary>
    public IEnumerable<ulong?> Ids => Blocks.Select(block => block.Split('\n').LastOrDefault(line => line.StartsWith("id: ", StringComparison.Ordinal)) is { } id
        ? ulong.Parse(id.Split(':')[2], System.Globalization.CultureInfo.InvariantCulture)
        : (ulong?)null);
}
