using System;
using System.Reflection;

namespace Lambent
{
    /// <summary>`Amazon.Lambda.Core.LambdaLogger`, the logger that needs no context: its private fields take what is called for a message.</summary>
    static class StaticLogger
    {
        const string CoreAssembly = "Amazon.Lambda.Core";
        const string LoggerType = "Amazon.Lambda.Core.LambdaLogger";

        /// <summary>As soon as the function's copy of the assembly is loaded.</summary>
        public static void Connect(Logs logs)
        {
            AppDomain.CurrentDomain.AssemblyLoad += (sender, loaded) =>
            {
                if (loaded.LoadedAssembly.GetName().Name != CoreAssembly) return;
                var type = loaded.LoadedAssembly.GetType(LoggerType);
                Set(type, "_loggingAction", new Action<string>(message => logs.Write(null, message)));
                Set(type, "_loggingWithLevelAction", new Action<string, string, object[]>(
                    (level, message, arguments) => logs.Write(LogLevels.Of(level), message, arguments)));
                Set(type, "_loggingWithLevelAndExceptionAction", new Action<string, Exception, string, object[]>(
                    (level, exception, message, arguments) => logs.Write(LogLevels.Of(level), message, arguments, exception)));
            };
        }

        /// <summary>Earlier versions have the first of the fields only.</summary>
        static void Set(Type type, string field, Delegate action)
        {
            type?.GetField(field, BindingFlags.NonPublic | BindingFlags.Static)?.SetValue(null, action);
        }
    }
}
