using System;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

[assembly: AssemblyVersion("2.8.0.0")]

// With the interfaces that the runtime is compiled against, this stands in for a later version of AWS's Amazon.Lambda.Core.
namespace Amazon.Lambda.Core
{
    public partial interface ILambdaContext
    {
        string TenantId { get; }
        string TraceId { get; }
        ILambdaSerializer Serializer { get; }
    }

    public partial interface ILambdaLogger
    {
        void Log(string level, string message);
        void Log(string level, string message, params object[] args);
        void Log(string level, Exception exception, string message, params object[] args);
    }

    [AttributeUsage(AttributeTargets.Method | AttributeTargets.Assembly)]
    public sealed class LambdaSerializerAttribute : Attribute
    {
        public LambdaSerializerAttribute(Type serializerType)
        {
            SerializerType = serializerType;
        }

        public Type SerializerType { get; set; }
    }

    public class StructuredLoggingOptions
    {
        public JsonSerializerOptions OverrideSerializerOptions { get; set; }
    }

    public static class LambdaLogger
    {
        static Action<StructuredLoggingOptions> configure = options => { };
        static Action<string> _loggingAction = Console.WriteLine;
        static Action<string, string, object[]> _loggingWithLevelAction = (level, message, args) => Console.WriteLine(message);

        public static void ConfigureStructuredLogging(StructuredLoggingOptions options)
        {
            configure(options);
        }

        internal static void SetConfigureStructuredLoggingAction(Action<StructuredLoggingOptions> action)
        {
            configure = action;
        }

        public static void Log(string message)
        {
            _loggingAction(message);
        }

        public static void Log(string level, string message, params object[] args)
        {
            _loggingWithLevelAction(level, message, args);
        }
    }
}

namespace Amazon.Lambda.Core.ResponseStreaming
{
    interface ILambdaResponseStream : IDisposable
    {
        Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken = default(CancellationToken));
        long BytesWritten { get; }
        bool HasError { get; }
    }

    public class LambdaResponseStream
    {
        readonly ILambdaResponseStream stream;

        internal LambdaResponseStream(ILambdaResponseStream stream)
        {
            this.stream = stream;
        }

        public long BytesWritten => stream.BytesWritten;

        public Task WriteAsync(byte[] buffer, int offset, int count)
        {
            return stream.WriteAsync(buffer, offset, count);
        }
    }

    public class LambdaResponseStreamFactory
    {
        static Func<byte[], ILambdaResponseStream> factory;

        internal static void SetLambdaResponseStream(Func<byte[], ILambdaResponseStream> streamFactory)
        {
            factory = streamFactory;
        }

        public static LambdaResponseStream CreateStream()
        {
            return new LambdaResponseStream(factory(Array.Empty<byte>()));
        }

        /// <summary>AWS's own takes an object that it makes JSON of.</summary>
        public static LambdaResponseStream CreateHttpStream(string prelude)
        {
            return new LambdaResponseStream(factory(Encoding.UTF8.GetBytes(prelude)));
        }
    }
}
