using System.Text;

namespace Ticker.Load.Sections;

/// <summary>A question that the load generator answers: it measures, and writes its part of the page.</summary>
public interface ISection
{
    /// <summary>Whether nothing was found that must not be.</summary>
    bool Passed { get; }

    /// <summary>Measures, and tells on the console how it goes.</summary>
    void Measure();

    /// <summary>Writes what was measured so far.</summary>
    void Write(StringBuilder page);
}
