using System.Threading.Channels;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>One subscription of a connection made of requests: the request that it has at present. Used by the one who reads the connection.</summary>
internal sealed class HttpSubscription(HttpRoad road, HttpClient client, ChannelWriter<HttpItem> inbox, MarketSubscription subscription, CancellationToken connectionEnded) : IAsyncDisposable
{
    private CancellationTokenSource? _asking;
    private Task _reading = Task.CompletedTask;
    private ModifyMessage? _change;
    private int _requests;

    /// <summary>Whether something is of the request that it has at present.</summary>
    public bool IsOf(int number) => _asking is not null && number == _requests;

    /// <summary>Whether it asks at present.</summary>
    public bool IsAsking => _asking is not null;

    /// <summary>Whether nothing of what it asked is left.</summary>
    public bool IsOver => _asking is null && _reading.IsCompleted;

    /// <summary>Whether there is a change to be asked for, and none is.</summary>
    public bool HasChange => _asking is not null && _change is null && subscription.Wanted.Next is not null;

    /// <summary>Asks, from where it stands; what was asked before ends. Changes are asked for one by one, so that it is known which is refused.</summary>
    public void Ask(string? key)
    {
        Stop();
        _asking = CancellationTokenSource.CreateLinkedTokenSource(connectionEnded);
        int number = ++_requests;
        Task before = _reading;
        StartFrom from = subscription.BeginAnew();
        _change = subscription.Wanted.Next;
        SubscribeMessage asked = (_change is null ? subscription.Request : Wanted.Changed(subscription.Request, _change)) with { From = from };
        CancellationToken stop = _asking.Token;
        _reading = Task.Run(() => ReadAsync(before, asked, key, number, stop), CancellationToken.None);
    }

    /// <summary>What was asked for is given.</summary>
    public void Answered() => EndChange(isMade: true);

    /// <summary>What was asked for is refused.</summary>
    /// <returns>Whether that was for a change: without it, it may go on.</returns>
    public bool Refused() => EndChange(isMade: false);

    /// <summary>Ends what was asked; what of it still waits to be read counts no more.</summary>
    public void Stop()
    {
        _asking?.Cancel();
        _asking?.Dispose();
        (_asking, _change) = (null, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _reading.ConfigureAwait(false);
    }

    private bool EndChange(bool isMade)
    {
        if (_change is not { } change)
        {
            return false;
        }

        subscription.End(change, isMade);
        _change = null;
        return true;
    }

    private async Task ReadAsync(Task before, SubscribeMessage asked, string? key, int number, CancellationToken stop)
    {
        await before.ConfigureAwait(false);
        try
        {
            await ReadToTheEndAsync(asked, key, number, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && stop.IsCancellationRequested)
        {
            // Nobody wants it any more; it may have broken at that very moment, too.
        }
    }

    private async Task ReadToTheEndAsync(SubscribeMessage asked, string? key, int number, CancellationToken stop)
    {
        try
        {
            await road.ReadAsync(client, asked, key, item => inbox.WriteAsync(item with { Id = asked.Id, Request = number }, stop), stop).ConfigureAwait(false);
        }
        catch (HttpSubscriptionRefusal refusal)
        {
            await inbox.WriteAsync(new HttpItem(asked.Id, number) { Refusal = refusal.Error with { Id = asked.Id } }, stop).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException && !stop.IsCancellationRequested)
        {
            await inbox.WriteAsync(new HttpItem(asked.Id, number) { Failure = failure }, stop).ConfigureAwait(false);
        }
    }
}
