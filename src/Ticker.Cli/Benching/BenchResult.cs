using System.Globalization;
using System.Text.Json;
using Ticker.Cli.Measuring;
using Ticker.Protocol;

namespace Ticker.Cli.Benching;

/// <summary>What came of a bench. To be looked at when every subscriber has ended.</summary>
internal sealed record BenchResult
{
    private static readonly TimeSpan LeastTime = TimeSpan.FromSeconds(1);

    /// <summary>What was done.</summary>
    public required BenchPlan Plan { get; init; }

    /// <summary>To whom.</summary>
    public required IReadOnlyList<BenchSubscriber> Subscribers { get; init; }

    /// <summary>How long was measured.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Ticks delivered while measured, to all subscribers together.</summary>
    public required long Delivered { get; init; }

    /// <summary>Updates published while the subscribers were there, in the warm-up too; null = none were.</summary>
    public long? Published { get; init; }

    /// <summary>Updates published while measured.</summary>
    public long PublishedMeanwhile { get; init; }

    /// <summary>Updates that the server refused.</summary>
    public long Rejected { get; init; }

    /// <summary>How long after it was due the latest update was published.</summary>
    public TimeSpan Late { get; init; }

    /// <summary>How many ticks each subscriber's accounts must have matched; null = that is not known.</summary>
    public long? Expected { get; init; }

    /// <summary>Processors that the server used, from just before it was measured to just after; null = it does not tell.</summary>
    public double? ServerCores { get; init; }

    /// <summary>Processors that this command used, for publishing and reading.</summary>
    public double OwnCores { get; init; }

    // What was hardly begun has no rates.
    private bool HasRates => Elapsed >= LeastTime || Elapsed >= Plan.Length * 0.9;

    private double? PublishedPerSecond => HasRates && Published is not null ? PublishedMeanwhile / Elapsed.TotalSeconds : null;

    private double? DeliveredPerSecond => HasRates ? Delivered / Elapsed.TotalSeconds : null;

    private IEnumerable<BenchSubscriber> Stayed => Subscribers.Where(one => one.End is null);

    private int Evicted => Subscribers.Count(one => one.IsEvicted);

    private int Unstated => Subscribers.Count(one => one.Statement is null);

    private int Lost => Subscribers.Count(one => one is { End: not null, IsEvicted: false });

    private int AddUp => Subscribers.Count(one => one.Statement is not null && one.Difference.AddsUp);

    private int Differ => Subscribers.Count(one => one.Statement is not null && !one.Difference.AddsUp);

    private int Incomplete => Expected is { } expected ? Stayed.Count(one => one.Statement is { } statement && statement.Matched != expected) : 0;

