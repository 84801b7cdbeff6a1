using System.Collections.Concurrent;
using System.Threading.Channels;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

/// <summary>One run of a server's journal, from the feed door to the file, in the test's own thread.</summary>
internal sealed class JournalRun : IDisposable
{
    public static readonly Guid Boot = new("11111111-2222-3333-4444-555555555555");

    private readonly Channel<TickBatch> _channel = Channel.CreateBounded<TickBatch>(1_024);
    private readonly Sequencer _sequencer;
    private readonly TickBatchPool _pool = new();
    private bool _died;

    public JournalRun(string directory, FixedTime time, FailingDisk? disk = null, Guid? boot = null, Func<JournalOptions, JournalOptions>? options = null)
    {
        var usual = new JournalOptions { Directory = directory, Sync = "none" };
        Journal = LiveJournal.Open(options?.Invoke(usual) ?? usual, time, Notices.Enqueue, disk ?? new FailingDisk(), boot ?? Boot);
        Instruments.Restore(Journal.Stored.Instruments, Journal.Stored.Records);
        Door = new FeedDoor(new FeedOptions(), Instruments, _pool, _channel.Writer, time) { IsKept = true };
        Door.Restore(Journal.Stored.Feeds);
        _sequencer = new Sequencer(Journal.Stored.Epoch, Journal.Stored.Sequence);
        Journal.Begin(Instruments);
    }

    /// <summary>What it told, from any thread.</summary>
    public ConcurrentQueue<JournalNotice> Notices { get; } = [];

    public LiveJournal Journal { get; }

    public InstrumentRegistry Instruments { get; } = new();

    public FeedDoor Door { get; }

    /// <summary>Every record that was handed on to subscribers.</summary>
    public List<Tick> HandedOn { get; } = [];

    public FeedSession Open(string feed = "feed", ulong run = 1) =>
        Door.OpenAsync(new FeedHello(feed, run, "test"), default).GetAwaiter().GetResult().Session!;

    /// <summary>Defines I1 to I3 as 1 to 3.</summary>
    public static void Define(FeedSession session)
    {
        for (int n = 1; n <= 3; n++)
        {
            session.Define((uint)n, Ticks.Instrument(n), out string? wrong);
            Assert.Null(wrong);
        }
    }

    /// <summary>Publishes ticks of these feed sequences, and hands them on.</summary>
    public void Publish(FeedSession session, ulong from, ulong to)
    {
        for (ulong n = from; n <= to; n++)
        {
            session.Add(Ticks.Tick(n) with { Feed = 0, ReceiveTime = default, EventTime = default });
            if (session.IsFull)
            {
                Flush(session);
            }
        }

        Flush(session);
    }

    public void Flush(FeedSession session)
    {
        session.FlushAsync().AsTask().GetAwaiter().GetResult();
        Pump();
    }

    public void Close(FeedSession session)
    {
        session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Pump();
    }

    /// <summary>Does what the sequencer's pump does.</summary>
    public void Pump()
    {
        List<TickBatch> together = [];
        while (_channel.Reader.TryRead(out TickBatch? batch))
        {
            _sequencer.Stamp(batch);
            together.Add(batch);
            if (!Journal.Append(batch))
            {
                HandOn(together);
            }
        }

        HandOn(together);
    }

    /// <summary>Ends as a process that is killed: nothing is written any more.</summary>
    public void Die() => _died = true;

    public void Dispose()
    {
        if (_died)
        {
            Journal.Abandon();
        }
        else
        {
            Journal.Dispose();
        }
    }

    private void HandOn(List<TickBatch> together)
    {
        Journal.Commit();
        foreach (TickBatch batch in together)
        {
            HandedOn.AddRange(batch.Ticks);
            batch.Share(1);
            batch.Release();
        }

        together.Clear();
    }
}
