using System;
using System.Collections.Generic;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lambent
{
    /// <summary>The method that a handler's name means, of a type or its ancestors, whoever may call it.</summary>
    static class HandlerMethod
    {
        const BindingFlags Declared =
            BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

        public static MethodInfo Find(Type type, HandlerName name)
        {
            var method = Only(type, name, of => of.Name) ?? Only(type, name, of => of.ToString());
            if (method == null)
            {
                throw new LambdaValidationException(
                    $"Unable to find method '{name.Method}' in type '{name.Type}' from assembly '{name.Assembly}': "
                        + $"Found no methods matching method name '{name.Method}'.");
            }
            Check(method);
            return method;
        }

        static MethodInfo Only(Type type, HandlerName name, Func<MethodInfo, string> naming)
        {
            for (var declaring = type; declaring != null; declaring = declaring.BaseType)
            {
                var found = Array.FindAll(declaring.GetMethods(Declared), method => naming(method) == name.Method);
                if (found.Length == 1) return found[0];
                if (found.Length > 1) throw Overloaded(declaring, name, found);
            }
            return null;
        }

        static Exception Overloaded(Type type, HandlerName name, IEnumerable<MethodInfo> found)
        {
            return new LambdaValidationException(
                $"The method '{name.Method}' in type '{type.FullName}' appears to have a number of overloads. To call this method "
                    + $"please specify a complete method signature. Possible candidates are:\n{string.Join("\n", found)}.");
        }

        static void Check(MethodInfo method)
        {
            if (method.IsAbstract) throw Refused(method, "an abstract method. Handler methods cannot be abstract. Please specify a non-abstract handler method.");
            if (method.IsGenericMethod) throw Refused(method, "a generic method. Handler methods cannot be generic. Please specify a non-generic handler method.");
            if (method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute)))
            {
                throw Refused(method, "an 'async void' method. Handler methods cannot be 'async void'. Please specify a method that is not 'async void'.");
            }
            var parameters = method.GetParameters();
            if (parameters.Length > 0 && parameters[parameters.Length - 1].IsDefined(typeof(ParamArrayAttribute)))
            {
                throw Refused(method, "a 'params' method. Please specify a method that does not use 'params'.");
            }
        }

        static Exception Refused(MethodInfo method, string why)
        {
            return new LambdaValidationException($"The method '{method}' cannot be used as a Lambda Handler because it is {why}");
        }
    }
}
