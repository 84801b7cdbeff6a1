using Spectre.Console;
using Spectre.Console.Rendering;
using Ticker.Client.Subscriptions;
using Ticker.Model;

namespace Ticker.Cli.Output;

/// <summary>A board on the terminal: a line for each instrument, redrawn in place a few times a second.</summary>
internal sealed class QuoteBoard : ITickOutput
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    // The header, the borders and the caption.
    private const int LinesAround = 6;

    private readonly IAnsiConsole _console;
    private readonly Uri _server;
    private readonly SortedDictionary<string, BoardRow> _rows = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _drawing;
    private long _ticks;
    private long _collapsed;

    /// <summary>Starts to draw.</summary>
    public QuoteBoard(IAnsiConsole console, Uri server)
    {
        (_console, _server) = (console, server);
        _drawing = console.Live(Draw()).Overflow(VerticalOverflow.Crop).StartAsync(RedrawAsync);
    }

    public void Add(in ReceivedTick tick)
    {
        lock (_lock)
        {
            _ticks++;
            _collapsed += Math.Max(0, tick.Collapsed.Count - 1);
            RowOf(tick.Instrument).Take(in tick);
        }
    }

    public void Mark(IEnumerable<Instrument> instruments, bool stale)
    {
        lock (_lock)
        {
            foreach (Instrument instrument in instruments)
            {
                if (stale || _rows.ContainsKey(instrument.FullName))
                {
                    RowOf(instrument).IsStale = stale;
                }
            }
        }
    }

    // It is redrawn by its own clock.
    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _drawing;
        _stopping.Dispose();
    }

    /// <summary>The board as it stands.</summary>
    internal IRenderable Draw()
    {
        var table = new Table().Border(TableBorder.Rounded).Expand();
        table.AddColumn("symbol");
        foreach (string title in (string[])["bid size", "bid", "ask", "ask size", "last", "size", "ticks"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        table.AddColumn("state");
        lock (_lock)
        {
            int room = Math.Max(1, _console.Profile.Height - LinesAround);
            foreach (BoardRow row in _rows.Values.Take(room))
            {
                table.AddRow(row.Cells());
            }

            string hidden = _rows.Count > room ? $", {_rows.Count - room} more than fit" : "";
            table.Caption($"{Markup.Escape(_server.ToString())}: {_rows.Count} instruments{hidden}, {_ticks} ticks{(_collapsed > 0 ? $", which stand for {_collapsed} more" : "")}. Ctrl-C ends.");
        }

        return table;
    }

    private BoardRow RowOf(Instrument instrument)
    {
        if (!_rows.TryGetValue(instrument.FullName, out BoardRow? row))
        {
            _rows.Add(instrument.FullName, row = new BoardRow(instrument));
        }

        return row;
    }

    private async Task RedrawAsync(LiveDisplayContext display)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                display.UpdateTarget(Draw());
            }
        }
        catch (OperationCanceledException)
        {
            display.UpdateTarget(Draw());
        }
    }
}
