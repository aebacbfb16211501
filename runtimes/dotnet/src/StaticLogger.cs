using System;
using System.Reflection;
using System.Text.Json;

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
                type?.GetMethod("SetConfigureStructuredLoggingAction", BindingFlags.NonPublic | BindingFlags.Static)
                    ?.Invoke(null, new object[] { new Action<object>(options => logs.ValueOptions = ValueOptionsOf(options)) });
                Set(type, "_loggingAction", new Action<string>(message => logs.Write(null, message)));
                Set(type, "_loggingWithLevelAction", new Action<string, string, object[]>(
                    (level, message, arguments) => logs.Write(LogLevels.Of(level), message, arguments)));
                Set(type, "_loggingWithLevelAndExceptionAction", new Action<string, Exception, string, object[]>(
                    (level, exception, message, arguments) => logs.Write(LogLevels.Of(level), message, arguments, exception)));
            };
        }

        /// <summary>How a function wants values written; null for the defaults.</summary>
        static JsonSerializerOptions ValueOptionsOf(object options)
        {
            return options?.GetType().GetProperty("OverrideSerializerOptions")?.GetValue(options) as JsonSerializerOptions;
        }

        /// <summary>Earlier versions have the first of the fields only.</summary>
        static void Set(Type type, string field, Delegate action)
        {
            type?.GetField(field, BindingFlags.NonPublic | BindingFlags.Static)?.SetValue(null, action);
        }
    }
}
