using System.Text;
using Ticker.Load.Sections;

namespace Ticker.Load.Runs;

/// <summary>Writes what was measured as one page of Markdown, without a date: the commit tells that.</summary>
public static class Report
{
    public static string Write(string command, IReadOnlyList<ISection> sections)
    {
        var page = new StringBuilder();
        page.AppendLine("# Measured").AppendLine();
        page.AppendLine($"By `{command}`, which overwrites this page; what the columns mean is in [README.md](README.md).").AppendLine();
        foreach (string line in MachineFacts.Lines())
        {
            page.AppendLine($"- {line}");
        }

        page.AppendLine("- a shared machine: other work takes its cores at any time. Processor time for each tick is steadier than ticks a second.").AppendLine();
        foreach (ISection section in sections)
        {
            section.Write(page);
        }

        return page.ToString().TrimEnd() + "\n";
    }
}
