using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Lambent
{
    /// <summary>Small helps around the framework's own JSON.</summary>
    static class Json
    {
        /// <summary>An object whose members `write` writes.</summary>
        public static byte[] Of(Action<Utf8JsonWriter> write, bool indented = false)
        {
            using (var bytes = new MemoryStream())
            {
                using (var writer = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = indented }))
                {
                    writer.WriteStartObject();
                    write(writer);
                    writer.WriteEndObject();
                }
                return bytes.ToArray();
            }
        }

        /// <summary>A member's text; null where there is none.</summary>
        public static string Text(JsonElement tree, string name)
        {
            return tree.ValueKind == JsonValueKind.Object && tree.TryGetProperty(name, out var value) ? TextOf(value) : null;
        }

        /// <summary>A member's own members as texts; null where there is none.</summary>
        public static IDictionary<string, string> Texts(JsonElement tree, string name)
        {
            if (tree.ValueKind != JsonValueKind.Object || !tree.TryGetProperty(name, out var members)) return null;
            if (members.ValueKind != JsonValueKind.Object) return null;
            var texts = new Dictionary<string, string>();
            foreach (var member in members.EnumerateObject()) texts[member.Name] = TextOf(member.Value);
            return texts;
        }

        static string TextOf(JsonElement value)
        {
            return value.ValueKind == JsonValueKind.Null ? null : value.ToString();
        }
    }
}
