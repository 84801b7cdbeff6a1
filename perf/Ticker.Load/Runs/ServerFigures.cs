using System.Globalization;

namespace Ticker.Load.Runs;

/// <summary>What a server holds at one moment, after a collection of everything.</summary>
/// <param name="Heap">Bytes in use of the garbage collector's heap, the gaps between them not counted.</param>
/// <param name="Anonymous">Bytes of resident memory that belong to no file.</param>
/// <param name="Budget">Bytes of the memory budget that are taken.</param>
/// <param name="Descriptors">Open descriptors but for files: sockets, and what waits for them.</param>
/// <param name="Threads">Threads.</param>
/// <param name="Queued">What waits for a thread of the pool.</param>
/// <param name="Subscribers">Connections that are served.</param>
/// <param name="Subscriptions">Their subscriptions.</param>
/// <param name="Interests">Instruments in which a lane knows that somebody is interested, each for each cohort.</param>
public sealed record ServerFigures(long Heap, long Anonymous, long Budget, int Descriptors, int Threads, long Queued, long Subscribers, long Subscriptions, long Interests)
{
    /// <summary>Takes them.</summary>
    /// <param name="server">Of whom.</param>
    /// <param name="key">An API key that may look at figures; null = none is asked for.</param>
    public static ServerFigures Of(ServerProcess server, string? key)
    {
        ForcedCollection.Of(server.Id);
        string[] lines = Page(server, key);
        return new ServerFigures(
            (long)(Sum(lines, "dotnet_gc_last_collection_heap_size_bytes") - Sum(lines, "dotnet_gc_last_collection_heap_fragmentation_size_bytes")),
            StatusKiB("RssAnon:") * 1024,
            (long)Sum(lines, "ticker_memory_usage_bytes"),
            Directory.EnumerateFileSystemEntries($"/proc/{server.Id}/fd").Count(IsNoFile),
            Directory.EnumerateFileSystemEntries($"/proc/{server.Id}/task").Count(),
            (long)Sum(lines, "dotnet_thread_pool_queue_length_total"),
            (long)Sum(lines, "ticker_active_subscribers"),
            (long)Sum(lines, "ticker_active_subscriptions"),
            (long)Sum(lines, "ticker_active_interests"));

        long StatusKiB(string name) =>
            long.Parse(File.ReadLines($"/proc/{server.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    /// <summary>How long the collector has stopped all threads of a server, from its start.</summary>
    public static double PausedMillis(ServerProcess server, string? key) => 1_000 * Sum(Page(server, key), "dotnet_gc_pause_time_seconds_total");

    public override string ToString() =>
        $"heap {Heap / 1048576.0:0.0} MiB, anonymous {Anonymous / 1048576.0:0.0} MiB, budget {Budget:N0} bytes, {Descriptors} descriptors, {Threads} threads, {Queued} queued, "
        + $"{Subscribers} subscribers, {Subscriptions} subscriptions, {Interests} interests";

    private static string[] Page(ServerProcess server, string? key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Web, "/metrics"));
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        using HttpResponseMessage answer = http.Send(request);
        using var reader = new StreamReader(answer.EnsureSuccessStatusCode().Content.ReadAsStream());
        return reader.ReadToEnd().Split('\n');
    }

    private static double Sum(string[] lines, string name)
    {
        string[] found = [.. lines.Where(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "{", StringComparison.Ordinal))];
        return found.Length > 0
            ? found.Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture))
            : throw new InvalidDataException($"the server tells no {name}");
    }

    private static bool IsNoFile(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name.Contains(':', StringComparison.Ordinal) == true;
        }
        catch (IOException)
        {
            // It was closed in the meantime.
            return false;
        }
    }
}
