using Ticker.Engine.Deliver;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>A subscriber with its way out and its far end.</summary>
internal sealed class TestClient
{
    private readonly TestPipeline _pipeline;

    public TestClient(TestPipeline pipeline, WireEncoding encoding)
    {
        _pipeline = pipeline;
        Peer = new SimulatedPeer(encoding);
        Sink = new SimulatedSink(Peer);
        Subscriber = new Subscriber(Sink, encoding);
        Sink.IsOver = () => Subscriber.Completion.IsCompleted;
    }

    public SimulatedPeer Peer { get; }

    public SimulatedSink Sink { get; }

    public Subscriber Subscriber { get; }

    /// <summary>How the lane let go of it; null = it has not.</summary>
    public SubscriberEnd? End => Subscriber.Completion.IsCompleted ? Subscriber.Completion.Result : null;

    public static SubscribeMessage To(int id, params string[] symbols) => new() { Id = id, Symbols = symbols };

    /// <summary>Posts a message; it is run with the next turns.</summary>
    public TestClient Post(ClientMessage message)
    {
        Assert.True(Subscriber.PostAsync(message, CancellationToken.None).AsTask().IsCompletedSuccessfully, "the lane's command queue is full");
        return this;
    }

    /// <summary>Subscribes and lets everything run.</summary>
    public TestClient Subscribe(int id, params string[] symbols)
    {
        Post(To(id, symbols));
        _pipeline.Run();
        return this;
    }

    public TestClient Subscribe(SubscribeMessage message)
    {
        Post(message);
        _pipeline.Run();
        return this;
    }

    public TestClient Unsubscribe(int id)
    {
        Post(new UnsubscribeMessage { Id = id });
        _pipeline.Run();
        return this;
    }

    public TestClient Fault(bool malformed = true)
    {
        var fault = new MessageFault(FaultCodes.BadMessage, "broken") { Malformed = malformed };
        Assert.True(Subscriber.PostAsync(fault, CancellationToken.None).AsTask().IsCompletedSuccessfully);
        return this;
    }
}
