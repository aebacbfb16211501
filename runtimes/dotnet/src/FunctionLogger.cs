using System;
using Amazon.Lambda.Core;

namespace Lambent
{
    /// <summary>The context's logger. The virtual members are those of later versions of the interface, whose other members end in them.</summary>
    class FunctionLogger : ILambdaLogger
    {
        readonly Logs logs;

        public FunctionLogger(Logs logs)
        {
            this.logs = logs;
        }

        public void Log(string message)
        {
            logs.WriteRaw(message);
        }

        public void LogLine(string message)
        {
            logs.Write(LogLevel.Information, message);
        }

        public virtual void Log(string level, string message)
        {
            logs.Write(LogLevels.Of(level), message);
        }

        public virtual void Log(string level, string message, params object[] arguments)
        {
            logs.Write(LogLevels.Of(level), message, arguments);
        }

        public virtual void Log(string level, Exception exception, string message, params object[] arguments)
        {
            logs.Write(LogLevels.Of(level), message, arguments, exception);
        }
    }
}
