using Ticker.Recording.Journal;

namespace Ticker.Server.Journal;

/// <summary>Logs what the journal has to say; what it says before there is a log is kept until there is. Thread-safe.</summary>
internal sealed partial class JournalNotices
{
    private readonly Lock _lock = new();
    private readonly List<JournalNotice> _early = [];
    private ILogger? _logger;

    /// <summary>Takes a notice.</summary>
    public void Tell(JournalNotice notice)
    {
        lock (_lock)
        {
            if (_logger is null)
            {
                _early.Add(notice);
                return;
            }
        }

        Log(notice);
    }

    /// <summary>Logs what has been said, and what will be.</summary>
    public void LogTo(ILogger logger)
    {
        lock (_lock)
        {
            _logger = logger;
        }

        _early.ForEach(Log);
        _early.Clear();
    }

    private void Log(JournalNotice notice)
    {
        ILogger logger = _logger!;
        switch (notice.Kind)
        {
            case JournalNoticeKind.Opened:
                LogOpened(logger, notice.Text);
                break;
            case JournalNoticeKind.Cut:
                LogCut(logger, notice.Text);
                break;
            case JournalNoticeKind.Damage:
                LogDamage(logger, notice.Text);
                break;
            case JournalNoticeKind.Stopped:
                LogStopped(logger, notice.Text);
                break;
            case JournalNoticeKind.Resumed:
                LogResumed(logger, notice.Text);
                break;
            case JournalNoticeKind.Late:
                LogLate(logger, notice.Text);
                break;
            default:
                LogTrouble(logger, notice.Text, notice.Cause);
                break;
        }
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "{Notice}")]
    private static partial void LogOpened(ILogger logger, string notice);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void LogCut(ILogger logger, string notice);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Error, Message = "{Notice}")]
    private static partial void LogDamage(ILogger logger, string notice);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Critical, Message = "{Notice}")]
    private static partial void LogStopped(ILogger logger, string notice);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void LogResumed(ILogger logger, string notice);

    [LoggerMessage(EventId = 4007, Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void LogLate(ILogger logger, string notice);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void LogTrouble(ILogger logger, string notice, Exception? cause);
}
