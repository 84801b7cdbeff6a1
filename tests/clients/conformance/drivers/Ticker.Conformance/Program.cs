using System.Text.Json.Nodes;
using Ticker.Conformance;

// Does what standard input says, a JSON object a line, and tells on standard output what happens.
await using var driver = new Driver(Console.Out);
try
{
    while (await Console.In.ReadLineAsync() is { } line)
    {
        if (!await driver.DoAsync((JsonObject)JsonNode.Parse(line)!))
        {
            return 0;
        }
    }

    return 0;
}
catch (Exception failure) when (failure is not OutOfMemoryException)
{
    driver.Say(new JsonObject { ["ev"] = "failed", ["text"] = failure.ToString() });
    return 1;
}
