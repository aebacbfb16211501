using System;

namespace Lambent
{
    /// <summary>In the order of their weight.</summary>
    enum LogLevel
    {
        Trace,
        Debug,
        Information,
        Warning,
        Error,
        Critical
    }

    static class LogLevels
    {
        static readonly string[] Labels = { "trce", "dbug", "info", "warn", "fail", "crit" };

        /// <summary>By the names of .NET or of Lambda, in any case. Null for another text.</summary>
        public static LogLevel? Of(string name)
        {
            switch (name?.ToUpperInvariant())
            {
                case "INFO":
                    return LogLevel.Information;
                case "WARN":
                    return LogLevel.Warning;
                case "FATAL":
                    return LogLevel.Critical;
                default:
                    return Enum.TryParse<LogLevel>(name, true, out var level) ? level : (LogLevel?)null;
            }
        }

        public static string Label(LogLevel level)
        {
            return Labels[(int)level];
        }
    }
}
