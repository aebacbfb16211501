using System;
using System.Reflection;

namespace Lambent
{
    /// <summary>A handler's name, `Assembly::Namespace.Type::Method`. The method may be a signature, as the framework writes it.</summary>
    sealed class HandlerName
    {
        const string Separator = "::";
        const string Format = "The valid format is 'ASSEMBLY::TYPE::METHOD'.";

        public readonly AssemblyName Assembly;
        public readonly string Type;
        public readonly string Method;

        public HandlerName(string text)
        {
            if (string.IsNullOrEmpty(text)) throw new LambdaValidationException("Empty lambda function handler. " + Format);
            var parts = text.Split(new[] { Separator }, 3, StringSplitOptions.None);
            if (parts.Length != 3) throw new LambdaValidationException($"Invalid lambda function handler: '{text}'. {Format}");
            Assembly = new AssemblyName(Part(text, parts[0], "assembly"));
            Type = Part(text, parts[1], "type");
            Method = Part(text, parts[2], "method");
        }

        static string Part(string text, string part, string what)
        {
            if (part.Trim().Length > 0) return part.Trim();
            throw new LambdaValidationException($"Invalid lambda function handler: '{text}', the {what} is missing. {Format}");
        }
    }
}
