using Ticker.Load;
using Ticker.Load.Hostile;
using Ticker.Load.Replays;
using Ticker.Load.Runs;
using Ticker.Load.Sections;

if (args.Contains("--help"))
{
    Console.WriteLine(LoadArguments.Usage);
    return 0;
}

if (args is ["replay", .. string[] replay])
{
    return ReplayMeasure.Run(replay);
}

if (args is ["hostile-clients", .. string[] target])
{
    return await HostileClients.RunAsync(target);
}

if (LoadArguments.Read(args) is not { } arguments)
{
    Console.Error.WriteLine(LoadArguments.Usage);
    return 2;
}

var measured = new List<ISection>();
foreach (ISection section in Agenda.Sections(arguments))
{
    section.Measure();
    measured.Add(section);
    if (arguments.Out is { } path)
    {
        // After each, so that what was measured stays if a later one does not end.
        File.WriteAllText(path, Report.Write(arguments.Command, measured));
    }
}

if (arguments.Out is not null)
{
    Console.WriteLine($"written to {arguments.Out}");
}

return measured.TrueForAll(section => section.Passed) ? 0 : 1;
