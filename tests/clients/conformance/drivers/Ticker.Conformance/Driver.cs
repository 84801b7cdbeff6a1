using System.Text.Json.Nodes;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Conformance;

/// <summary>A client that does what it is told, and tells what it sees.</summary>
internal sealed class Driver(TextWriter output) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Iteration> _iterations = [];
    private TickerClient? _client;
    private ModifyMessage? _lessWhenEvicted;

    /// <summary>Does one thing; false = it was the last.</summary>
    public async Task<bool> DoAsync(JsonObject told)
    {
        string what = (string)told["do"]!;
        Iteration? iteration = told["id"] is { } id ? _iterations.GetValueOrDefault((int)id) : null;
        switch (what)
        {
            case "open":
                _client = TickerClient.Open((string)told["server"]!, Requests.Options(told["options"] as JsonObject ?? [], OnEventAsync));
                break;
            case "subscribe":
                MarketSubscription subscription = _client!.Subscribe(Requests.Texts(told["symbols"]), Requests.Subscription(told));
                _iterations.Add(subscription.Id, new Iteration(subscription, Say, (int?)told["leave_after"] ?? 0));
                break;
            case "modify":
                iteration!.Subscription.Modify(Requests.Modify(told));
                break;
            case "pause":
                iteration!.Subscription.Pause();
                break;
            case "resume":
                iteration!.Subscription.Resume();
                break;
            case "statement":
                iteration!.Subscription.RequestStatement();
                break;
            case "unsubscribe":
                iteration!.Subscription.Unsubscribe();
                break;
            case "hold":
                iteration!.Hold();
                break;
            case "release":
                iteration!.Release();
                break;
            case "tape":
                _client!.Tape(Requests.Order((JsonObject)told["order"]!));
                break;
            case "on_evicted":
                _lessWhenEvicted = Requests.Modify((JsonObject)told["modify"]!);
                break;
            case "close":
                await DisposeAsync();
                return false;
            default:
                throw new ArgumentException($"'{what}' is nothing that can be done");
        }

        return true;
    }

    /// <summary>Tells something.</summary>
    public void Say(JsonObject what)
    {
        lock (_lock)
        {
            output.WriteLine(what.ToJsonString());
            output.Flush();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is { } client)
        {
            await client.DisposeAsync();
        }

        foreach (Iteration iteration in _iterations.Values)
        {
            iteration.Release();
            await iteration.Completion;
        }

        _iterations.Clear();
    }

    private ValueTask OnEventAsync(ClientEvent what)
    {
        Say(EventLines.Of(what));
        if (what is Evicted && _lessWhenEvicted is { } less)
        {
            foreach (Iteration iteration in _iterations.Values)
            {
                iteration.Subscription.Modify(less);
            }
        }

        return ValueTask.CompletedTask;
    }
}
