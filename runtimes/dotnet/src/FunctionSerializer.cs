using System;
using System.Collections.Generic;
using System.IO;
using System.Reflection;

namespace Lambent
{
    /// <summary>The serializer that a method or its assembly is annotated with.</summary>
    sealed class FunctionSerializer
    {
        const string AttributeName = "Amazon.Lambda.Core.LambdaSerializerAttribute";
        const string InterfaceName = "Amazon.Lambda.Core.ILambdaSerializer";

        public readonly object Instance;
        readonly Type contract;

        FunctionSerializer(object instance, Type contract)
        {
            Instance = instance;
            this.contract = contract;
        }

        /// <summary>Null where there is none.</summary>
        public static FunctionSerializer Of(MethodInfo method, Assembly assembly)
        {
            var attribute = AttributeAmong(method.GetCustomAttributes()) ?? AttributeAmong(assembly.GetCustomAttributes());
            return attribute == null ? null : Make(TypeOf(attribute));
        }

        public Func<Stream, object> Reader(Type type)
        {
            var method = contract.GetMethod("Deserialize").MakeGenericMethod(type);
            return stream => method.Invoke(Instance, BindingFlags.DoNotWrapExceptions, null, new object[] { stream }, null);
        }

        public Action<object, Stream> Writer(Type type)
        {
            var method = contract.GetMethod("Serialize").MakeGenericMethod(type);
            return (value, stream) => method.Invoke(Instance, BindingFlags.DoNotWrapExceptions, null, new[] { value, stream }, null);
        }

        static Attribute AttributeAmong(IEnumerable<Attribute> attributes)
        {
            foreach (var attribute in attributes)
            {
                if (attribute.GetType().FullName == AttributeName) return attribute;
            }
            return null;
        }

        static Type TypeOf(Attribute attribute)
        {
            var property = attribute.GetType().GetProperty("SerializerType");
            if (property == null) throw new LambdaValidationException($"The '{AttributeName}' class is invalid: no 'SerializerType' property detected.");
            return property.GetValue(attribute) as Type
                ?? throw new LambdaValidationException($"The 'SerializerType' property on attribute class '{AttributeName}' is not set.");
        }

        static FunctionSerializer Make(Type type)
        {
            var constructor = type.GetConstructor(Type.EmptyTypes)
                ?? throw new LambdaValidationException(
                    $"The indicated serializer '{type.FullName}' does not define a public zero-parameter constructor.");
            var contract = type.GetInterface(InterfaceName)
                ?? throw new LambdaValidationException(
                    $"The '{type.FullName}' class is invalid: it does not implement the 'ILambdaSerializer' interface.");
            return new FunctionSerializer(constructor.Invoke(null), contract);
        }
    }
}
