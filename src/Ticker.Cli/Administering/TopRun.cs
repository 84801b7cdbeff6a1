using System.Diagnostics;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Ticker.Cli.Administering;

/// <summary>One run of <c>ticker top</c>: looks at a server once a second and shows it, or shows it once.</summary>
internal sealed class TopRun
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(100);

    // Heads, borders, the summary and the line of keys.
    private const int LinesAround = 12;

    private string _sort = "pending";

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>What proves who asks; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>By what connections are sorted at first.</summary>
    public required string Sort { init => _sort = value; }

    /// <summary>Whether only slow connections are shown.</summary>
    public bool Slow { get; init; }

    /// <summary>Whether it is shown once, as text.</summary>
    public bool Once { get; init; }

    /// <summary>Whether it is shown once, as the server tells it.</summary>
    public bool Json { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="CommandException">There is no server, or it does not let us look.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        using var pages = new AdminPages(Server, Key, Slow);
        try
        {
            TopLook first = await pages.LookAsync(interruption.Asked);
            if (Json)
            {
                Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, JsonElement>
                {
                    ["totals"] = first.Answer.GetProperty("totals"), ["connections"] = first.Answer.GetProperty("connections"), ["feeds"] = first.FeedAnswer.GetProperty("feeds"),
                }));
            }
            else if (Once)
            {
                await Task.Delay(BetweenLooks, interruption.Asked);
                Write(Console.Out, Between(first, await pages.LookAsync(interruption.Asked)));
            }
            else
            {
                await ShowAsync(pages, first, interruption.Asked);
            }

            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    /// <summary>Writes it as text.</summary>
    internal void Write(TextWriter output, TopDifference looks)
    {
        output.WriteLine(looks.Summary());
        output.WriteLine();
        TopTables.Write(output, TopTables.Connections(looks, _sort));
        if (looks.Now.IsPart)
        {
            output.WriteLine("and more: --slow shows those that need it most");
        }

        output.WriteLine();
        TopTables.Write(output, TopTables.Feeds(looks));
    }

    /// <summary>How it looks on a terminal of some height.</summary>
    internal IRenderable Draw(TopDifference looks, int height)
    {
        string[][] feeds = [.. TopTables.Feeds(looks)];
        int room = Math.Max(1, height - LinesAround - Math.Min(feeds.Length, height / 3));
        return new Rows(
            new Text(looks.Summary()),
            TableOf(TopTables.Connections(looks, _sort).Take(room + 1)),
            TableOf(feeds.Take((height / 3) + 1)),
            new Text($"sorted by {_sort}: p pending, r rate, c conflated; q quits"));
    }

    private static TopDifference Between(TopLook? before, TopLook now) =>
        new(before, now, before is null ? 1 : Stopwatch.GetElapsedTime(before.At, now.At).TotalSeconds);

    private static Table TableOf(IEnumerable<string[]> rows)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string[] row in rows)
        {
            if (table.Columns.Count == 0)
            {
                foreach (string head in row)
                {
                    var column = new TableColumn(new Text(head)).NoWrap();
                    table.AddColumn(TopTables.Figures.Contains(head) ? column.RightAligned() : column);
                }
            }
            else
            {
                table.AddRow(row.Select(text => new Text(text)));
            }
        }

        return table;
    }

    private Task ShowAsync(AdminPages pages, TopLook first, CancellationToken cancellation)
    {
        IAnsiConsole console = AnsiConsole.Console;
        TopDifference looks = Between(null, first);
        return console.Live(Draw(looks, console.Profile.Height)).Overflow(VerticalOverflow.Crop).AutoClear(true).StartAsync(async display =>
        {
            using var timer = new PeriodicTimer(BetweenKeys);
            while (await timer.WaitForNextTickAsync(cancellation) && !WantsToQuit(out bool sortsAnew))
            {
                bool isDue = Stopwatch.GetElapsedTime(looks.Now.At) >= BetweenLooks;
                looks = isDue ? Between(looks.Now, await pages.LookAsync(cancellation)) : looks;
                if (isDue || sortsAnew)
                {
                    display.UpdateTarget(Draw(looks, console.Profile.Height));
                }
            }
        });
    }

    private bool WantsToQuit(out bool sortsAnew)
    {
        sortsAnew = false;
        while (!Console.IsInputRedirected && Console.KeyAvailable)
        {
            switch (Console.ReadKey(intercept: true).KeyChar)
            {
                case 'q' or 'Q':
                    return true;
                case 'p':
                    (_sort, sortsAnew) = ("pending", true);
                    break;
                case 'r':
                    (_sort, sortsAnew) = ("rate", true);
                    break;
                case 'c':
                    (_sort, sortsAnew) = ("conflated", true);
                    break;
            }
        }

        return false;
    }
}
