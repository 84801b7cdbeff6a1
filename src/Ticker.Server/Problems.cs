using Ticker.Recording;

namespace Ticker.Server;

/// <summary>
/// What keeps the server from starting. Whoever reads a part of what it needs adds what is wrong with that part, so that
/// all of it is told at once. Not safe for several threads.
/// </summary>
internal sealed class Problems
{
    private readonly List<string> _all = [];

    /// <summary>Reads files of settings: as long as one cannot be read, nothing can be said of the settings.</summary>
    /// <exception cref="InvalidConfigurationException">One cannot be read; it says which, and where in it.</exception>
    public static T InFiles<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException malformed)
        {
            throw new InvalidConfigurationException([$"{malformed.Message} {malformed.GetBaseException().Message}"]);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidConfigurationException([unreadable.Message]);
        }
    }

    /// <summary>Adds what is wrong, each with the setting that it is about.</summary>
    public void Add(IEnumerable<string> wrong) => _all.AddRange(wrong);

    /// <summary>Reads what a setting names; what cannot be used is null, and a problem.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="tell">Says what is wrong: gets why it cannot be used.</param>
    public T? Read<T>(Func<T> read, Func<string, string> tell)
        where T : class
    {
        T? found = null;
        Try(() => found = read(), tell);
        return found;
    }

    /// <summary>Looks at what a setting names; what cannot be used is a problem.</summary>
    /// <param name="look">Looks at it.</param>
    /// <param name="tell">Says what is wrong: gets why it cannot be used.</param>
    public void Try(Action look, Func<string, string> tell)
    {
        try
        {
            look();
        }
        catch (Exception unusable) when (unusable is FormatException or RecordingFormatException or IOException or UnauthorizedAccessException)
        {
            _all.Add(tell(unusable.Message));
        }
    }

    /// <summary>Ends here, if there is any.</summary>
    /// <exception cref="InvalidConfigurationException">There is; it says all of them.</exception>
    public void ThrowIfAny()
    {
        if (_all.Count > 0)
        {
            throw new InvalidConfigurationException(_all);
        }
    }
}
