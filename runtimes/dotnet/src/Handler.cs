using System;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace Lambent
{
    /// <summary>A loaded handler: from an event's bytes to those of the result.</summary>
    sealed class Handler
    {
        const string ContextName = "Amazon.Lambda.Core.ILambdaContext";

        readonly MethodInfo method;
        readonly object target;
        readonly FunctionSerializer serializer;
        readonly Logs logs;
        /// <summary>Null where the method wants no event.</summary>
        readonly Func<Stream, object> read;
        /// <summary>Null where the method has no result.</summary>
        readonly Action<object, Stream> write;
        readonly bool takesContext;
        /// <summary>What a method that returns a `Task` with a result has to be asked for it.</summary>
        readonly PropertyInfo resultOfTask;

        public Handler(MethodInfo method, object target, FunctionSerializer serializer, HandlerName name, Logs logs)
        {
            this.method = method;
            this.target = target;
            this.serializer = serializer;
            this.logs = logs;
            var input = Input(method.GetParameters(), name, out takesContext);
            if (input != null) read = input == typeof(Stream) ? stream => stream : Needed(name, "deserialize input", input).Reader(input);
            resultOfTask = ResultOfTask(method.ReturnType);
            var output = resultOfTask?.PropertyType ?? method.ReturnType;
            if (output == typeof(void) || typeof(Task).IsAssignableFrom(output)) return;
            write = typeof(Stream).IsAssignableFrom(output)
                ? (value, stream) => ((Stream)value).CopyTo(stream)
                : Needed(name, "serialize output", output).Writer(output);
        }

        /// <summary>What a handler returns that has streamed its response counts for nothing.</summary>
        public void Handle(Invocation invocation, Stream result, ResponseStreaming streams)
        {
            var value = method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, Arguments(invocation), null);
            if (typeof(Task).IsAssignableFrom(method.ReturnType)) ((Task)value).GetAwaiter().GetResult();
            if (!streams.IsOpen) write?.Invoke(resultOfTask == null ? value : resultOfTask.GetValue(value), result);
        }

        object[] Arguments(Invocation invocation)
        {
            if (read == null) return takesContext ? new[] { Context(invocation) } : Array.Empty<object>();
            var input = read(invocation.Event);
            return takesContext ? new[] { input, Context(invocation) } : new[] { input };
        }

        /// <summary>By itself, since a function without Amazon.Lambda.Core has no such type.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        object Context(Invocation invocation)
        {
            return new FunctionContext(invocation, serializer?.Instance, logs);
        }

        /// <summary>The type of the event; null where the method wants none.</summary>
        static Type Input(ParameterInfo[] parameters, HandlerName name, out bool takesContext)
        {
            if (parameters.Length > 2)
            {
                throw new LambdaValidationException(
                    $"Method '{name.Method}' of type '{name.Type}' is not supported: the method has more than 2 parameters.");
            }
            takesContext = parameters.Length > 0 && parameters[parameters.Length - 1].ParameterType.FullName == ContextName;
            if (parameters.Length == 2 && !takesContext)
            {
                throw new LambdaValidationException(
                    $"Method '{name.Method}' of type '{name.Type}' is not supported: the method has 2 parameters, "
                        + $"but the second parameter is not of type '{ContextName}'.");
            }
            return parameters.Length > (takesContext ? 1 : 0) ? parameters[0].ParameterType : null;
        }

        FunctionSerializer Needed(HandlerName name, string attempt, Type type)
        {
            return serializer ?? throw new LambdaValidationException(
                $"Could not find the LambdaSerializerAttribute on the assembly '{name.Assembly}' or method '{name.Method}' while attempting "
                    + $"to {attempt} data of type '{type.FullName}'. To use types other than System.IO.Stream as input/output parameters, "
                    + "the assembly or Lambda function should be annotated with Amazon.Lambda.Core.LambdaSerializerAttribute.");
        }

        static PropertyInfo ResultOfTask(Type type)
        {
            for (; type != null; type = type.BaseType)
            {
                if (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(Task<>)) return type.GetProperty("Result");
            }
            return null;
        }
    }
}
