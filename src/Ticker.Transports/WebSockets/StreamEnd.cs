using Microsoft.AspNetCore.Http;
using Ticker.Engine.Deliver;
using Ticker.Transports.Listening;

namespace Ticker.Transports.WebSockets;

/// <summary>Brings a connection that is a stream to its end, as its subscriber's end demands. One task uses it.</summary>
/// <param name="context">The request, which lives as long as the connection.</param>
/// <param name="sink">The way out.</param>
/// <param name="grace">How long a peer may take to read the last of what was sent to it.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamEnd(HttpContext context, StreamSink sink, TimeSpan grace, TimeProvider time)
{
    /// <summary>Waits until the lane has let go of the sink and all that was given to it is written, or the connection is aborted.</summary>
    public async Task<SubscriberEnd> WaitAsync(Task<SubscriberEnd> completion)
    {
        if (await Task.WhenAny(completion, sink.OutputEnded).ConfigureAwait(false) != completion)
        {
            await EndOutputAsync().ConfigureAwait(false);
        }

        SubscriberEnd end = await completion.ConfigureAwait(false);
        if (end == SubscriberEnd.Aborted)
        {
            context.Abort();
        }
        else
        {
            await WrittenAsync().ConfigureAwait(false);
        }

        await sink.Idle.ConfigureAwait(false);
        return end;
    }

    // The peer has broken a rule and was told so: it reads the end, and what it still sends is read and dropped.
    private async Task EndOutputAsync()
    {
        try
        {
            if (ExtendedConnect.Speaks(context.Request))
            {
                await context.Response.CompleteAsync().ConfigureAwait(false);
            }
            else
            {
                context.Features.Get<WebConnection>()?.EndOutput();
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer was faster.
        }
    }

    private async Task WrittenAsync()
    {
        try
        {
            await sink.Idle.WaitAsync(grace, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            context.Abort();
        }
    }
}
