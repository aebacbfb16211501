using System;
using System.IO;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Lambent
{
    /// <summary>From a handler's name to what is called.</summary>
    sealed class HandlerLoader
    {
        readonly Logs logs;

        public HandlerLoader(Logs logs)
        {
            this.logs = logs;
        }

        /// <summary>Throws `LambdaValidationException`, or what the function's own code throws.</summary>
        public Handler Load(string text)
        {
            var name = new HandlerName(text);
            StaticLogger.Connect(logs);
            var assembly = AssemblyOf(name);
            var type = assembly.GetType(name.Type);
            if (type == null) throw new LambdaValidationException($"Unable to load type '{name.Type}' from assembly '{name.Assembly}'.");
            var method = HandlerMethod.Find(type, name);
            var target = Instance(type, method);
            return new Handler(method, target, FunctionSerializer.Of(method, assembly), name, logs);
        }

        static Assembly AssemblyOf(HandlerName name)
        {
            try
            {
                return AssemblyLoadContext.Default.LoadFromAssemblyName(name.Assembly);
            }
            catch (FileNotFoundException e)
            {
                throw new LambdaValidationException(
                    $"Could not find the specified handler assembly with the file name '{e.FileName}'. "
                        + "The assembly should be located in the root of your uploaded .zip file.");
            }
            catch (Exception)
            {
                throw new LambdaValidationException($"Unable to load assembly '{name.Assembly}'.");
            }
        }

        /// <summary>Null for a static handler, whose type is initialized all the same.</summary>
        static object Instance(Type type, MethodInfo method)
        {
            if (type.IsGenericType)
            {
                throw new LambdaValidationException(
                    $"The type '{type.FullName}' cannot be used as a Lambda Handler type because it is generic. "
                        + "Handler methods cannot be located in generic types. Please specify a handler method in a non-generic type.");
            }
            if (!method.IsStatic && type.IsAbstract)
            {
                throw new LambdaValidationException(
                    $"The instance method '{method}' cannot be used as a Lambda Handler because its type '{type.FullName}' is abstract. "
                        + "Please either use a static handler or specify a type that is not abstract.");
            }
            if (!type.IsClass && (!type.IsValueType || type.IsPrimitive || type.IsEnum))
            {
                throw new LambdaValidationException(
                    $"The type '{type.FullName}' cannot be used as a handler type since it is not a class or a struct. "
                        + "Please specify a handler method on a class or struct.");
            }
            if (!method.IsStatic) return Activator.CreateInstance(type);
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            return null;
        }
    }
}
