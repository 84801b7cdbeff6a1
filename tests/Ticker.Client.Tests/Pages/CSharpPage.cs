using System.Threading.Channels;

namespace Ticker.Client.Tests.Pages;

/// <summary>The snippets of <c>src/docs/csharp.md</c> as methods, and what they take for granted.</summary>
internal sealed partial class CSharpPage
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Keys tokens = new();
    private long volume;

    public CSharpPage() => Console = new Printed(_lines.Writer);

    public long Volume => Volatile.Read(ref volume);

    public int KeysAsked => tokens.Asked;

    // What a snippet prints is looked at here.
    private Printed Console { get; }

    /// <summary>The next line that a snippet prints ends it.</summary>
    public void PrintNoMore() => Console.IsClosed = true;

    public ValueTask<string> NextLineAsync() => _lines.Reader.ReadAsync();

    private sealed class Printed(ChannelWriter<string> lines)
    {
        public bool IsClosed { get; set; }

        public void WriteLine(object what)
        {
            if (IsClosed)
            {
                throw new OperationCanceledException();
            }

            lines.TryWrite(what.ToString()!);
        }
    }

    private sealed class Keys
    {
        public int Asked { get; private set; }

        public ValueTask<string?> NewAsync(CancellationToken stop)
        {
            Asked++;
            return new ValueTask<string?>(stop.IsCancellationRequested ? null : "a key that nobody asks for");
        }
    }
}