    /// <summary>
    /// Whether every account that was stated adds up, somebody stated one, everyone who stayed has the final one, nothing that was published is
    /// missing in it, and nothing was refused: then it could not be known what each must have.
    /// </summary>
    public bool IsBalanced => Differ == 0 && Lost == 0 && Incomplete == 0 && Rejected == 0 && AddUp > 0 && Stayed.All(one => one.HasFinal);

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output, bool asJson)
    {
        if (asJson)
        {
            output.WriteLine(JsonSerializer.Serialize(Json()));
        }
        else
        {
            WriteText(output);
        }
    }

    private void WriteText(TextWriter output)
    {
        Line(output, $"{Subscribers.Count} subscribers, {Plan.Slow} of them slow, mode {WordOf(Plan.Request.Mode)}, {Elapsed.TotalSeconds:0.0} s");
        if (Published is { } published)
        {
            Line(output, $"published  {published:N0} updates of {Plan.Instruments:N0} instruments, {Plan.Rate:N0}/s asked for{Rate(PublishedPerSecond, " and {0:N0}/s done")}, at most {Late.TotalMilliseconds:0.0} ms late; {Rejected:N0} refused");
        }

        Line(output, $"delivered  {Delivered:N0} ticks while measured{Rate(DeliveredPerSecond, ", {0:N0}/s")}");
        Line(output, $"stated     {Sum(s => s.Matched):N0} matched = {Sum(s => s.Delivered):N0} delivered + {Sum(s => s.Conflated):N0} collapsed (rate {Sum(s => s.ConflatedByRate):N0}, socket {Sum(s => s.ConflatedBySocket):N0}, budget {Sum(s => s.ConflatedByBudget):N0}, server {Sum(s => s.ConflatedByServer):N0}) + {Sum(s => s.Filtered):N0} filtered + {Sum(s => s.Discarded):N0} discarded + {Sum(s => s.Pending):N0} pending");
        Line(output, $"accounts   {AddUp} of {Subscribers.Count} add up{(Differ > 0 ? $", {Differ} do not" : "")}{(Incomplete > 0 ? $", {Incomplete} lack some of what was published" : "")}; {Evicted} evicted{(Unstated > 0 ? $" ({Unstated} without a last statement)" : "")}, {Lost} lost");
        if (Subscribers.FirstOrDefault(one => one is { End: not null, IsEvicted: false })?.End is { } lost)
        {
            Line(output, $"           the first that was lost: {lost.Message}");
        }

        if (HasRates)
        {
            string server = ServerCores is { } cores ? string.Create(CultureInfo.InvariantCulture, $"the server {cores:0.00}") : "the server does not tell";
            Line(output, $"processors {server}, this command {OwnCores:0.00}; this machine has {Environment.ProcessorCount}");
        }

        if (HasRates && OwnCores + (Plan.Server.IsLoopback ? ServerCores ?? 0 : 0) > Environment.ProcessorCount * 0.9)
        {
            Line(output, $"           they are all in use: the times below hold the waiting for them");
        }

        output.WriteLine();
        LatencyTable.Write(
            output,
            ("receipt to here", Merged(slow: false, one => one.Ages)),
            ("receipt to here, slow", Merged(slow: true, one => one.Ages)),
            ($"{(Plan.Publishes ? "due" : "event")} to here", Merged(slow: false, one => one.Delays)),
            ($"{(Plan.Publishes ? "due" : "event")} to here, slow", Merged(slow: true, one => one.Delays)));
        if (LatencyTable.Negatives(Subscribers.Sum(one => one.Ages.Negative), Subscribers.Sum(one => one.Delays.Negative), Plan.Publishes ? "were due" : "happened") is { } negatives)
        {
            output.WriteLine(negatives);
        }

        if (!Plan.Server.IsLoopback)
        {
            output.WriteLine("clocks: the server's is another machine's, and the times hold what it differs by from ours: 'ticker latency' tells that");
        }
    }

    private static string Rate(double? rate, string text) => rate is { } known ? string.Format(CultureInfo.InvariantCulture, text, known) : "";

    private Dictionary<string, object?> Json() => new()
    {
        ["subscribers"] = Subscribers.Count, ["slow"] = Plan.Slow, ["mode"] = WordOf(Plan.Request.Mode), ["seconds"] = Elapsed.TotalSeconds,
        ["published"] = Published, ["rejected"] = Rejected, ["rate"] = Published is null ? null : Plan.Rate, ["late_ms"] = Late.TotalMilliseconds,
        ["published_per_second"] = PublishedPerSecond, ["delivered_per_second"] = DeliveredPerSecond,
        ["statements"] = new Dictionary<string, object>
        {
            ["matched"] = Sum(s => s.Matched), ["delivered"] = Sum(s => s.Delivered),
            ["conflated"] = new Dictionary<string, long>
            {
                ["rate"] = Sum(s => s.ConflatedByRate), ["socket"] = Sum(s => s.ConflatedBySocket), ["budget"] = Sum(s => s.ConflatedByBudget), ["server"] = Sum(s => s.ConflatedByServer),
            },
            ["filtered"] = Sum(s => s.Filtered), ["discarded"] = Sum(s => s.Discarded), ["pending"] = Sum(s => s.Pending),
        },
        ["accounts"] = new Dictionary<string, object> { ["add_up"] = AddUp, ["differ"] = Differ, ["incomplete"] = Incomplete, ["evicted"] = Evicted, ["lost"] = Lost, ["unstated"] = Unstated },
        ["balanced"] = IsBalanced,
        ["server_cores"] = HasRates ? ServerCores : null, ["own_cores"] = HasRates ? OwnCores : null, ["processors"] = Environment.ProcessorCount,
        ["received_ms"] = LatencyTable.Json(Merged(slow: false, one => one.Ages)), ["received_slow_ms"] = LatencyTable.Json(Merged(slow: true, one => one.Ages)),
        ["happened_ms"] = LatencyTable.Json(Merged(slow: false, one => one.Delays)), ["happened_slow_ms"] = LatencyTable.Json(Merged(slow: true, one => one.Delays)),
    };

    private long Sum(Func<Statement, long> of) => Subscribers.Sum(one => one.Statement is { } statement ? of(statement) : 0);

    private LatencyHistogram Merged(bool slow, Func<BenchSubscriber, LatencyHistogram> of)
    {
        var all = new LatencyHistogram();
        foreach (BenchSubscriber one in Subscribers.Where(one => one.IsSlow == slow))
        {
            all.Add(of(one));
        }

        return all;
    }

    private static string WordOf(DeliveryMode mode) => mode.ToString().ToLowerInvariant();

    private static void Line(TextWriter output, FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
