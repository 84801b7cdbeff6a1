using System.Net;
using Ticker.Tests.Hostile;

namespace Ticker.Load.Hostile;

/// <summary>
/// The process that the hostile connections come from. It reads orders, a line each, <c>attack PER_SECOND COUNT</c> or
/// <c>churn AT_A_TIME COUNT</c>, and answers with what became of them, a line for each kind and outcome, and an empty one.
/// </summary>
internal static class HostileClients
{
    private const int Seed = 6455;

    /// <summary>The kinds whose name has one of some texts, divided by commas.</summary>
    public static IReadOnlyList<HostileKind> Named(string texts) => [.. HostileKinds.All.Where(kind => texts.Split(',').Any(kind.Name.Contains))];

    public static async Task<int> RunAsync(string[] args)
    {
        var target = new HostileTarget(IPEndPoint.Parse(args[0]), IPEndPoint.Parse(args[1]), IPEndPoint.Parse(args[2]), args[3]);
        var all = new HostileCrowd(target, Named(args[4]), Seed);
        var coming = new HostileCrowd(target, Quitters.Coming, Seed);
        while (Console.ReadLine()?.Split(' ') is [var order, var pace, var many])
        {
            (int number, int count) = (int.Parse(pace), int.Parse(many));
            HostileCounts counts = order == "attack" ? await all.AttackAsync(number, count) : await coming.ComeAndGoAsync(number, count);
            foreach (string line in counts.Lines())
            {
                Console.WriteLine(line);
            }

            Console.WriteLine();
        }

        return 0;
    }
}
