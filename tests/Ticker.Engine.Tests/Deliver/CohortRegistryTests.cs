using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Deliver;

public sealed class CohortRegistryTests
{
    private readonly TestPipeline _pipeline = new();

    [Theory]
    [InlineData(10, 1)]
    [InlineData(32, 1)]
    [InlineData(100, 4)]
    [InlineData(1_000, 9)]
    public void Find_ForACrowdThatAsksForTheSame_MakesFewCohortsOfAboutOneSize(int crowd, int most)
    {
        Cohort[] cohorts = [.. Crowd(crowd).Select(client => client.Subscriber.Subscriptions[1].Cohort).Distinct()];

        Assert.InRange(cohorts.Length, Math.Min((crowd + 31) / 32, 8), most);
        Assert.All(cohorts, cohort => Assert.InRange(cohort.Members, 1, Math.Max(32, crowd / 8)));
    }

    [Fact]
    public void Find_AfterSomeHaveLeft_FillsTheirPlaces()
    {
        TestClient[] crowd = Crowd(96);
        foreach (TestClient client in crowd[..20])
        {
            client.Unsubscribe(1);
        }

        Cohort[] joined = [.. Crowd(20).Select(client => client.Subscriber.Subscriptions[1].Cohort).Distinct()];

        Assert.Equal([crowd[20].Subscriber.Subscriptions[1].Cohort], joined);
    }

    private TestClient[] Crowd(int size)
    {
        TestClient[] crowd = [.. Enumerable.Range(0, size).Select(_ => _pipeline.Join().Post(TestClient.To(1, "X:A")))];
        _pipeline.Run();
        return crowd;
    }
}
